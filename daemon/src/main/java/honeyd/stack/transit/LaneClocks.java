package honeyd.stack.transit;

import honeyd.base.Rng;
import honeyd.model.Route;
import honeyd.model.topology.Lane;
import honeyd.model.topology.Topology;
import java.util.concurrent.atomic.AtomicLongArray;

/// Until when each lane with a bandwidth is busy: its queue, as one number.
///
/// A packet waits until those before it have gone, and then takes its bits' time. The time is kept
/// in 1/64 ns, so that small packets on fast lanes add up exactly. Shared by all workers, as a lane
/// is one queue for all hosts behind it; each lane is one word, advanced by compare-and-set.
public final class LaneClocks {
  /// Returned by [#transmit] for packets that early detection dropped.
  static final long DROPPED_EARLY = Long.MIN_VALUE;

  /// Returned by [#transmit] for packets that found the queue full.
  static final long QUEUE_FULL = Long.MIN_VALUE + 1;

  private static final int FRACTION_BITS = 6;
  private static final long UNITS_PER_SECOND = 1_000_000_000L << FRACTION_BITS;

  /// A queue without `drop between` holds what its lane sends in this time, and at least
  /// [#LEAST_QUEUE_BYTES]: routers are built for about the time of a round trip.
  private static final long QUEUE_NS = 250_000_000;

  private static final int LEAST_QUEUE_BYTES = 1 << 16;

  private final long epochNs;
  private final AtomicLongArray busyUntil;

  /// @param nowNs a moment before any packet, on the workers' clock
  public LaneClocks(Topology topology, long nowNs) {
    this.epochNs = nowNs;
    this.busyUntil = new AtomicLongArray(topology.lanes().size());
  }

  /// When the last bit of a packet has entered the lane, on the workers' clock, or why it has not.
  ///
  /// @param atNs when the packet comes to the lane
  /// @param rng decides where early detection leaves it to chance
  long transmit(Lane lane, long atNs, int lengthBytes, Rng rng) {
    Route.Line line = lane.line();
    long at = (atNs - epochNs) << FRACTION_BITS;
    long takes = unitsFor(lengthBytes, line.bandwidthBps());
    while (true) {
      long busy = busyUntil.get(lane.index());
      long begins = Math.max(busy, at);
      long waitNs = (begins - at) >> FRACTION_BITS;
      if (line.dropToNs() > 0) {
        if (dropsEarly(line, waitNs, rng)) {
          return DROPPED_EARLY;
        }
      } else if (waitNs > queueNs(line)) {
        return QUEUE_FULL;
      }
      if (busyUntil.compareAndSet(lane.index(), busy, begins + takes)) {
        return epochNs + ((begins + takes) >> FRACTION_BITS);
      }
    }
  }

  /// RED (Floyd, Jacobson 1993) on the length of the queue itself: none below the lower threshold,
  /// all from the upper on, between them in proportion.
  private static boolean dropsEarly(Route.Line line, long waitNs, Rng rng) {
    if (waitNs >= line.dropToNs()) {
      return true;
    }
    return waitNs > line.dropFromNs()
        && rng.nextDouble() * (line.dropToNs() - line.dropFromNs()) < waitNs - line.dropFromNs();
  }

  private static long queueNs(Route.Line line) {
    return Math.max(QUEUE_NS, unitsFor(LEAST_QUEUE_BYTES, line.bandwidthBps()) >> FRACTION_BITS);
  }

  private static long unitsFor(int lengthBytes, long bandwidthBps) {
    return lengthBytes * 8L * UNITS_PER_SECOND / bandwidthBps;
  }
}
