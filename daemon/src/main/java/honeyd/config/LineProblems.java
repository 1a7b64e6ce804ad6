package honeyd.config;

import honeyd.base.NearestNames;
import honeyd.config.grammar.HoneydParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.Vocabulary;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/// Words the diagnostics of lines that do not parse.
final class LineProblems {
  /// Above this many possible words a list helps nobody.
  private static final int MAX_LISTED = 12;

  /// Looking for similar words is quadratic in their length and only worth it for the first few.
  private static final int MAX_SUGGESTED = 200;

  private static final int SUGGESTIONS = 3;

  /// Words that a time follows.
  private static final Set<Integer> TIMES =
      Set.of(HoneydParser.LATENCY, HoneydParser.JITTER, HoneydParser.BETWEEN);

  private final Source source;
  private int suggested;

  LineProblems(Source source) {
    this.source = source;
  }

  Diagnostic badValue(Token first, BadValue problem) {
    Token token = problem.token();
    if (token != null) {
      return error(
          origin(token),
          problem.sentence(),
          problem.offendingText(),
          problem.suggestions(),
          source.line(token.getLine()));
    }
    return source.diagnostic(
        origin(first),
        Diagnostic.Severity.ERROR,
        problem.sentence(),
        problem.offendingText(),
        List.of());
  }

  Diagnostic unexpected(Parser parser, GiveUpLine.Unexpected problem) {
    Token token = problem.token();
    Vocabulary words = parser.getVocabulary();
    Origin origin = origin(token);
    String line = source.line(token.getLine());
    if (token.getType() == HoneydParser.UNCLOSED) {
      return error(
          origin,
          "the text that this quote begins does not end on the same line",
          "\"",
          List.of(),
          line);
    }
    boolean atEnd = token.getType() == HoneydParser.NEWLINE || token.getType() == Token.EOF;
    Token time = atEnd ? null : unfinishedTime(parser.getTokenStream(), token);
    if (time != null) {
      int from = time.getCharPositionInLine();
      String written = line.substring(from, from + token.getStopIndex() + 1 - time.getStartIndex());
      String sentence = "\"" + shorten(written) + "\" is not a time: a time ends in ms, us or s";
      return error(origin(time), sentence, written, List.of(), line);
    }
    String offending = atEnd ? "" : offending(line, token);
    IntervalSet expected = problem.expected();
    List<String> keywords = keywords(expected, words);
    boolean first = !atEnd && isFirst(line, token);
    String sentence =
        first
            ? "\"" + shorten(offending) + "\" is not a statement"
            : atEnd ? "the statement ends too early" : "unexpected \"" + shorten(offending) + "\"";
    if (first) {
      return error(origin, sentence, offending, suggest(offending, keywords), line);
    }
    List<String> parts = parts(expected, keywords, words);
    if (!parts.isEmpty()) {
      sentence += "; expected " + join(parts);
    }
    return error(
        origin,
        sentence,
        offending,
        suggest(offending, keywords.isEmpty() ? all(words) : keywords),
        line);
  }

  /// The number before a word that is no unit, where a time belongs: `5sec` is read as `5s` and
  /// `ec`, `5 min` as a number and a word.
  private static @Nullable Token unfinishedTime(TokenStream tokens, Token word) {
    int at = word.getTokenIndex() - 1;
    if (at < 1 || word.getType() != HoneydParser.WORD) {
      return null;
    }
    Token number = tokens.get(at);
    boolean touches = number.getStopIndex() + 1 == word.getStartIndex();
    boolean time =
        switch (number.getType()) {
          case HoneydParser.DURATION -> touches;
          case HoneydParser.NUMBER, HoneydParser.DECIMAL ->
              (touches || !number.getText().matches("[0.]*"))
                  && TIMES.contains(tokens.get(at - 1).getType());
          default -> false;
        };
    return time && number.getLine() == word.getLine() ? number : null;
  }

