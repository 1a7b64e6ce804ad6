package honeyd.config;

import honeyd.config.ConfigLoader.Sourced;
import honeyd.config.TemplateDraft.Annotation;
import honeyd.model.Behaviour;
import honeyd.model.FinScan;
import honeyd.model.FragmentPolicy;
import honeyd.model.Template;
import honeyd.personality.Lookup;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.PersonalityChoice;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the personalities that statements mean, and keeps what was annotated about them. One
/// thread.
final class Personalities {
  private static final int SUGGESTIONS = 3;
  private static final String ROUTER = "cpe:/o:cisco:ios";

  /// What an annotation is about: a name or a CPE, and which entry of it, 0 for all.
  private record Subject(String name, int variant) {}

  private final PersonalityCatalog catalog;
  private final Notices notices;
  private final Map<Subject, Annotation> annotations = new HashMap<>();

  /// Where a personality that opens no ports was chosen first.
  private final IdentityHashMap<PersonalityChoice, Sourced> closed = new IdentityHashMap<>();

  Personalities(PersonalityCatalog catalog, Notices notices) {
    this.catalog = catalog;
    this.notices = notices;
  }

  /// The personality of a template that names none.
  PersonalityChoice fallback() {
    return catalog.fallback();
  }

  /// The personality of routers of which nothing is said: that of a Cisco, where the catalogue
  /// knows one.
  PersonalityChoice router() {
    return catalog.lookUp(ROUTER, 0) instanceof Lookup.Found found
        ? found.personality()
        : catalog.fallback();
  }

  /// Another personality for each host.
  PersonalityChoice random() {
    return catalog.random();
  }

  /// The personality for `set … personality`.
  PersonalityChoice choose(Sourced at, String text, int variant) {
    PersonalityChoice choice = find(at, text, variant);
    if (!choice.opensPorts()) {
      closed.putIfAbsent(choice, at);
    }
    return choice;
  }

  private PersonalityChoice find(Sourced at, String text, int variant) {
    return switch (catalog.lookUp(text, variant)) {
      case Lookup.Found found -> found.personality();
      case Lookup.Close close -> {
        notices.warning(
            at,
            "today's database has no \""
                + text
                + "\", a name of nmap's first generation; \""
                + close.name()
                + "\" is used, which is near it: write that name to make it exact",
            text);
        yield close.personality();
      }
      case Lookup.Unknown _ ->
          throw new BadValue(
              "no personality \"" + text + "\"",
              text,
              notices.maySuggest() ? catalog.nearest(text, SUGGESTIONS) : List.of());
      case Lookup.NoSuchVariant none ->
          throw new BadValue(
              "\""
                  + text
                  + "\" has "
                  + (none.entries() == 1
                      ? "one entry, so there is no"
                      : none.entries() + " entries, so there is no")
                  + " variant "
                  + variant,
              Integer.toString(variant));
      case Lookup.Damaged _ ->
          throw new BadValue(
              "\""
                  + text
                  + "\""
                  + (variant == 0 ? "" : " variant " + variant)
                  + " is in the database but cannot be read there",
              text);
    };
  }

  void annotate(Sourced at, Statement.AnnotateFinScan s) {
    Subject subject = subject(at, s.personality(), s.variant());
    Annotation before = annotations.getOrDefault(subject, Annotation.NONE);
    annotations.put(
        subject,
        new Annotation(before.fragmentPolicy(), s.dropped() ? FinScan.DROPPED : FinScan.ANSWERED));
  }

  void annotate(Sourced at, Statement.AnnotateFragment s) {
    Subject subject = subject(at, s.personality(), s.variant());
    Annotation before = annotations.getOrDefault(subject, Annotation.NONE);
    annotations.put(subject, new Annotation(s.policy(), before.finScan()));
  }

  /// The name of the personality that an annotation is about.
  String annotated(Sourced at) {
    return switch (at.statement()) {
      case Statement.AnnotateFinScan s -> subject(at, s.personality(), s.variant()).name();
      case Statement.AnnotateFragment s -> subject(at, s.personality(), s.variant()).name();
      default -> throw new IllegalStateException("annotates nothing: " + at.statement());
    };
  }

  private Subject subject(Sourced at, String text, int variant) {
    return new Subject(find(at, text, variant).name(), variant);
  }

  /// What was annotated about a personality; for one variant of it, what was said of that goes
  /// before what was said of the name.
  Annotation annotation(PersonalityChoice choice, int variant) {
    Annotation general = annotations.getOrDefault(new Subject(choice.name(), 0), Annotation.NONE);
    @Nullable Annotation own =
        variant == 0 ? null : annotations.get(new Subject(choice.name(), variant));
    if (own == null) {
      return general;
    }
    return new Annotation(
        own.fragmentPolicy() == FragmentPolicy.BY_PERSONALITY
            ? general.fragmentPolicy()
            : own.fragmentPolicy(),
        own.finScan() == FinScan.BY_PERSONALITY ? general.finScan() : own.finScan());
  }

  /// Warns of templates with open ports whose system, as it was recorded, answers no SYN with
  /// SYN/ACK.
  void warnOfClosed(Supplier<Collection<Template>> templates) {
    if (closed.isEmpty()) {
      return;
    }
    for (Template template : templates.get()) {
      Sourced at = opens(template) ? closed.remove(template.personality()) : null;
      if (at != null) {
        String name = template.personality().name();
        notices.warning(
            at,
            "the open ports of template \""
                + template.name()
                + "\" take one connection from each visitor and turn the next away: \""
                + name
                + "\" was recorded on a machine that did not answer connections; choose a personality"
                + " that did",
            name,
            notices.maySuggest() ? catalog.nearestThatOpen(name, SUGGESTIONS) : List.of());
      }
    }
  }

  private static boolean opens(Template template) {
    return isOpen(template.tcpDefault())
        || template.tcp().asMap().values().stream().anyMatch(Personalities::isOpen);
  }

  private static boolean isOpen(Behaviour behaviour) {
    return switch (behaviour) {
      case Behaviour.Closed _, Behaviour.Filtered _ -> false;
      case Behaviour.Open _,
          Behaviour.Script _,
          Behaviour.Proxy _,
          Behaviour.Internal _,
          Behaviour.OfSubsystem _,
          Behaviour.Tarpit _ ->
          true;
    };
  }
}
