package honeyd.bench.load;

import honeyd.link.EpollIdle;
import honeyd.link.Link;
import honeyd.link.RingLink;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sends probes and takes their answers, never more than a window of them under way, at most so
/// many a second, for a bounded time. Allocates nothing while it runs.
///
/// It rests by the clock and not until an answer comes: over a veth cable it is the subject that
/// would pay for waking it, with microseconds for each packet that no subject pays for a scanner on
/// another machine. Times of answers are therefore up to 0.1 ms too long.
///
/// An answer that is still out when its place in the table is needed again, or when nothing has
/// come for [#STALL_NS] though the window is full, counts as lost. A second answer to one probe,
/// such as a SYN/ACK sent again, is a duplicate and counts for nothing else.
final class Flood implements Link.FrameHandler {
  /// What the run is bounded by.
  ///
  /// @param ratePerSecond probes sent at most, evenly spaced; 0 for as fast as answers come
  /// @param window probes under way at most
  /// @param forNs how long probes are sent
  /// @param maxProbes how many are sent at most
  record Bounds(long ratePerSecond, int window, long forNs, long maxProbes) {}

  private static final MemorySegment NO_PAYLOAD = MemorySegment.ofArray(new byte[0]);
  private static final int TABLE = 1 << 18;
  private static final int BATCH = 64;
  private static final int RECEIVE = 256;
  private static final long STALL_NS = 2_000_000_000L;
  private static final long DRAIN_NS = 2_000_000_000L;
  private static final long REST_NS = 1_000_000;
  private static final long SHORT_REST_NS = 50_000;

  private final RingLink link;
  private final EpollIdle idle;
  private final ProbeFrames frames;
  private final @Nullable TcpFrames resets;
  private final int[] numbers = new int[TABLE];
  private final long[] sentNs = new long[TABLE];
  private final Histogram latency = new Histogram();
  private int next;
  private long nowNs;
  private int underWay;
  private long sent;
  private long answered;
  private long lost;
  private long duplicates;
  private long others;

  /// @param resets resets every SYN/ACK, as the system of a scanner does; null for a flood from
  ///   sources that are not there
  /// @param firstNumber the first probe's number
  Flood(
      RingLink link,
      EpollIdle idle,
      ProbeFrames frames,
      @Nullable TcpFrames resets,
      int firstNumber) {
    this.link = link;
    this.idle = idle;
    this.frames = frames;
    this.resets = resets;
    this.next = firstNumber;
  }

  /// The number after the last probe's.
  int next() {
    return next;
  }

  /// Sends and takes until the bounds end it, then waits a moment for what is still under way.
  Words run(Bounds bounds) {
    long startNs = System.nanoTime();
    long lastAnswerNs = startNs;
    nowNs = startNs;
    while (nowNs - startNs < bounds.forNs && sent < bounds.maxProbes) {
      int n = Math.min(BATCH, Math.min(allowed(bounds, startNs), bounds.window - underWay));
      send(n);
      nowNs = System.nanoTime();
      int received = link.receive(this, RECEIVE);
      if (received > 0) {
        lastAnswerNs = nowNs;
      } else if (underWay >= bounds.window && nowNs - lastAnswerNs > STALL_NS) {
        giveUp();
        lastAnswerNs = nowNs;
      } else if (n <= 0) {
        idle.pause(restNs(bounds, startNs));
      }
      nowNs = System.nanoTime();
    }
    long elapsedNs = nowNs - startNs;
    long inTime = answered;
    while (underWay > 0 && nowNs - startNs < elapsedNs + DRAIN_NS) {
      nowNs = System.nanoTime();
      if (link.receive(this, RECEIVE) == 0) {
        idle.idle(REST_NS);
      }
    }
    giveUp();
    return latency.describe(
        new Words()
            .put("elapsed", elapsedNs)
            .put("sent", sent)
            .put("intime", inTime)
            .put("answered", answered)
            .put("lost", lost)
            .put("duplicates", duplicates)
            .put("others", others));
  }

  private int allowed(Bounds bounds, long startNs) {
    if (bounds.ratePerSecond == 0) {
      return BATCH;
    }
    // multiplied as a double: hours at a million a second do not fit the product of two longs
    return (int) Math.min(BATCH, (long) ((nowNs - startNs) * 1e-9 * bounds.ratePerSecond) - sent);
  }

  private long restNs(Bounds bounds, long startNs) {
    if (bounds.ratePerSecond == 0 || underWay >= bounds.window) {
      return SHORT_REST_NS;
    }
    long dueNs = startNs + (long) ((sent + 1) * 1e9 / bounds.ratePerSecond);
    return Math.min(SHORT_REST_NS, dueNs - System.nanoTime());
  }

  private void send(int n) {
    MemorySegment out = link.transmitBytes();
    for (int i = 0; i < n; i++) {
      long at = link.reserve(frames.lengthBytes());
      if (at < 0) {
        break;
      }
      frames.write(out, at, next);
      link.commit(frames.lengthBytes());
      int slot = next & (TABLE - 1);
      if (sentNs[slot] != 0) {
        lost++;
        underWay--;
      }
      numbers[slot] = next++;
      sentNs[slot] = nowNs;
      sent++;
      underWay++;
    }
    link.flush();
  }

  @Override
  public void onFrame(
      MemorySegment bytes, long at, int length, int vlan, Link.ChecksumState checksum) {
    long number = frames.numberOf(bytes, at, length);
    if (number < 0) {
      others++;
      return;
    }
    int slot = (int) number & (TABLE - 1);
    if (numbers[slot] != (int) number || sentNs[slot] == 0) {
      duplicates++;
      return;
    }
    if (resets != null) {
      resets.send((int) number, TcpView.RST, (int) number + 1, 0, NO_PAYLOAD);
    }
    latency.record(nowNs - sentNs[slot]);
    sentNs[slot] = 0;
    underWay--;
    answered++;
  }

  private void giveUp() {
    lost += underWay;
    underWay = 0;
    Arrays.fill(sentNs, 0);
  }
}
