package honeyd.config;

import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

/// Stops the parse of a line at its first wrong token, without repairing it: the next line is the
/// next chance.
final class GiveUpLine extends DefaultErrorStrategy {

  /// A token that fits nothing.
  static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Token token;
    private final transient IntervalSet expected;

    /// @param expected token types that would have fitted, empty when that is not known
    Unexpected(Token token, IntervalSet expected) {
      super(token.getText(), null, false, false);
      this.token = token;
      this.expected = expected;
    }

    Token token() {
      return token;
    }

    IntervalSet expected() {
      return expected;
    }
  }

  @Override
  public void recover(Parser parser, RecognitionException e) {
    IntervalSet expected = e.getExpectedTokens();
    throw new Unexpected(e.getOffendingToken(), expected == null ? new IntervalSet() : expected);
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    // The line's one diagnostic is made from what recover throws.
  }

  @Override
  public Token recoverInline(Parser parser) {
    InputMismatchException e = new InputMismatchException(parser);
    throw new Unexpected(e.getOffendingToken(), e.getExpectedTokens());
  }

  @Override
  public void sync(Parser parser) {
    // Looking ahead for repairs is work for nothing here.
  }
}
