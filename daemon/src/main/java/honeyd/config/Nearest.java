package honeyd.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which of the known words may have been meant by an unknown one.
final class Nearest {
  private Nearest() {}

  /// The closest candidates by edit distance, upper and lower case being alike; none that differ in
  /// more than a third of their letters.
  static List<String> of(String word, Collection<String> candidates, int limit) {
    record Scored(String word, int distance) {}
    if (word.isEmpty() || word.length() > 64) {
      return List.of();
    }
    String low = word.toLowerCase(Locale.ROOT);
    int most = Math.max(1, word.length() / 3);
    List<Scored> found = new ArrayList<>();
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - word.length()) <= most) {
        int d = distance(low, candidate.toLowerCase(Locale.ROOT));
        if (d <= most) {
          found.add(new Scored(candidate, d));
        }
      }
    }
    found.sort(Comparator.comparingInt(Scored::distance).thenComparing(Scored::word));
    return found.stream().limit(limit).map(Scored::word).toList();
  }

  /// Insertions, deletions, replacements and swaps of neighbours from one word to the other.
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        best = Math.min(best, d[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, d[i - 2][j - 2] + 1);
        }
        d[i][j] = best;
      }
    }
    return d[a.length()][b.length()];
  }
}
