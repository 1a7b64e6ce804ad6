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

    private final transient RecognitionException problem;

    Unexpected(RecognitionException problem) {
      super(null, null, false, false);
      this.problem = problem;
    }

    Token token() {
      return problem.getOffendingToken();
    }

    /// Token types that would have fitted, empty when that is not known. Costs more than the rest
    /// of the line.
    IntervalSet expected() {
      IntervalSet expected = problem.getExpectedTokens();
      return expected == null ? new IntervalSet() : expected;
    }
  }

  @Override
  public void recover(Parser parser, RecognitionException e) {
    throw new Unexpected(e);
  }

  @Override
  public void reportError(Parser parser, RecognitionException e) {
    // The line's one diagnostic is made from what recover throws.
  }

  @Override
  public Token recoverInline(Parser parser) {
    throw new Unexpected(new InputMismatchException(parser));
  }

  @Override
  public void sync(Parser parser) {
    // Looking ahead for repairs is work for nothing here.
  }
}
