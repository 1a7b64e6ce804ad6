package honeyd.stack;

/// The time of the present duty cycle, read once by [Worker] and the same for all that happens in
/// it. One worker.
final class CycleTime {
  /// Monotonic.
  long nowNs;

  /// Calendar: microseconds since 1970-01-01T00:00Z.
  long epochMicros;
}
