package honeyd.config;

import java.util.List;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// A statement of the right form that says something that cannot be; becomes a [Diagnostic] of its
/// line.
final class BadValue extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String offendingText;
  private final transient List<String> suggestions;
  private final transient @Nullable Token token;

  /// @param offendingText the words as they stand in the file
  BadValue(String sentence, String offendingText) {
    this(sentence, offendingText, List.of());
  }

  BadValue(String sentence, String offendingText, List<String> suggestions) {
    this(sentence, offendingText, suggestions, null);
  }

  private BadValue(
      String sentence, String offendingText, List<String> suggestions, @Nullable Token token) {
    super(sentence, null, false, false);
    this.offendingText = offendingText;
    this.suggestions = suggestions;
    this.token = token;
  }

  /// About one word, where the line may hold the same word elsewhere.
  static BadValue at(Token token, String sentence) {
    return new BadValue(sentence, token.getText(), List.of(), token);
  }

  /// The word it is about, or null where [#offendingText] has to be looked for.
  @Nullable Token token() {
    return token;
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
