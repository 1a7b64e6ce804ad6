package honeyd.config;

import honeyd.config.grammar.HoneydLexer;
import honeyd.config.grammar.HoneydParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BufferedTokenStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;

/// Text to statements, by the grammar in `Honeyd.g4`. A line with a mistake costs that line alone.
///
/// Pure: reads no files. One thread per call.
public final class ConfigParser {
  private ConfigParser() {}

  /// What one text says.
  ///
  /// @param statements those that could be read, in order
  /// @param diagnostics one for each line that could not
  public record Parsed(List<Statement> statements, List<Diagnostic> diagnostics) {
    public Parsed {
      statements = List.copyOf(statements);
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /// Reads a whole text.
  ///
  /// @param file its name, for the places in diagnostics
  public static Parsed parse(String file, String text) {
    return parse(new Source(file, text));
  }

  static Parsed parse(Source source) {
    HoneydLexer lexer = new HoneydLexer(CharStreams.fromString(source.text()));
    lexer.removeErrorListeners();
    BufferedTokenStream tokens = new BufferedTokenStream(lexer);
    HoneydParser parser = new HoneydParser(tokens);
    parser.removeErrorListeners();
    parser.setErrorHandler(new GiveUpLine());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    StatementBuilder builder = new StatementBuilder(source.file());
    LineProblems problems = new LineProblems(source);
    List<Statement> statements = new ArrayList<>();
    List<Diagnostic> diagnostics = new ArrayList<>();
    int more = 0;
    while (tokens.LA(1) != Token.EOF) {
      int first = tokens.index();
      boolean room = diagnostics.size() < Notices.MAX_KEPT;
      try {
        HoneydParser.LineContext line = parser.line();
        if (line.statement() != null) {
          statements.add(builder.build(line.statement()));
        }
      } catch (GiveUpLine.Unexpected e) {
        more += room ? 0 : 1;
        if (room) {
          diagnostics.add(problems.unexpected(parser, e));
        }
        skipLine(parser, tokens);
      } catch (BadValue e) {
        more += room ? 0 : 1;
        if (room) {
          diagnostics.add(problems.badValue(tokens.get(first), e));
        }
      }
    }
    if (more > 0) {
      diagnostics.add(
          new Diagnostic(
              Origin.of(source.file()),
              Diagnostic.Severity.ERROR,
              more + " more lines are wrong",
              "",
              List.of(),
              ""));
    }
    return new Parsed(statements, diagnostics);
  }

  private static void skipLine(HoneydParser parser, BufferedTokenStream tokens) {
    while (tokens.LA(1) != Token.EOF && tokens.LA(1) != HoneydParser.NEWLINE) {
      tokens.consume();
    }
    if (tokens.LA(1) == HoneydParser.NEWLINE) {
      tokens.consume();
    }
    parser.setContext(null);
  }
}
