package honeyd.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Times as people write them: `9:00am`, `12:00am` (midnight), `17:30`, `17:30:15`, `24:00`.
final class TimeOfDay {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?\\s*([ap]m)?");

  private TimeOfDay() {}

  /// Seconds since midnight, 0 to 86,399; `24:00` is 23:59:59, the end of the day.
  ///
  /// @throws BadValue with what is wrong
  static int parse(String text) {
    Matcher m = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!m.matches()) {
      throw new BadValue(
          "\"" + text + "\" is not a time of day; write 9:00am, 17:30 or \"17:30:15\"", text);
    }
    int hour = Integer.parseInt(m.group(1));
    int minute = Integer.parseInt(m.group(2));
    int second = m.group(3) == null ? 0 : Integer.parseInt(m.group(3));
    String half = m.group(4);
    if (half != null) {
      if (hour < 1 || hour > 12) {
        throw new BadValue("\"" + text + "\": hours go from 1 to 12 before " + half, text);
      }
      // 12am is midnight and 12pm is noon.
      hour = hour % 12 + (half.equals("pm") ? 12 : 0);
    }
    if (hour == 24 && minute == 0 && second == 0) {
      return 86_399;
    }
    if (hour > 23 || minute > 59 || second > 59) {
      throw new BadValue("\"" + text + "\" is not a time of day", text);
    }
    return (hour * 60 + minute) * 60 + second;
  }

  /// `HH:MM:SS`.
  static String format(int second) {
    return String.format(
        Locale.ROOT, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
  }
}
