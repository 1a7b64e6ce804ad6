package honeyd.testkit.nmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Scores an observed fingerprint against a reference, as nmap does: each attribute that both have
/// is worth its match points (nmap's book, "OS Matching Algorithms"; `osscan2.cc` of nmap 7.92).
public final class NmapMatcher {
  private NmapMatcher() {}

  /// A score and what cost it.
  ///
  /// @param got points of the attributes that matched
  /// @param possible points of all attributes compared
  /// @param misses one line for each that did not
  public record Score(int got, int possible, List<String> misses) {
    /// Whether nmap would call it a perfect match.
    public boolean isExact() {
      return got == possible && possible > 0;
    }

    /// 0 to 1.
    public double accuracy() {
      return possible == 0 ? 0 : (double) got / possible;
    }
  }

  public static Score score(
      Map<String, Map<String, String>> observed,
      Map<String, Map<String, String>> reference,
      Map<String, Map<String, Integer>> points) {
    int got = 0;
    int possible = 0;
    List<String> misses = new ArrayList<>();
    for (Map.Entry<String, Map<String, String>> test : reference.entrySet()) {
      Map<String, String> seen = observed.getOrDefault(test.getKey(), Map.of());
      for (Map.Entry<String, String> attribute : test.getValue().entrySet()) {
        String value = seen.get(attribute.getKey());
        if (value == null) {
          continue;
        }
        int worth =
            points.getOrDefault(test.getKey(), Map.of()).getOrDefault(attribute.getKey(), 0);
        possible += worth;
        if (matches(value, attribute.getValue())) {
          got += worth;
        } else {
          misses.add(
              "%s.%s is %s, wanted %s"
                  .formatted(test.getKey(), attribute.getKey(), value, attribute.getValue()));
        }
      }
    }
    return new Score(got, possible, misses);
  }

  /// Whether a value satisfies an expression: alternatives, ranges, `<`, `>`; numbers are
  /// hexadecimal. A single number is not compared where a range comes after it: nmap 7.93 does not
  /// either.
  static boolean matches(String value, String expression) {
    Long number = hex(value);
    String rest = expression;
    for (String part : expression.split("\\|", -1)) {
      boolean single = rest.indexOf('-') < 0 || number == null || !part.matches("[0-9A-F]+");
      rest = rest.substring(Math.min(rest.length(), part.length() + 1));
      if (single && part.equals(value)) {
        return true;
      }
      if (number == null || part.isEmpty()) {
        continue;
      }
      Long bound = hex(part.substring(1));
      if ((part.charAt(0) == '>' && bound != null && number > bound)
          || (part.charAt(0) == '<' && bound != null && number < bound)) {
        return true;
      }
      int dash = part.indexOf('-');
      if (dash > 0) {
        Long low = hex(part.substring(0, dash));
        Long high = hex(part.substring(dash + 1));
        if (low != null && high != null && number >= low && number <= high) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Long hex(String text) {
    return text.matches("[0-9A-Fa-f]{1,8}") ? Long.valueOf(Long.parseLong(text, 16)) : null;
  }
}
