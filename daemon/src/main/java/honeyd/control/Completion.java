package honeyd.control;

import honeyd.config.NextWords;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.RangeMap;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What the word that is being typed may become. Pure.
final class Completion {
  private static final List<String> LISTS =
      List.of("connections", "hosts", "subsystem", "template");

  private Completion() {}

  /// Whole words, in order.
  ///
  /// @param text the line up to the cursor
  /// @param limit how many at most
  static List<String> of(String text, Honeynet network, Collection<String> interfaces, int limit) {
    int start = text.length();
    while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    String before = text.substring(0, start);
    if (before.chars().filter(c -> c == '"').count() % 2 == 1) {
      return List.of();
    }
    Candidates found = new Candidates(text.substring(start), limit);
    List<String> words = before.isBlank() ? List.of() : List.of(before.strip().split("\\s+"));
    if (words.isEmpty()) {
      found.words(HelpText.commands());
      found.words(NextWords.after("").words());
      return found.sorted();
    }
    ofCommand(words, network, found);
    ofStatement(before, network, interfaces, found);
    return found.sorted();
  }

  private static void ofCommand(List<String> words, Honeynet network, Candidates found) {
    boolean first = words.size() == 1;
    String second = words.size() == 2 ? words.get(1) : "";
    switch (words.getFirst()) {
      case "help", "?" -> {
        if (first) {
          found.words(HelpText.topics());
        }
      }
      case "show" -> {
        if (first) {
          found.templates(network);
          found.addresses(network);
        }
      }
      case "trace" -> {
        if (first) {
          found.addresses(network);
        }
      }
      case "list" -> {
        if (first) {
          found.words(LISTS);
        }
        if (second.equals("template") || second.equals("hosts")) {
          found.templates(network);
        }
        if (second.equals("hosts") || second.equals("connections")) {
          found.addresses(network);
        }
      }
      case "delete" -> {
        if (first) {
          found.words(List.of("connection"));
        }
        if (second.equals("connection")) {
          found.words(List.of("all"));
          found.addresses(network);
        }
      }
      default -> {}
    }
  }

  private static void ofStatement(
      String before, Honeynet network, Collection<String> interfaces, Candidates found) {
    NextWords.Next next = NextWords.after(before);
    found.words(next.words());
    for (NextWords.Kind kind : next.kinds()) {
      switch (kind) {
        case TEMPLATE -> found.templates(network);
        case ADDRESS -> found.addresses(network);
        case INTERFACE -> found.words(interfaces);
        case PERSONALITY -> found.personalities(network);
      }
    }
  }

  /// Those that begin as what was typed does.
  private static final class Candidates {
    private final Set<String> all = new TreeSet<>();
    private final String begun;
    private final int limit;

    Candidates(String begun, int limit) {
      this.begun = begun;
      this.limit = limit;
    }

    void words(Collection<String> words) {
      words.forEach(this::add);
    }

    private void add(String word) {
      if (all.size() < limit && word.startsWith(begun)) {
        all.add(word);
      }
    }

    void templates(Honeynet network) {
      words(network.templates().keySet());
      words(network.dynamicTemplates().keySet());
    }

    /// First addresses of what is bound.
    void addresses(Honeynet network) {
      for (RangeMap.Entry<Template> bound : network.bindings().entries()) {
        if (all.size() >= limit) {
          return;
        }
        add(bound.range().first().toString());
      }
    }

    /// Those in use.
    void personalities(Honeynet network) {
      for (Template template : network.templates().values()) {
        String name = template.personalityName();
        if (name != null) {
          add('"' + name + '"');
        }
      }
    }

    List<String> sorted() {
      return List.copyOf(all);
    }
  }
}
