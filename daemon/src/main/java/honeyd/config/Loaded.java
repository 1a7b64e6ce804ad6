package honeyd.config;

import honeyd.model.Honeynet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The outcome of reading a configuration.
///
/// @param honeynet what it means; null when it has errors and the loader was to refuse those
/// @param diagnostics everything found, by file and line
public record Loaded(@Nullable Honeynet honeynet, List<Diagnostic> diagnostics) {
  public Loaded {
    diagnostics = List.copyOf(diagnostics);
  }

  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
  }
}
