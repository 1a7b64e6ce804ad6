package honeyd.bench.load;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a load run was asked for.
///
/// @param quick short measurements and small tables: a minute or two of load in all
/// @param brief a tenth of that, which shows that it works and measures nothing
/// @param longLatency ten minutes of half load instead of one
/// @param rows names of rows or of groups of rows; empty for all
/// @param connections how many connections are held at once
/// @param generatorCpus processors that the generator may use, as taskset(1) names them
/// @param subjectCpus those of the daemon and of the reflector
record Options(
    boolean quick,
    boolean brief,
    boolean longLatency,
    Set<String> rows,
    int connections,
    String generatorCpus,
    String subjectCpus) {
  private static final Set<String> ALONE = Set.of("--quick", "--brief", "--long");
  private static final Set<String> WITH_VALUE =
      Set.of("--rows", "--connections", "--generator-cpus", "--subject-cpus");

  /// @throws IllegalArgumentException that names the word
  static Options of(String[] args) {
    List<String> words = List.of(args);
    checkWords(words);
    boolean brief = words.contains("--brief");
    boolean quick = brief || words.contains("--quick");
    return new Options(
        quick,
        brief,
        words.contains("--long"),
        new HashSet<>(
            Arrays.stream(value(words, "--rows", "").split(",", -1))
                .filter(r -> !r.isEmpty())
                .toList()),
        Integer.parseInt(
            value(words, "--connections", brief ? "2000" : quick ? "20000" : "1000000")),
        value(words, "--generator-cpus", "0"),
        value(words, "--subject-cpus", "0-1"));
  }

  private static void checkWords(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      if (WITH_VALUE.contains(words.get(i))) {
        i++;
      } else if (!ALONE.contains(words.get(i))) {
        throw new IllegalArgumentException("unknown word: " + words.get(i));
      }
    }
  }

  private static String value(List<String> words, String name, String otherwise) {
    int at = words.indexOf(name);
    if (at < 0) {
      return otherwise;
    }
    if (at + 1 == words.size()) {
      throw new IllegalArgumentException(name + " wants a value");
    }
    return words.get(at + 1);
  }

  boolean wants(String row, String group) {
    return rows.isEmpty() || rows.contains(row) || rows.contains(group);
  }

  /// A duration in milliseconds: the full run's, or a quick run's.
  long ms(long full, long inQuick) {
    return scaled(full, inQuick);
  }

  /// A number of things: the full run's, or a quick run's.
  long scaled(long full, long inQuick) {
    if (brief) {
      return inQuick / 10;
    }
    return quick ? inQuick : full;
  }
}
