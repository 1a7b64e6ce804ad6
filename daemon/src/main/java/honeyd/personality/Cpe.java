package honeyd.personality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The name of a product in the Common Platform Enumeration (NIST IR 7695): part, vendor, product,
/// version and so on. Immutable.
///
/// Both bindings are understood, `cpe:/o:linux:linux_kernel:2.6` and
/// `cpe:2.3:o:linux:linux_kernel:2.6:*:*:*:*:*:*:*`. Upper and lower case are alike.
///
/// @param parts in order, without those at the end that mean anything; empty for anything
record Cpe(List<String> parts) {
  private static final String URI = "cpe:/";
  private static final String FORMATTED = "cpe:2.3:";
  private static final int MAX_LENGTH = 500;

  Cpe {
    int n = parts.size();
    while (n > 0 && parts.get(n - 1).isEmpty()) {
      n--;
    }
    parts = List.copyOf(parts.subList(0, n));
  }

  /// Whether a text is meant to be a CPE.
  static boolean isMeant(String text) {
    return text.regionMatches(true, 0, URI, 0, URI.length())
        || text.regionMatches(true, 0, FORMATTED, 0, FORMATTED.length());
  }

  /// Understands a text, or answers null: no CPE, or one that names not even a vendor.
  static @Nullable Cpe of(String text) {
    if (!isMeant(text) || text.length() > MAX_LENGTH) {
      return null;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    Cpe cpe =
        new Cpe(
            lower.startsWith(URI)
                ? split(lower.substring(URI.length()), false)
                : split(lower.substring(FORMATTED.length()), true));
    return cpe.parts.size() < 2 ? null : cpe;
  }

  /// Whether all that this one says is true of `other`.
  boolean covers(Cpe other) {
    if (parts.size() > other.parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).isEmpty() && !parts.get(i).equals(other.parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// The parts between colons, of which a quoted one is none. The formatted binding quotes with
  /// `\`, the other with `%` and two digits; `*` is anything in the one, nothing in the other.
  private static List<String> split(String text, boolean formatted) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ':' : text.charAt(i);
      if (c == ':') {
        parts.add(formatted && part.toString().equals("*") ? "" : part.toString());
        part.setLength(0);
      } else if (formatted && c == '\\' && i + 1 < text.length()) {
        part.append(text.charAt(++i));
      } else if (!formatted && c == '%' && hex(text, i + 1) >= 0) {
        part.append((char) hex(text, i + 1));
        i += 2;
      } else {
        part.append(c);
      }
    }
    return parts;
  }

  private static int hex(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
