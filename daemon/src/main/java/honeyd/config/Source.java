package honeyd.config;

import java.util.List;

/// A text being read, for the sake of its diagnostics: lines by number and words by place. One
/// thread.
final class Source {
  private final String file;
  private final String text;
  private int[] lineStarts = new int[0];

  Source(String file, String text) {
    this.file = file;
    this.text = text;
  }

  String file() {
    return file;
  }

  String text() {
    return text;
  }

  /// The line without its end, empty when there is no such line.
  String line(int number) {
    if (lineStarts.length == 0) {
      lineStarts = findLines(text);
    }
    if (number < 1 || number > lineStarts.length) {
      return "";
    }
    int from = lineStarts[number - 1];
    int to = text.indexOf('\n', from);
    to = to < 0 ? text.length() : to;
    return text.substring(from, to > from && text.charAt(to - 1) == '\r' ? to - 1 : to);
  }

  private static int[] findLines(String text) {
    int lines = 1;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      lines++;
    }
    int[] starts = new int[lines];
    int at = 0;
    for (int n = 1; n < lines; n++) {
      at = text.indexOf('\n', at) + 1;
      starts[n] = at;
    }
    return starts;
  }

  /// A diagnostic at the place where `offending` stands in the statement that begins at `start`, or
  /// at the statement when it does not stand there as a word of its own.
  Diagnostic diagnostic(
      Origin start,
      Diagnostic.Severity severity,
      String sentence,
      String offending,
      List<String> suggestions) {
    String line = line(start.line());
    int at = offending.isEmpty() ? -1 : find(line, offending, start.column() - 1);
    Origin origin = at < 0 ? start : new Origin(start.file(), start.line(), at + 1);
    return new Diagnostic(
        origin, severity, Diagnostic.printable(sentence), offending, suggestions, line);
  }

  /// The last place of a word: names come after the keywords that may look like them.
  private static int find(String line, String word, int from) {
    for (int at = line.lastIndexOf(word); at > from; at = line.lastIndexOf(word, at - 1)) {
      int end = at + word.length();
      if (!isWordChar(line.charAt(at - 1))
          && (end == line.length() || !isWordChar(line.charAt(end)))) {
        return at;
      }
      if (at == 0) {
        break;
      }
    }
    return -1;
  }

  private static boolean isWordChar(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.';
  }
}
