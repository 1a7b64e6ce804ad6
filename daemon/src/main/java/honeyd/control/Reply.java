package honeyd.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The answer to one line, as text and as fields. One thread.
final class Reply {
  private final List<String> text = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private boolean ok = true;

  /// That a line could not be done.
  static Reply failed(String sentence) {
    return new Reply().fail(sentence).put("error", sentence);
  }

  /// Marks the line as not done, with the reason in Honeyd's form.
  Reply fail(String sentence) {
    ok = false;
    return complain("<stdin>: " + sentence);
  }

  /// Adds a line, or several, of what was asked for.
  Reply say(String line) {
    text.add(line);
    return this;
  }

  /// Adds a line, or several, about what is wrong.
  Reply complain(String line) {
    complaints.add(line);
    return this;
  }

  /// Adds a field.
  ///
  /// @param value text, number, boolean, a list or a map of such
  Reply put(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  boolean ok() {
    return ok;
  }

  List<String> text() {
    return text;
  }

  List<String> complaints() {
    return complaints;
  }

  Map<String, Object> fields() {
    return fields;
  }
}
