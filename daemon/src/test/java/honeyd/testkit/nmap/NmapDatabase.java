package honeyd.testkit.nmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reference fingerprints of a database and what each test is worth.
///
/// @param points by test, then attribute
/// @param entries in the order of the file
public record NmapDatabase(Map<String, Map<String, Integer>> points, List<Entry> entries) {

  /// One reference fingerprint.
  ///
  /// @param variant which of the entries of its name, from 1
  /// @param line of the file
  /// @param tests expressions by test, then attribute
  public record Entry(String name, int variant, int line, Map<String, Map<String, String>> tests) {}

  /// Reads a database file.
  public static NmapDatabase load(Path file) throws IOException {
    Map<String, Map<String, Integer>> points = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Map<String, String>> tests = new LinkedHashMap<>();
    boolean inPoints = false;
    int line = 0;
    for (String text : Files.readAllLines(file)) {
      line++;
      if (text.startsWith("MatchPoints")) {
        inPoints = true;
      } else if (text.startsWith("Fingerprint ")) {
        inPoints = false;
        String name = text.substring(12).strip();
        tests = new LinkedHashMap<>();
        entries.add(new Entry(name, seen.merge(name, 1, Integer::sum), line, tests));
      } else if (text.matches("[A-Z0-9]+\\(.*\\)\\s*")) {
        String test = text.substring(0, text.indexOf('('));
        Map<String, String> attributes =
            attributes(text.substring(text.indexOf('(') + 1, text.lastIndexOf(')')));
        if (inPoints) {
          Map<String, Integer> worth = new HashMap<>();
          attributes.forEach((k, v) -> worth.put(k, Integer.parseInt(v)));
          points.put(test, worth);
        } else {
          tests.put(test, attributes);
        }
      }
    }
    return new NmapDatabase(points, entries);
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> out = new LinkedHashMap<>();
    for (String pair : text.split("%", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        out.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return out;
  }
}
