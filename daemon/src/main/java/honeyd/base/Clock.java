package honeyd.base;

/// Two readings of time: a monotonic one for deadlines and a calendar one for people.
///
/// Nobody below [AgentRunner] and the worker owns a clock: time is read once per duty cycle and
/// passed down, so that a test can turn it by hand.
public interface Clock {
  /// Nanoseconds of a monotonic clock with an arbitrary origin.
  long nanoTime();

  /// Microseconds since 1970-01-01T00:00Z.
  long epochMicros();
}
