package honeyd.config;

import java.util.List;
import java.util.stream.Collectors;

/// One thing that is wrong, or worth knowing, about a configuration. Immutable.
///
/// @param origin where the offending text stands
/// @param severity whether the configuration can be used in spite of it
/// @param sentence what is wrong, without the place
/// @param offendingText the words it is about, empty when it is about the whole statement
/// @param suggestions what may have been meant, best first
/// @param sourceLine the line of the file, empty when there is none
public record Diagnostic(
    Origin origin,
    Severity severity,
    String sentence,
    String offendingText,
    List<String> suggestions,
    String sourceLine) {

  /// How bad it is.
  public enum Severity {
    /// The configuration cannot be used.
    ERROR,
    /// It is used; something in it may not be what was meant.
    WARNING
  }

  /// Longest source line that is printed; the caret of a longer one would help nobody.
  private static final int MAX_SHOWN = 160;

  public Diagnostic {
    suggestions = List.copyOf(suggestions);
  }

  /// `FILE:LINE:COLUMN: sentence; nearest: …` in one line.
  public String oneLine() {
    StringBuilder out = new StringBuilder();
    out.append(origin).append(": ");
    // Messages that Honeyd has always printed bring their own "WARNING:".
    if (severity == Severity.WARNING && !sentence.startsWith("WARNING:")) {
      out.append("warning: ");
    }
    out.append(sentence);
    if (!suggestions.isEmpty()) {
      out.append("; nearest: ")
          .append(suggestions.stream().map(s -> '"' + s + '"').collect(Collectors.joining(", ")));
    }
    return out.toString();
  }

  /// [#oneLine], the source line, and a caret below the offending text.
  @Override
  public String toString() {
    if (sourceLine.isEmpty() || origin.column() > MAX_SHOWN) {
      return oneLine();
    }
    StringBuilder out = new StringBuilder(oneLine()).append("\n    ");
    out.append(printable(sourceLine.substring(0, Math.min(sourceLine.length(), MAX_SHOWN))));
    out.append("\n    ");
    for (int i = 0; i < origin.column() - 1; i++) {
      out.append(i < sourceLine.length() && sourceLine.charAt(i) == '\t' ? '\t' : ' ');
    }
    return out.append('^').toString();
  }

  /// The text without characters that would play with a terminal.
  static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c == '\t' || !Character.isISOControl(c) ? c : '?');
    }
    return out.toString();
  }
}
