package honeyd.personality;

/// The oscillator of a host: its TCP timestamps and its time of day run from the one, so both drift
/// alike (Kohno, Broido, Claffy 2005). Pure.
final class HostClock {
  /// Oscillators of ordinary machines are off by some tens of parts per million (the same paper).
  private static final double MAX_SKEW = 60e-6;

  /// How far off the time of day is when it was just set.
  private static final double MAX_OFFSET_US = 500_000;

  /// Machines that are left to themselves set their clock once a week (Windows XP's W32Time in a
  /// workgroup), each at a moment of its own.
  private static final long WEEK_US = 7L * 86_400 * 1_000_000;

  private static final long DAY_MS = 86_400_000;

  private HostClock() {}

  /// How many seconds pass on the host in one true second.
  static double rate(long key) {
    return 1 + MAX_SKEW * (2 * Mix.unit(Mix.of(key, Purpose.TIMESTAMPS)) - 1);
  }

  /// What the host takes for the time of day: milliseconds since midnight UT.
  ///
  /// @param key keyed hash of the host's address
  /// @param epochMicros the true time, microseconds since 1970-01-01T00:00Z
  static int millisOfDay(long key, long epochMicros) {
    long chance = Mix.of(key, Purpose.TIME_OF_DAY);
    long sinceSetUs = Math.floorMod(epochMicros + (chance >>> 16), WEEK_US);
    double driftUs = (rate(key) - 1) * sinceSetUs;
    double offsetUs = MAX_OFFSET_US * (2 * Mix.unit(chance) - 1);
    long ms = Math.floorDiv(epochMicros + Math.round(driftUs + offsetUs), 1_000L);
    return (int) Math.floorMod(ms, DAY_MS);
  }
}
