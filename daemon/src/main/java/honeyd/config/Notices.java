package honeyd.config;

import honeyd.config.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Collects what a linker has to say. Statements that have no effect yet are told one by one, or as
/// one line with a count where a kind has more than [#MAX_EACH]. One thread.
final class Notices {
  static final int MAX_EACH = 10;

  private record Notice(Source source, Origin origin, String offending, String effect) {}

  /// More complaints than this help nobody; the rest is counted.
  static final int MAX_KEPT = 1_000;

  /// Looking for similar names costs time for each; only the first mistakes get it.
  private static final int MAX_SUGGESTED = 200;

  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private int suggested;
  private int more;
  private int warnings;
  private final Map<String, List<Notice>> notInForce = new LinkedHashMap<>();

  /// Whether another mistake may still be given suggestions.
  boolean maySuggest() {
    return suggested++ < MAX_SUGGESTED;
  }

  void error(ConfigLoader.Sourced at, BadValue problem) {
    if (diagnostics.size() >= MAX_KEPT) {
      more++;
      return;
    }
    diagnostics.add(
        at.source()
            .diagnostic(
                at.statement().origin(),
                Severity.ERROR,
                problem.sentence(),
                problem.offendingText(),
                problem.suggestions()));
  }

  /// Whether a statement was left out.
  boolean hasErrors() {
    return more > 0 || diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  void warning(ConfigLoader.Sourced at, String sentence, String offending) {
    warning(at, sentence, offending, List.of());
  }

  void warning(
      ConfigLoader.Sourced at, String sentence, String offending, List<String> suggestions) {
    // Errors must not be crowded out by warnings.
    if (warnings++ >= MAX_KEPT / 2) {
      return;
    }
    diagnostics.add(
        at.source()
            .diagnostic(
                at.statement().origin(), Severity.WARNING, sentence, offending, suggestions));
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
    if (more > 0 || warnings > MAX_KEPT / 2) {
      Diagnostic last = diagnostics.getLast();
      int left = more + Math.max(0, warnings - MAX_KEPT / 2);
      out.add(
          new Diagnostic(
              last.origin(),
              more > 0 ? Severity.ERROR : Severity.WARNING,
              left + " more problems are not shown",
              "",
              List.of(),
              ""));
    }
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

  /// As [#diagnostics], which are forgotten then.
  List<Diagnostic> take() {
    List<Diagnostic> out = diagnostics();
    diagnostics.clear();
    notInForce.clear();
    suggested = 0;
    more = 0;
    warnings = 0;
    return out;
  }

  private static Diagnostic of(Notice n, String sentence) {
    return n.source.diagnostic(n.origin, Severity.WARNING, sentence, n.offending, List.of());
  }
}
