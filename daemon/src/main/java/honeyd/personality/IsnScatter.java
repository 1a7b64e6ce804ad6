package honeyd.personality;

import org.jspecify.annotations.Nullable;

/// Initial sequence numbers as RFC 6528 has them, a keyed hash of the connection's four values plus
/// a clock, built so that nmap's statistics of six neighbouring client ports fall where the
/// fingerprint says. Keeps nothing: the same connection tried again begins where the clock has come
/// to meanwhile. Immutable.
///
/// The numbers of neighbouring client ports lie one step of the [IsnPlan] apart, a little longer or
/// shorter and up or down as a hash decides, so that any six ports in a row show the plan's five
/// steps in some order. To find a number without walking from port 0 on, ports are taken in blocks:
/// even blocks begin anywhere, odd ones take a way that joins their neighbours.
final class IsnScatter {
  private static final int BLOCK_BITS = 4;
  private static final int BLOCK = 1 << BLOCK_BITS;
  private static final long WHOLE = 1L << 32;

  /// Ways tried through a block that must fit its neighbours.
  private static final int WAYS = 3;

  /// Means above this come from numbers that fill all 32 bits.
  private static final double WHOLE_MEAN = 1e8;

  /// Below this a system counts rather than scatters.
  private static final double LEAST_MEAN = 1 << 20;

  /// Scattered numbers lie by more than this part of their mean distance from the mean (evenly
  /// scattered ones by 0.6).
  private static final double LEAST_SPREAD = 0.3;

  /// How far the plan must lie inside its ranges.
  private static final double LEAST_SLACK = 2.9;

  /// By which part of itself a step may differ from the plan's.
  private static final double WOBBLE = 0.12;

  private final double mean;
  private final double[] deviations;

  /// The numbers before the clock is added lie below this.
  private final long range;

  private final long tickNs;

  private IsnScatter(double mean, double[] deviations, long tick) {
    this.mean = mean;
    this.deviations = deviations;
    // Two even choices in a range lie a third of it apart on average, on a circle a quarter.
    range = mean > WHOLE_MEAN ? WHOLE : (long) (3 * mean);
    tickNs = tick;
  }

  /// The generator of an entry, or null for a system that counts.
  ///
  /// @param handshakes how many of nmap's six SYNs the system answers with SYN/ACK
  static @Nullable IsnScatter of(NmapEntry entry, int handshakes) {
    OsFamily family = OsFamilies.of(entry.classes()).family();
    IsnPlan plan = IsnPlan.scattered(entry, handshakes);
    double mean = plan.mean();
    boolean scatters =
        plan.timed()
            && plan.slack() >= LEAST_SLACK
            && mean >= LEAST_MEAN
            && plan.deviation() >= LEAST_SPREAD * mean
            && (mean > WHOLE_MEAN || family == OsFamily.LINUX);
    return scatters ? new IsnScatter(mean, plan.deviations(), tick(mean, family)) : null;
  }

  /// Linux from 3.1 on counts 64 ns (net/core/secure_seq.c, seq_scale), before that microseconds
  /// over a hash of 24 bits (drivers/char/random.c, secure_tcp_sequence_number); RFC 6528 §3 asks
  /// for 4 µs.
  private static long tick(double mean, OsFamily family) {
    if (family != OsFamily.LINUX) {
      return 4000;
    }
    return mean > WHOLE_MEAN ? 64 : 1000;
  }

  /// The number for this connection, now.
  int number(TcpProbe probe, HostState host, long nowNs) {
    long pair =
        Mix.of(
            host.key ^ probe.remoteHi ^ Long.rotateLeft(probe.remoteLo, 17),
            Purpose.ISN + (probe.localPort << 8));
    int block = probe.remotePort >>> BLOCK_BITS;
    int ports = probe.remotePort & (BLOCK - 1);
    long x =
        (block & 1) == 0
            ? walk(pair, block, turns(pair, block, 0), begin(pair, block), ports)
            : joined(pair, block, ports);
    return (int) (x + (nowNs - host.bootedNs) / tickNs);
  }

  /// Where an even block begins.
  private long begin(long pair, int block) {
    return (long) (Mix.unit(Mix.of(pair, block)) * range);
  }

  /// The number in an odd block. It begins one step from the end of the block before, up or down.
  /// Of some ways through it the one is taken that ends nearest to one step from the next block;
  /// what is missing is spread over all its steps.
  private long joined(long pair, int block, int ports) {
    int first = block << BLOCK_BITS;
    long last = begin(pair, block - 1);
    last = walk(pair, block - 1, turns(pair, block - 1, 0), last, BLOCK - 1);
    long after = begin(pair, block + 1);
    long enter = step(pair, first);
    long leave = step(pair, first + BLOCK);
    long from = last;
    long way = 0;
    long missing = Long.MAX_VALUE;
    for (int i = 0; i < WAYS; i++) {
      long turns = turns(pair, block, i);
      for (int side = 0; side < 4; side++) {
        long x = (side & 1) == 0 ? last + enter : last - enter;
        long wanted = (side & 2) == 0 ? after + leave : after - leave;
        long off = wanted - walk(pair, block, turns, x, BLOCK - 1);
        // On a circle the shorter way round.
        off = range == WHOLE ? (int) off : off;
        if (Math.abs(off) < Math.abs(missing)) {
          missing = off;
          from = x;
          way = turns;
        }
      }
    }
    return walk(pair, block, way, from, ports) + missing * ports / (BLOCK - 1);
  }

  /// Which steps of a block lead up, one bit each.
  private static long turns(long pair, int block, int way) {
    return Mix.of(pair + block, Purpose.ISN_STEPS + (way << 8));
  }

  /// The length of the step that leads to a client port.
  private long step(long pair, int port) {
    // Each port takes other bits of its pair's key: different, and nothing to compute.
    double unit = ((Long.rotateLeft(pair, port) ^ port * 0x9e3779b9L) & 0xffff) * 0x1.0p-15 - 1;
    int turn = port + (int) (pair & 7);
    double length = mean + deviations[turn % deviations.length];
    return Math.max(1, (long) (length * (1 + WOBBLE * unit)));
  }

  /// The number so many ports into a block that begins with `from`.
  private long walk(long pair, int block, long turns, long from, int ports) {
    int port = block << BLOCK_BITS;
    long x = from;
    for (int i = 1; i <= ports; i++) {
      long step = step(pair, port + i);
      boolean up = (turns >>> i & 1) != 0;
      if (range != WHOLE && (up ? x + step >= range : x - step < 0)) {
        // Turns round at the ends of the range; a step too long for both overshoots the nearer one.
        up = x < range - x;
      }
      x = up ? x + step : x - step;
    }
    return x;
  }
}
