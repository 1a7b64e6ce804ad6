package honeyd.personality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Finds the names that a mistyped or outdated name may have meant. Immutable.
final class NameIndex {
  private final List<String> names;

  NameIndex(Collection<String> names) {
    this.names = List.copyOf(names);
  }

  private record Scored(String name, double score) {}

  /// Names closest to `wanted`, best first: shared words count most, then spelling.
  List<String> nearest(String wanted, int limit) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    Set<String> words = words(lower);
    List<Scored> coarse = new ArrayList<>();
    for (String name : names) {
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
    coarse.sort(Comparator.comparingDouble(Scored::score).reversed());
    List<Scored> fine = new ArrayList<>();
    for (Scored s : coarse.subList(0, Math.min(coarse.size(), 40 + limit))) {
      String other = s.name.toLowerCase(Locale.ROOT);
      double far = distance(lower, other) / (double) Math.max(lower.length(), other.length());
      fine.add(new Scored(s.name, s.score + 1 - far));
    }
    fine.sort(Comparator.comparingDouble(Scored::score).reversed());
    return fine.stream().limit(limit).map(Scored::name).toList();
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

  /// Edit distance (Levenshtein 1966).
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
