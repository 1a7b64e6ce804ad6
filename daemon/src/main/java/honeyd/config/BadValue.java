package honeyd.config;

import java.util.List;

/// A statement of the right form that says something that cannot be; becomes a [Diagnostic] of its
/// line.
final class BadValue extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String offendingText;
  private final transient List<String> suggestions;

  /// @param offendingText the words as they stand in the file
  BadValue(String sentence, String offendingText) {
    this(sentence, offendingText, List.of());
  }

  BadValue(String sentence, String offendingText, List<String> suggestions) {
    super(sentence, null, false, false);
    this.offendingText = offendingText;
    this.suggestions = suggestions;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }

  String offendingText() {
    return offendingText;
  }

  List<String> suggestions() {
    return suggestions;
  }
}
