package honeyd.control;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Times and durations for people and programs. Any thread.
final class ClockText {
  private final DateTimeFormatter ofDay =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  /// The local time of day with microseconds: `09:00:00.123456`.
  String ofDay(long epochMicros) {
    return ofDay.format(instant(epochMicros));
  }

  /// RFC 3339 in UTC: `2026-01-15T09:00:00.123456Z`.
  String iso(long epochMicros) {
    return instant(epochMicros).toString();
  }

  private static Instant instant(long epochMicros) {
    return Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS);
  }

  /// `12 s`, `3 min`, `5 h 10 min`, `20 days`.
  static String duration(double seconds) {
    long s = (long) seconds;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (s < 120) {
      return s + " s";
    }
    if (s < 7_200) {
      return s / 60 + " min";
    }
    return s < 172_800 ? s / 3_600 + " h " + s % 3_600 / 60 + " min" : s / 86_400 + " days";
  }
}
