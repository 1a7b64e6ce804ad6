package honeyd.stack;

import honeyd.base.Clock;

/// The time of the present duty cycle, read by [Worker] at its beginning and the same for nearly
/// all that happens in it; and of the frame that is being worked on. One worker.
final class CycleTime {
  /// A frame further from the cycle than this was stamped before the calendar was set anew.
  private static final long MOST_APART_NS = 1_000_000_000L;

  /// How far the calendar's distance may grow unseen: what a thread may lose between two readings.
  private static final long SET_ANEW_NS = 50_000_000L;

  private static final int CREEP_SHIFT = 10;

  private final Clock clock;

  /// Monotonic.
  long nowNs;

  /// Calendar: microseconds since 1970-01-01T00:00Z.
  long epochMicros;

  /// When the present frame came, monotonic. What has to look punctual goes by this: a machine
  /// answers in the moment, however long a collection or another process kept the worker.
  long arrivedNs;

  /// How far the calendar is ahead of the monotonic clock.
  private long aheadNs;

  CycleTime(Clock clock) {
    this.clock = clock;
    read();
    aheadNs = epochMicros * 1_000 - nowNs;
  }

  /// Begins a cycle.
  void read() {
    nowNs = clock.nanoTime();
    epochMicros = clock.epochMicros();
    compare(epochMicros * 1_000 - nowNs);
  }

  /// A frame's turn begins.
  ///
  /// @param receivedEpochNs when the kernel took it in, zero where that is not known
  void arrived(long receivedEpochNs) {
    long atNs = receivedEpochNs - aheadNs;
    boolean known = receivedEpochNs != 0 && Math.abs(atNs - nowNs) < MOST_APART_NS;
    arrivedNs = known ? atNs : clock.nanoTime();
  }

  /// Both clocks run at one rate (adjtimex(2) slews them together), so the least distance ever seen
  /// is the true one; more was seen when the thread was held up between the two readings. Slowly it
  /// may grow, and at once when the calendar was set.
  private void compare(long distanceNs) {
    long more = distanceNs - aheadNs;
    if (more < 0 || more > SET_ANEW_NS) {
      aheadNs = distanceNs;
    } else {
      aheadNs += more >> CREEP_SHIFT;
    }
  }
}
