package honeyd.personality;

import honeyd.base.NearestNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The entries of a database by their `CPE` lines. Immutable.
final class CpeIndex {
  private static final String MARK = "CPE ";

  /// One name and the entries that have it.
  private record Row(Cpe cpe, List<OsDbEntry> entries) {}

  private final Map<String, Row> rows = new LinkedHashMap<>();

  CpeIndex(byte[] bytes, Collection<List<OsDbEntry>> names) {
    for (List<OsDbEntry> entries : names) {
      for (OsDbEntry entry : entries) {
        read(bytes, entry);
      }
    }
  }

  private void read(byte[] bytes, OsDbEntry entry) {
    int at = entry.from();
    while (at < entry.to()) {
      int end = at;
      while (end < entry.to() && bytes[end] != '\n') {
        end++;
      }
      if (bytes[at] == 'C' && end - at > MARK.length() && bytes[at + 1] == 'P') {
        String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        add(line.substring(MARK.length()).strip().split("\\s+", 2)[0], entry);
      }
      at = end + 1;
    }
  }

  private void add(String text, OsDbEntry entry) {
    Row row = rows.get(text);
    if (row == null) {
      Cpe cpe = Cpe.of(text);
      if (cpe == null) {
        return;
      }
      row = new Row(cpe, new ArrayList<>());
      rows.put(text, row);
    }
    if (row.entries.isEmpty() || !row.entries.getLast().equals(entry)) {
      row.entries.add(entry);
    }
  }

  /// The entries that a CPE covers, in the order of the file; none when it covers none or is none.
  List<OsDbEntry> find(String text) {
    Cpe wanted = Cpe.of(text);
    if (wanted == null) {
      return List.of();
    }
    Map<Integer, OsDbEntry> found = new TreeMap<>();
    for (Row row : rows.values()) {
      if (wanted.covers(row.cpe)) {
        for (OsDbEntry entry : row.entries) {
          found.put(entry.from(), entry);
        }
      }
    }
    return List.copyOf(found.values());
  }

  /// The nearest CPEs.
  List<String> nearest(String text, int limit) {
    return NearestNames.ofPhrase(uri(text), rows.keySet(), limit);
  }

  /// The text in the binding that the database uses.
  private static String uri(String text) {
    @Nullable Cpe cpe = Cpe.of(text);
    return cpe == null ? text : "cpe:/" + String.join(":", cpe.parts());
  }
}
