package honeyd.testkit.oracle;

import honeyd.testkit.oracle.Comparison.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The differences between kernel and Honeyd that the documentation lists and justifies.
///
/// A row of the table has the scripts' names, what the kernel sends, what Honeyd sends, and why. In
/// the second and third column `*` stands for any text, and an empty cell for any packet or none.
final class KnownDifferences {
  private static final String BEGIN = "<!-- linux oracle begin -->";
  private static final String END = "<!-- linux oracle end -->";

  private record Row(Set<String> scripts, Pattern kernel, Pattern ours, String text) {}

  private final List<Row> rows = new ArrayList<>();
  private final Set<Row> used = new HashSet<>();

  /// Reads the table of a page.
  static KnownDifferences of(Path page) throws IOException {
    KnownDifferences known = new KnownDifferences();
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + ": no table between " + BEGIN + " and " + END);
    }
    text.substring(begin + BEGIN.length(), end)
        .lines()
        .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
        .skip(1)
        .forEach(known::add);
    return known;
  }

  private void add(String line) {
    String[] cells = line.split("\\|", -1);
    if (cells.length != 6 || cells[4].isBlank()) {
      throw new IllegalArgumentException("four cells, the last one a reason: " + line);
    }
    rows.add(
        new Row(
            Set.of(cells[1].strip().split("[ ,`]+", -1)),
            pattern(cells[2]),
            pattern(cells[3]),
            line));
  }

  private static Pattern pattern(String cell) {
    String glob = cell.replace("`", "").strip();
    if (glob.isEmpty()) {
      return Pattern.compile(".*");
    }
    StringBuilder regex = new StringBuilder();
    for (String part : glob.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }

  /// Whether the page lists it.
  boolean lists(Difference difference) {
    for (Row row : rows) {
      if (row.scripts.contains(difference.script())
          && row.kernel.matcher(difference.kernel()).matches()
          && row.ours.matcher(difference.ours()).matches()) {
        used.add(row);
        return true;
      }
    }
    return false;
  }

  /// Rows that were not needed, which another kernel may need.
  List<String> unused() {
    return rows.stream().filter(row -> !used.contains(row)).map(Row::text).toList();
  }
}
