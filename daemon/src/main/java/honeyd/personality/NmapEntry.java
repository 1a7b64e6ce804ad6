package honeyd.personality;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One fingerprint of an nmap database as text: expressions not yet understood. Immutable.
///
/// @param name after `Fingerprint`
/// @param line of the `Fingerprint` line, from 1
/// @param classes after each `Class`: vendor, family, generation, device, separated by bars
/// @param cpes after each `CPE`, without trailing words
/// @param tests by test name (`SEQ`, `T1` …), then by attribute
record NmapEntry(
    String name,
    int line,
    List<String> classes,
    List<String> cpes,
    Map<String, Map<String, String>> tests) {

  /// The expression of an attribute, or null when the entry does not record it.
  @Nullable String value(String test, String attribute) {
    Map<String, String> line = tests.get(test);
    return line == null ? null : line.get(attribute);
  }

  /// The expression of an attribute, or `otherwise`.
  String valueOr(String test, String attribute, String otherwise) {
    String value = value(test, attribute);
    return value == null ? otherwise : value;
  }

  /// Whether the system answers the probe of this test at all.
  boolean responds(String test) {
    Map<String, String> line = tests.get(test);
    return line != null && !line.isEmpty() && !"N".equals(line.get("R"));
  }
}
