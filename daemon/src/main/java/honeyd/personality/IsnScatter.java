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
  /// Of three ways through it the one is taken that ends nearest to one step from the next block;
  /// what is missing is spread over all its steps.
  private long joined(long pair, int block, int ports) {
    int first = block << BLOCK_BITS;
    long last = begin(pair, block - 1);
    last = walk(pair, block - 1, turns(pair, block - 1, 0), last, BLOCK - 1);
    long after = begin(pair, block + 1);
    long enter = step(pair, first);
    long leave = step(pair, first + BLOCK);
    long up = last + enter;
    long down = last - enter;
    // All ways from both beginnings at once: their steps are as long.
    long turns0 = turns(pair, block, 0);
    long turns1 = turns(pair, block, 1);
    long turns2 = turns(pair, block, 2);
    long up0 = up;
    long up1 = up;
    long up2 = up;
    long down0 = down;
    long down1 = down;
    long down2 = down;
    int turn = turn(pair, first + 1);
    for (int i = 1; i < BLOCK; i++) {
      long step = step(pair, first + i, turn);
      turn = turn + 1 == deviations.length ? 0 : turn + 1;
      up0 = move(up0, step, turns0 >>> i);
      down0 = move(down0, step, turns0 >>> i);
      up1 = move(up1, step, turns1 >>> i);
      down1 = move(down1, step, turns1 >>> i);
      up2 = move(up2, step, turns2 >>> i);
      down2 = move(down2, step, turns2 >>> i);
    }
    long missing = Long.MAX_VALUE;
    int best = 0;
    for (int i = 0; i < 6; i++) {
      long end =
          switch (i) {
            case 0 -> up0;
            case 1 -> down0;
            case 2 -> up1;
            case 3 -> down1;
            case 4 -> up2;
            default -> down2;
          };
      long off = missing(after, leave, end);
      if (Math.abs(off) < Math.abs(missing)) {
        missing = off;
        best = i;
      }
    }
    long way = best < 2 ? turns0 : best < 4 ? turns1 : turns2;
    long from = (best & 1) == 0 ? up : down;
    return walk(pair, block, way, from, ports) + missing * ports / (BLOCK - 1);
  }

  /// How far a way that comes to `end` is from one step, up or down, before `after`.
  private long missing(long after, long leave, long end) {
    long above = shorter(after + leave - end);
    long below = shorter(after - leave - end);
    return Math.abs(below) < Math.abs(above) ? below : above;
  }

  /// On a circle the shorter way round.
  private long shorter(long way) {
    return range == WHOLE ? (int) way : way;
  }

  /// Which steps of a block lead up, one bit each.
  private static long turns(long pair, int block, int way) {
    return Mix.of(pair + block, Purpose.ISN_STEPS + (way << 8));
  }

  /// Which of the plan's steps leads to a client port.
  private int turn(long pair, int port) {
    return (port + (int) (pair & 7)) % deviations.length;
  }

  /// The length of the step that leads to a client port.
  private long step(long pair, int port) {
    return step(pair, port, turn(pair, port));
  }

  private long step(long pair, int port, int turn) {
    // Each port takes other bits of its pair's key: different, and nothing to compute.
    double unit = ((Long.rotateLeft(pair, port) ^ port * 0x9e3779b9L) & 0xffff) * 0x1.0p-15 - 1;
    return Math.max(1, (long) ((mean + deviations[turn]) * (1 + WOBBLE * unit)));
  }

  /// The number so many ports into a block that begins with `from`.
  private long walk(long pair, int block, long turns, long from, int ports) {
    int port = block << BLOCK_BITS;
    int turn = turn(pair, port + 1);
    long x = from;
    for (int i = 1; i <= ports; i++) {
      x = move(x, step(pair, port + i, turn), turns >>> i);
      turn = turn + 1 == deviations.length ? 0 : turn + 1;
    }
    return x;
  }

  /// One step on, up when the lowest bit of `turns` is set.
  private long move(long x, long step, long turns) {
    boolean up = (turns & 1) != 0;
    if (range != WHOLE && (up ? x + step >= range : x - step < 0)) {
      // Turns round at the ends of the range; a step too long for both overshoots the nearer one.
      up = x < range - x;
    }
    return up ? x + step : x - step;
  }
}
