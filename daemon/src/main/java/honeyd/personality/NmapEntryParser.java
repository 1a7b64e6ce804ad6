package honeyd.personality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads one entry of an nmap database of the second generation (format: nmap's book, "Nmap OS
/// Fingerprinting Database", file `nmap-os-db`).
final class NmapEntryParser {
  /// Tests that this version knows; others are kept out and named by [NmapOsDb#problems].
  static final Set<String> TESTS =
      Set.of("SEQ", "OPS", "WIN", "ECN", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "U1", "IE");

  private NmapEntryParser() {}

  /// The entry in `text`, whose first line is the `Fingerprint` line, number `line` of its file.
  ///
  /// @param notes takes a sentence for each thing left out
  static NmapEntry parse(String text, int line, List<String> notes) throws NmapSyntaxException {
    String name = "";
    List<String> classes = new ArrayList<>();
    List<String> cpes = new ArrayList<>();
    Map<String, Map<String, String>> tests = new LinkedHashMap<>();
    int at = line - 1;
    for (String raw : text.split("\n", -1)) {
      at++;
      String s = raw.strip();
      if (s.isEmpty() || s.charAt(0) == '#') {
        continue;
      }
      if (s.startsWith("Fingerprint ")) {
        name = s.substring("Fingerprint ".length()).strip();
      } else if (s.startsWith("Class ")) {
        classes.add(s.substring("Class ".length()).strip());
      } else if (s.startsWith("CPE ")) {
        cpes.add(s.substring("CPE ".length()).strip().split("\\s+", 2)[0]);
      } else {
        test(s, at, tests, notes);
      }
    }
    if (tests.isEmpty()) {
      throw new NmapSyntaxException(line, "fingerprint without a single test line");
    }
    return new NmapEntry(name, line, List.copyOf(classes), List.copyOf(cpes), tests);
  }

  private static void test(
      String s, int line, Map<String, Map<String, String>> tests, List<String> notes)
      throws NmapSyntaxException {
    int open = s.indexOf('(');
    if (open <= 0 || !s.endsWith(")")) {
      throw new NmapSyntaxException(line, "expected TEST(ATTRIBUTE=VALUE%…), found: " + s);
    }
    String test = s.substring(0, open);
    if (!TESTS.contains(test)) {
      notes.add("line " + line + ": unknown test " + test + " ignored");
      return;
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String pair : s.substring(open + 1, s.length() - 1).split("%", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw new NmapSyntaxException(line, "expected ATTRIBUTE=VALUE, found: " + pair);
      }
      attributes.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    if (tests.put(test, attributes) != null) {
      throw new NmapSyntaxException(line, "test " + test + " appears twice");
    }
  }
}
