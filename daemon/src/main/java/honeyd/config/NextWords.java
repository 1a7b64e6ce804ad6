package honeyd.config;

import honeyd.config.grammar.HoneydLexer;
import honeyd.config.grammar.HoneydParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNState;
import org.antlr.v4.runtime.atn.RuleTransition;
import org.antlr.v4.runtime.atn.Transition;

/// What may follow the words of a line that is being typed, read off the grammar itself: all its
/// paths are walked as far as the words go, and what stands next on any of them is noted.
///
/// The grammar has no recursion, so that a walk ends. Pure; any thread.
public final class NextWords {
  /// What is no word of the language.
  public enum Kind {
    /// The name of a template.
    TEMPLATE,
    /// An address, or several.
    ADDRESS,
    /// A name in nmap's database.
    PERSONALITY,
    /// A network interface.
    INTERFACE
  }

  /// What may come next. Immutable.
  ///
  /// @param words of the language
  /// @param kinds of names
  public record Next(Set<String> words, Set<Kind> kinds) {
    public Next {
      words = Set.copyOf(words);
      kinds = Set.copyOf(kinds);
    }
  }

  /// Rules that are a name of something: their words are not those of the language.
  private static final Map<Integer, Set<Kind>> NAMES =
      Map.ofEntries(
          Map.entry(HoneydParser.RULE_name, Set.of()),
          Map.entry(HoneydParser.RULE_text, Set.of()),
          Map.entry(HoneydParser.RULE_template, Set.of(Kind.TEMPLATE, Kind.ADDRESS)),
          Map.entry(HoneydParser.RULE_host, Set.of(Kind.ADDRESS)),
          Map.entry(HoneydParser.RULE_hosts, Set.of(Kind.ADDRESS)),
          Map.entry(HoneydParser.RULE_network, Set.of()),
          Map.entry(HoneydParser.RULE_interfaceName, Set.of(Kind.INTERFACE)),
          Map.entry(HoneydParser.RULE_personality, Set.of(Kind.PERSONALITY)));

  private final List<Integer> types;
  private final ATN atn;
  private final Map<Long, Set<Integer>> ends = new HashMap<>();
  private final Set<String> words = new LinkedHashSet<>();
  private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);

  private NextWords(List<Integer> types) {
    this.types = types;
    atn = HoneydParser._ATN;
  }

  /// What may follow these whole words.
  public static Next after(String line) {
    HoneydLexer lexer = new HoneydLexer(CharStreams.fromString(line));
    lexer.removeErrorListeners();
    List<Integer> types = new ArrayList<>();
    for (Token t = lexer.nextToken(); t.getType() != Token.EOF; t = lexer.nextToken()) {
      types.add(t.getType());
    }
    NextWords walk = new NextWords(types);
    Set<Integer> _ = walk.rule(HoneydParser.RULE_statement, 0);
    return new Next(walk.words, walk.kinds);
  }

  private record Place(ATNState state, int at) {}

  /// Walks a rule that begins at a word; returns where it may end.
  private Set<Integer> rule(int rule, int at) {
    Set<Integer> known = ends.get((long) rule << 32 | at);
    if (known != null) {
      return known;
    }
    Set<Integer> found = new HashSet<>();
    Set<Place> seen = new HashSet<>();
    Deque<Place> open = new ArrayDeque<>();
    open.add(new Place(atn.ruleToStartState[rule], at));
    while (!open.isEmpty()) {
      Place place = open.poll();
      if (!seen.add(place)) {
        continue;
      }
      if (place.state.stateNumber == atn.ruleToStopState[rule].stateNumber) {
        found.add(place.at);
        continue;
      }
      for (Transition transition : place.state.getTransitions()) {
        step(transition, place.at, open);
      }
    }
    ends.put((long) rule << 32 | at, found);
    return found;
  }

  private void step(Transition transition, int at, Deque<Place> open) {
    boolean here = at == types.size();
    if (transition instanceof RuleTransition call) {
      int called = call.target.ruleIndex;
      Set<Kind> names = here ? NAMES.get(called) : null;
      if (names != null) {
        kinds.addAll(names);
        return;
      }
      for (int end : rule(called, at)) {
        open.add(new Place(call.followState, end));
      }
    } else if (transition.isEpsilon()) {
      open.add(new Place(transition.target, at));
    } else if (here) {
      note(transition);
    } else if (transition.matches(types.get(at), 1, atn.maxTokenType)) {
      open.add(new Place(transition.target, at + 1));
    }
  }

  /// A set that is given by what is not in it is free text.
  private void note(Transition transition) {
    int kind = transition.getSerializationType();
    if (kind == Transition.NOT_SET || kind == Transition.WILDCARD) {
      return;
    }
    for (int type : transition.label().toList()) {
      String literal = type > 0 ? HoneydParser.VOCABULARY.getLiteralName(type) : null;
      if (literal != null && literal.length() > 2 && Character.isLetter(literal.charAt(1))) {
        words.add(literal.substring(1, literal.length() - 1));
      }
    }
  }
}