  private static Diagnostic error(
      Origin origin, String sentence, String offending, List<String> suggestions, String line) {
    return new Diagnostic(
        origin,
        Diagnostic.Severity.ERROR,
        Diagnostic.printable(sentence),
        offending,
        suggestions,
        line);
  }

  private Origin origin(Token token) {
    return new Origin(source.file(), token.getLine(), token.getCharPositionInLine() + 1);
  }

  private List<String> suggest(String word, List<String> candidates) {
    // A word of the language in the wrong place is not misspelt.
    if (suggested >= MAX_SUGGESTED || word.isEmpty() || candidates.contains(word)) {
      return List.of();
    }
    suggested++;
    return NearestNames.ofWord(word, candidates, SUGGESTIONS);
  }

  /// The token with what touches it, so that `10.0.0` is not reported as `10.0`.
  private static String offending(String line, Token token) {
    String text = token.getText();
    int from = token.getCharPositionInLine();
    if (text.startsWith("\"") || from < 0 || !line.startsWith(text, from)) {
      return text;
    }
    int to = from + text.length();
    while (to < line.length() && line.charAt(to) > ' ' && "\"#".indexOf(line.charAt(to)) < 0) {
      to++;
    }
    return line.substring(from, to);
  }

  private static boolean isFirst(String line, Token token) {
    int to = Math.min(token.getCharPositionInLine(), line.length());
    return line.substring(0, to).isBlank();
  }

  private static List<String> keywords(IntervalSet expected, Vocabulary words) {
    List<String> out = new ArrayList<>();
    for (int type : expected.toList()) {
      if (isKeyword(type, words)) {
        out.add(bare(type, words));
      }
    }
    return out;
  }

  private static List<String> all(Vocabulary words) {
    List<String> out = new ArrayList<>();
    for (int type = 1; type <= words.getMaxTokenType(); type++) {
      if (isKeyword(type, words)) {
        out.add(bare(type, words));
      }
    }
    return out;
  }

  private static boolean isKeyword(int type, Vocabulary words) {
    String literal = type > 0 ? words.getLiteralName(type) : null;
    return literal != null && literal.length() > 2 && Character.isLetter(literal.charAt(1));
  }

  private static String bare(int type, Vocabulary words) {
    String literal = words.getLiteralName(type);
    return literal.substring(1, literal.length() - 1);
  }

  /// What would have fitted, as phrases; where names fit, keywords fit as names and are not listed.
  private static List<String> parts(IntervalSet expected, List<String> keywords, Vocabulary words) {
    List<String> out = new ArrayList<>();
    boolean names = expected.contains(HoneydParser.WORD) && keywords.size() > MAX_LISTED;
    if (names) {
      out.add("a name");
    } else {
      out.addAll(keywords);
    }
    for (int type : expected.toList()) {
      String phrase = phrase(type, words, names);
      if (!phrase.isEmpty() && !out.contains(phrase)) {
        out.add(phrase);
      }
    }
    return out.size() > MAX_LISTED ? List.of() : out;
  }

  private static String phrase(int type, Vocabulary words, boolean names) {
    return switch (type) {
      case HoneydParser.NUMBER, HoneydParser.DECIMAL -> "a number";
      case HoneydParser.SPAN -> "a range";
      case HoneydParser.DURATION -> "a time";
      case HoneydParser.CLOCK -> "a time of day";
      case HoneydParser.ADDRESS -> "an address";
      case HoneydParser.NETWORK -> "a network";
      case HoneydParser.RANGE -> "a range of addresses";
      case HoneydParser.STRING -> "text in quotes";
      case HoneydParser.WORD -> names ? "" : "a word";
      case HoneydParser.NEWLINE -> "the end of the line";
      case Token.EOF, HoneydParser.PATH, HoneydParser.OTHER -> "";
      default ->
          isKeyword(type, words) || words.getLiteralName(type) == null
              ? ""
              : words.getLiteralName(type);
    };
  }

  private static String join(List<String> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    return String.join(", ", parts.subList(0, parts.size() - 1)) + " or " + parts.getLast();
  }

  private static String shorten(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "…";
  }
}
