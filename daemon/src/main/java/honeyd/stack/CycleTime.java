package honeyd.stack;

import honeyd.base.Clock;

/// The time of the present duty cycle, read by [Worker] at its beginning and the same for nearly
/// all that happens in it. One worker.
final class CycleTime {
  private final Clock clock;

  /// Monotonic.
  long nowNs;

  /// Calendar: microseconds since 1970-01-01T00:00Z.
  long epochMicros;

  CycleTime(Clock clock) {
    this.clock = clock;
    read();
  }

  /// Begins a cycle.
  void read() {
    nowNs = clock.nanoTime();
    epochMicros = clock.epochMicros();
  }

  /// The monotonic time anew, for a packet that may have come since the cycle began: no line may
  /// give it less than its latency.
  long readAgain() {
    nowNs = clock.nanoTime();
    return nowNs;
  }
}
