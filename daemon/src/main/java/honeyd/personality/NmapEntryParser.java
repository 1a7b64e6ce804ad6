package honeyd.personality;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads one entry of an nmap database of the second generation (format: nmap's book, "Nmap OS
/// Fingerprinting Database", file `nmap-os-db`).
///
/// What [OsDbIndex] finds wrong is not brought here; anything else that is not understood is left
/// out.
final class NmapEntryParser {
  /// Tests that this version knows, in the order in which nmap writes them.
  static final List<String> TESTS =
      List.of("SEQ", "OPS", "WIN", "ECN", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "U1", "IE");

  private NmapEntryParser() {}

  /// The entry in `text`, whose first line is the `Fingerprint` line, number `line` of its file.
  static NmapEntry parse(String text, int line) {
    String name = "";
    List<String> classes = new ArrayList<>();
    List<String> cpes = new ArrayList<>();
    Map<String, Map<String, String>> tests = new LinkedHashMap<>();
    for (String raw : text.split("\n", -1)) {
      String s = raw.strip();
      if (s.startsWith("Fingerprint ")) {
        name = s.substring("Fingerprint ".length()).strip();
      } else if (s.startsWith("Class ")) {
        classes.add(s.substring("Class ".length()).strip());
      } else if (s.startsWith("CPE ")) {
        cpes.add(s.substring("CPE ".length()).strip().split("\\s+", 2)[0]);
      } else if (!s.startsWith("#")) {
        test(s, tests);
      }
    }
    return new NmapEntry(name, line, List.copyOf(classes), List.copyOf(cpes), tests);
  }

  private static void test(String s, Map<String, Map<String, String>> tests) {
    int open = s.indexOf('(');
    if (open <= 0 || !TESTS.contains(s.substring(0, open))) {
      return;
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String pair : s.substring(open + 1, s.length() - 1).split("%", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        attributes.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    tests.put(s.substring(0, open), attributes);
  }
}
