package honeyd.testkit.nmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The entries that cannot score full on their own fingerprint, as the last table of
/// `docs/personalities.md` lists them with a reason for each.
public final class UnreachableEntries {
  private static final String HEADING = "| name | entry |";

  private final Set<String> rows;

  private UnreachableEntries(Set<String> rows) {
    this.rows = rows;
  }

  /// @param root of the source tree
  public static UnreachableEntries read(Path root) throws IOException {
    Set<String> rows = new HashSet<>();
    boolean inTable = false;
    for (String line : Files.readAllLines(root.resolve("docs/personalities.md"))) {
      if (inTable && line.startsWith("| ")) {
        rows.add(line.substring(2, line.lastIndexOf(" | ")));
      }
      inTable |= line.startsWith(HEADING);
    }
    return new UnreachableEntries(rows);
  }

  public int count() {
    return rows.size();
  }

  public boolean contains(NmapDatabase.Entry entry) {
    return rows.contains(entry.name() + " | " + entry.variant());
  }
}
