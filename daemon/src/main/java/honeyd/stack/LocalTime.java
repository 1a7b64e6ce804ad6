package honeyd.stack;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// The time of day where the daemon runs, from calendar time. One worker; allocates only when
/// summer time begins or ends, or the clock is set back.
public final class LocalTime {
  private static final long MICROS = 1_000_000L;
  private static final long DAY_SECONDS = 86_400L;

  private final ZoneRules rules;

  /// Seconds since 1970 between which `offsetSeconds` holds, the second not included.
  private long fromSecond;

  private long toSecond;
  private int offsetSeconds;

  public LocalTime(ZoneId zone) {
    rules = zone.getRules();
  }

  /// Seconds since local midnight as the clock shows it, 0 to 86,399.
  ///
  /// @param epochMicros microseconds since 1970-01-01T00:00Z
  public int secondOfDay(long epochMicros) {
    long second = Math.floorDiv(epochMicros, MICROS);
    if (second < fromSecond || second >= toSecond) {
      look(second);
    }
    return (int) Math.floorMod(second + offsetSeconds, DAY_SECONDS);
  }

  private void look(long second) {
    Instant now = Instant.ofEpochSecond(second);
    ZoneOffsetTransition next = rules.nextTransition(now);
    offsetSeconds = rules.getOffset(now).getTotalSeconds();
    fromSecond = second;
    toSecond = next == null ? Long.MAX_VALUE : next.toEpochSecond();
  }
}
