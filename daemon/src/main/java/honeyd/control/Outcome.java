package honeyd.control;

import honeyd.config.Diagnostic;
import java.util.List;

/// What became of a configuration line. Immutable.
///
/// @param accepted whether it is in force; otherwise it changed nothing
/// @param diagnostics what there is to say about it
public record Outcome(boolean accepted, List<Diagnostic> diagnostics) {
  public Outcome {
    diagnostics = List.copyOf(diagnostics);
  }

  /// That of these diagnostics: accepted unless one is an error.
  public static Outcome of(List<Diagnostic> diagnostics) {
    return new Outcome(
        diagnostics.stream().noneMatch(d -> d.severity() == Diagnostic.Severity.ERROR),
        diagnostics);
  }
}
