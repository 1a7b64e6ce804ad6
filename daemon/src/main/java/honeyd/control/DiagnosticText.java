package honeyd.control;

import honeyd.config.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What is wrong with a line, for a person who just typed it, and for a program.
final class DiagnosticText {
  /// The name of what is typed, as Honeyd's.
  static final String TYPED = "<stdin>";

  private DiagnosticText() {}

  /// The sentence, the line and a caret below the place; a place in a file that the line included
  /// stays in front.
  static String of(Diagnostic d) {
    String text = d.toString();
    String place = d.origin() + ": ";
    return d.origin().file().equals(TYPED) && text.startsWith(place)
        ? text.substring(place.length())
        : text;
  }

  static Map<String, Object> fields(Diagnostic d) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("severity", d.severity().name().toLowerCase(Locale.ROOT));
    out.put("sentence", d.sentence());
    out.put("file", d.origin().file());
    out.put("column", d.origin().column());
    if (!d.offendingText().isEmpty()) {
      out.put("text", d.offendingText());
    }
    if (!d.suggestions().isEmpty()) {
      out.put("nearest", d.suggestions());
    }
    return out;
  }
}
