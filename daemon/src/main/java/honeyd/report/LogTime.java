package honeyd.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The time stamp of the log files: `2026-01-15-09:00:00.0001`, local time, tenths of a
/// millisecond.
///
/// One thread. The part down to the second is kept and made anew only when the second changes.
final class LogTime {
  private final ZoneId zone;
  private final LineBuffer prefix = new LineBuffer();
  private long prefixSecond = Long.MIN_VALUE;

  LogTime(ZoneId zone) {
    this.zone = zone;
  }

  /// Adds the stamp of a time in microseconds since 1970.
  void append(LineBuffer line, long epochMicros) {
    long second = Math.floorDiv(epochMicros, 1_000_000L);
    if (second != prefixSecond) {
      prefix(second);
    }
    line.raw(prefix.bytes(), 0, prefix.length())
        .padded(Math.floorMod(epochMicros, 1_000_000L) / 100, 4);
  }

  /// Adds only the time of day, with milliseconds: `09:00:00.000`.
  void appendClock(LineBuffer line, long epochMicros) {
    long second = Math.floorDiv(epochMicros, 1_000_000L);
    if (second != prefixSecond) {
      prefix(second);
    }
    int day = "2026-01-15-".length();
    line.raw(prefix.bytes(), day, prefix.length() - day)
        .padded(Math.floorMod(epochMicros, 1_000_000L) / 1_000, 3);
  }

  private void prefix(long second) {
    ZoneOffset offset = zone.getRules().getOffset(Instant.ofEpochSecond(second));
    LocalDateTime t = LocalDateTime.ofEpochSecond(second, 0, offset);
    prefix
        .clear()
        .padded(t.getYear(), 4)
        .character('-')
        .padded(t.getMonthValue(), 2)
        .character('-')
        .padded(t.getDayOfMonth(), 2)
        .character('-')
        .padded(t.getHour(), 2)
        .character(':')
        .padded(t.getMinute(), 2)
        .character(':')
        .padded(t.getSecond(), 2)
        .character('.');
    prefixSecond = second;
  }
}
