package honeyd.config;

import honeyd.config.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects what a linker has to say. Statements that have no effect yet are told one by one, or as
/// one line with a count where a kind has more than [#MAX_EACH].
final class Notices {
  static final int MAX_EACH = 10;

  private record Notice(Source source, Origin origin, String offending, String effect) {}

  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final Map<String, List<Notice>> notInForce = new LinkedHashMap<>();

  void error(ConfigLoader.Sourced at, BadValue problem) {
    diagnostics.add(
        at.source()
            .diagnostic(
                at.statement().origin(),
                Severity.ERROR,
                problem.sentence(),
                problem.offendingText(),
                problem.suggestions()));
  }

  void warning(ConfigLoader.Sourced at, String sentence, String offending) {
    diagnostics.add(
        at.source()
            .diagnostic(at.statement().origin(), Severity.WARNING, sentence, offending, List.of()));
  }

  /// Something that is kept in the model but has no effect yet.
  ///
  /// @param kind the words of the language
  /// @param effect what happens instead
  void notInForce(ConfigLoader.Sourced at, String kind, String effect) {
    String word = kind.substring(kind.lastIndexOf(' ') + 1);
    notInForce
        .computeIfAbsent(kind, _ -> new ArrayList<>())
        .add(new Notice(at.source(), at.statement().origin(), word, effect));
  }

  List<Diagnostic> diagnostics() {
    List<Diagnostic> out = new ArrayList<>(diagnostics);
    notInForce.forEach((kind, notices) -> {
      if (notices.size() <= MAX_EACH) {
        for (Notice n : notices) {
          out.add(of(n, "\"" + kind + "\" is not in force yet: " + n.effect));
        }
      } else {
        Notice n = notices.getFirst();
        String sentence =
            "\"" + kind + "\" is not in force yet (" + notices.size() + " times): " + n.effect;
        out.add(of(n, sentence));
      }
    });
    return out;
  }

  private static Diagnostic of(Notice n, String sentence) {
    return n.source.diagnostic(n.origin, Severity.WARNING, sentence, n.offending, List.of());
  }
}
