package honeyd.base;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The known names that an unknown one may have meant, for the end of an error message.
///
/// Upper and lower case are alike. Two kinds of names need two measures: words are mistyped letter
/// by letter ([#ofWord]), names of several words are outdated or incomplete ([#ofPhrase]).
/// Stateless; any thread.
public final class NearestNames {
  private static final int MAX_WORD_LENGTH = 64;

  private static final Comparator<Scored> BEST_FIRST =
      Comparator.comparingDouble(Scored::score).reversed();

  private NearestNames() {}

  private record Scored(String name, double score) {}

  /// The closest candidates by edit distance, best first; none that differ in more than a third of
  /// their letters.
  public static List<String> ofWord(String word, Collection<String> candidates, int limit) {
    if (word.isEmpty() || word.length() > MAX_WORD_LENGTH) {
      return List.of();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    int most = Math.max(1, word.length() / 3);
    List<Scored> found = new ArrayList<>();
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - word.length()) <= most) {
        int distance = distance(lower, candidate.toLowerCase(Locale.ROOT));
        if (distance <= most) {
          found.add(new Scored(candidate, -distance));
        }
      }
    }
    found.sort(BEST_FIRST.thenComparing(Scored::name));
    return first(limit, found);
  }

  /// The closest candidates, best first: shared words count most, then spelling. Always as many as
  /// asked for, if there are so many.
  public static List<String> ofPhrase(String phrase, Collection<String> candidates, int limit) {
    String lower = phrase.toLowerCase(Locale.ROOT);
    Set<String> words = words(lower);
    List<Scored> coarse = new ArrayList<>();
    for (String name : candidates) {
      String other = name.toLowerCase(Locale.ROOT);
      Set<String> theirs = words(other);
      double common = 0;
      for (String word : words) {
        common += theirs.contains(word) ? 1 : 0;
      }
      double union = words.size() + theirs.size() - common;
      double start = commonPrefix(lower, other) / (double) Math.max(1, lower.length());
      coarse.add(new Scored(name, common / Math.max(1, union) + start / 2));
    }
    coarse.sort(BEST_FIRST);
    List<Scored> fine = new ArrayList<>();
    for (Scored s : coarse.subList(0, Math.min(coarse.size(), 40 + limit))) {
      String other = s.name.toLowerCase(Locale.ROOT);
      int longer = Math.max(1, Math.max(lower.length(), other.length()));
      fine.add(new Scored(s.name, s.score + 1 - distance(lower, other) / (double) longer));
    }
    fine.sort(BEST_FIRST);
    return first(limit, fine);
  }

  private static List<String> first(int limit, List<Scored> found) {
    return found.stream().limit(limit).map(Scored::name).toList();
  }

  private static Set<String> words(String text) {
    Set<String> out = new HashSet<>(List.of(text.split("[^a-z0-9.]+", -1)));
    out.remove("");
    out.remove("or");
    return out;
  }

  private static int commonPrefix(String a, String b) {
    int n = 0;
    while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
      n++;
    }
    return n;
  }

  /// Insertions, deletions, replacements and swaps of neighbours from one text to the other.
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
