package honeyd.personality;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One pass over the bytes of a database: finds the entries, checks the form of every line, and
/// notes what is broken or unknown. Nothing is parsed. Used once, by one thread.
final class OsDbIndex {
  private static final byte[] FINGERPRINT = ascii("Fingerprint ");
  private static final byte[] CLASS = ascii("Class ");
  private static final byte[] CPE = ascii("CPE ");
  private static final byte[] MATCH_POINTS = ascii("MatchPoints");

  /// More broken entries than this are counted, not told one by one.
  private static final int MAX_TOLD = 20;

  private final String file;
  private final byte[] bytes;
  private final OsDbLine check;
  private final Map<String, List<OsDbEntry>> byName = new LinkedHashMap<>();
  private final List<DatabaseNote> notes = new ArrayList<>();
  private int damagedEntries;

  private boolean inEntry;
  private String name = "";
  private int from;
  private int fromLine;
  private int tests;
  private boolean damaged;

  private OsDbIndex(String file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    this.check = new OsDbLine(bytes);
  }

  static OsDbIndex of(String file, byte[] bytes) {
    OsDbIndex index = new OsDbIndex(file, bytes);
    index.scan();
    return index;
  }

  /// Entries by name, both in the order of the file.
  Map<String, List<OsDbEntry>> byName() {
    return byName;
  }

  /// What was left out: one note for each broken entry and for each unknown name.
  List<DatabaseNote> notes() {
    return notes;
  }

  private void scan() {
    int line = 0;
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      line(at, stripped(at, end), ++line);
      at = end + 1;
    }
    finish(bytes.length);
    if (damagedEntries > MAX_TOLD) {
      notes.add(
          new DatabaseNote(
              file, line, damagedEntries - MAX_TOLD + " more fingerprints are broken and skipped"));
    }
    for (OsDbLine.UnknownName unknown : check.unknown()) {
      notes.add(new DatabaseNote(file, unknown.line(), unknown.sentence()));
    }
  }

  private void line(int at, int end, int line) {
    if (at == end || bytes[at] == '#') {
      return;
    }
    if (startsWith(at, end, FINGERPRINT)) {
      finish(at);
      inEntry = true;
      name = text(at + FINGERPRINT.length, end);
      from = at;
      fromLine = line;
      tests = 0;
      damaged = false;
      check.beginEntry();
    } else if (startsWith(at, end, MATCH_POINTS)) {
      finish(at);
    } else if (inEntry && !startsWith(at, end, CLASS) && !startsWith(at, end, CPE)) {
      tests++;
      String problem = check.problemOf(at, end, line);
      if (problem != null) {
        broken(line, problem);
      }
    }
  }

  private void finish(int to) {
    if (!inEntry) {
      return;
    }
    if (tests == 0) {
      broken(fromLine, "it has not a single test line");
    }
    if (name.isEmpty()) {
      broken(fromLine, "it has no name");
    } else {
      byName
          .computeIfAbsent(name, _ -> new ArrayList<>(1))
          .add(new OsDbEntry(name, from, to, fromLine, check.opensPorts(), damaged));
    }
    inEntry = false;
  }

  /// Skips the entry; only its first fault is told.
  private void broken(int line, String problem) {
    if (damaged) {
      return;
    }
    damaged = true;
    if (damagedEntries++ < MAX_TOLD) {
      notes.add(
          new DatabaseNote(file, line, "fingerprint \"" + name + "\" is skipped: " + problem));
    }
  }

  private int stripped(int at, int end) {
    int to = end;
    while (to > at && bytes[to - 1] >= 0 && bytes[to - 1] <= ' ') {
      to--;
    }
    return to;
  }

  private boolean startsWith(int at, int end, byte[] text) {
    if (end - at < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (bytes[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private String text(int at, int end) {
    return new String(bytes, at, Math.max(0, end - at), StandardCharsets.UTF_8).strip();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
