package honeyd.config;

import honeyd.base.NearestNames;
import honeyd.model.Condition;
import honeyd.model.DynamicTemplate;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The templates and bindings while statements still change them. One thread.
///
/// A binding holds the template as it was when `bind` was read: one immutable snapshot, shared by
/// all bindings of the same state. An address that is changed afterwards becomes a template of its
/// own, named like the address.
final class Templates {
  private static final String DEFAULT = "default";
  private static final int SUGGESTIONS = 3;

  /// A dynamic template and its members by condition.
  private static final class DynamicDraft {
    final String name;

    /// Resolved late, so that what is set after `add … use` counts, and what is deleted does not
    /// leave a hole.
    final Map<Condition, Supplier<Template>> members = new LinkedHashMap<>();

    DynamicDraft(String name) {
      this.name = name;
    }

    DynamicTemplate freeze(List<IpRange> hosts) {
      List<DynamicTemplate.Member> out = new ArrayList<>();
      members.forEach(
          (condition, member) -> out.add(new DynamicTemplate.Member(condition, member.get())));
      return new DynamicTemplate(name, out, hosts);
    }

    /// As it is now.
    Template representative() {
      if (members.isEmpty()) {
        throw new BadValue("dynamic template \"" + name + "\" has no members yet", name);
      }
      return freeze(List.of()).representative();
    }
  }

  private final Notices notices;
  private final Map<String, TemplateDraft> drafts = new LinkedHashMap<>();
  private final Map<String, DynamicDraft> dynamics = new LinkedHashMap<>();
  private final TreeMap<IpAddress, TemplateDraft> changedHosts = new TreeMap<>();
  private final Set<IpAddress> unflushed = new LinkedHashSet<>();
  private final Map<String, IpAddress> aliases = new HashMap<>();
  private final RangeMap.Builder<Template> bindings = new RangeMap.Builder<>();

  /// What is bound to a dynamic template, by the template: `bindings` has its representative.
  private final RangeMap.Builder<DynamicDraft> choices = new RangeMap.Builder<>();

  Templates(Notices notices) {
    this.notices = notices;
  }

  void create(TemplateDraft draft) {
    refuseExisting(draft.name);
    drafts.put(draft.name, draft);
  }

  void createDynamic(String name) {
    refuseExisting(name);
    dynamics.put(name, new DynamicDraft(name));
  }

  void cloneTemplate(String name, String original) {
    refuseExisting(name);
    DynamicDraft dynamic = dynamicAt(original);
    if (dynamic == null) {
      drafts.put(name, new TemplateDraft(name, snapshot(original)));
    } else {
      DynamicDraft copy = new DynamicDraft(name);
      copy.members.putAll(dynamic.members);
      dynamics.put(name, copy);
    }
  }

  private void refuseExisting(String name) {
    if (drafts.containsKey(name) || dynamics.containsKey(name)) {
      throw new BadValue("template \"" + name + "\" exists already", name);
    }
  }

  /// Removes a template, or the binding of an address, which it returns. Hosts that are bound keep
  /// what they have.
  @Nullable IpAddress delete(String name) {
    IpAddress host = host(name);
    TemplateDraft draft = drafts.get(name);
    if (host != null && (draft == null || draft == changedHosts.get(host))) {
      if (bindings.find(host) == null) {
        throw new BadValue("no host is bound to " + name, name);
      }
      forget(IpRange.of(host));
      choices.remove(IpRange.of(host));
      bindings.remove(IpRange.of(host));
      return host;
    }
    if (drafts.remove(name) == null && dynamics.remove(name) == null) {
      throw unknown(name);
    }
    return null;
  }

  /// The template to be changed; makes a bound address a template of its own.
  TemplateDraft draft(String name) {
    TemplateDraft draft = drafts.get(name);
    IpAddress host = draft != null && changedHosts.isEmpty() ? null : host(name);
    if (draft == null && host != null) {
      draft = changedHosts.get(host);
      if (draft == null && dynamicAt(name) == null) {
        Template bound = bindings.find(host);
        if (bound == null) {
          throw new BadValue("no host is bound to " + name, name);
        }
        draft = new TemplateDraft(host.toString(), bound);
        drafts.put(draft.name, draft);
        changedHosts.put(host, draft);
      }
    }
    if (draft == null) {
      if (dynamicAt(name) != null) {
        throw new BadValue(
            "\"" + name + "\" is a dynamic template: it has members, and no settings of its own",
            name);
      }
      throw unknown(name);
    }
    if (host != null && changedHosts.get(host) == draft) {
      unflushed.add(host);
    }
    return draft;
  }

  /// The template as it is now; a dynamic one is represented by the member that always answers.
  Template snapshot(String name) {
    TemplateDraft draft = drafts.get(name);
    if (draft != null) {
      return draft.freeze();
    }
    DynamicDraft dynamic = dynamicAt(name);
    if (dynamic != null) {
      return dynamic.representative();
    }
    IpAddress host = host(name);
    if (host != null) {
      flush();
      Template bound = bindings.find(host);
      if (bound != null) {
        return bound;
      }
      throw new BadValue("no host is bound to " + name, name);
    }
    throw unknown(name);
  }

  /// The dynamic template of this name, or that of an address which is bound to one; else null.
  private @Nullable DynamicDraft dynamicAt(String name) {
    DynamicDraft named = dynamics.get(name);
    if (named != null || drafts.containsKey(name)) {
      return named;
    }
    IpAddress host = host(name);
    return host == null ? null : choices.find(host);
  }

  /// A template to be looked at later.
  private Supplier<Template> later(String name, String owner) {
    if (name.equals(owner)) {
      throw new BadValue("a dynamic template cannot be a member of itself", name);
    }
    if (dynamicAt(name) != null) {
      throw new BadValue(
          "a dynamic template cannot be a member of another, and \"" + name + "\" is one", name);
    }
    TemplateDraft draft = drafts.get(name);
    if (draft != null) {
      return draft::freeze;
    }
    Template now = snapshot(name);
    return () -> now;
  }

  /// Whether the member replaces one with the same condition.
  boolean addMember(String name, Condition condition, String member) {
    DynamicDraft dynamic = dynamicAt(name);
    if (dynamic != null && !dynamic.name.equals(name)) {
      throw new BadValue(name + " is bound to \"" + dynamic.name + "\": add members there", name);
    }
    if (dynamic == null) {
      if (drafts.containsKey(name)) {
        throw new BadValue(
            "\"" + name + "\" is not a dynamic template; make it with: dynamic " + name, name);
      }
      throw unknown(name);
    }
    return dynamic.members.put(condition, later(member, name)) != null;
  }

  /// Whether the range replaces a binding of just these addresses.
  boolean bind(IpRange range, String name) {
    flush();
    Template template = snapshot(name);
    DynamicDraft dynamic = dynamicAt(name);
    boolean replaces = put(range, template);
    if (dynamic != null) {
      choices.put(range, dynamic);
    }
    return replaces;
  }

  /// Whether a binding is of just this address.
  boolean isBoundAlone(IpAddress host) {
    RangeMap.Entry<Template> bound = bindings.entry(host);
    return bound != null && bound.range().size() == 1;
  }

  private boolean put(IpRange range, Template template) {
    forget(range);
    RangeMap.Entry<Template> before = bindings.entry(range.first());
    choices.remove(range);
    bindings.put(range, template);
    return before != null && before.range().equals(range);
  }

  /// `bind CONDITION HOSTS TMPL`: the addresses become a dynamic template, to which further
  /// conditions for the same addresses add. Whether another binding of just these addresses, or a
  /// member with the same condition, is replaced.
  boolean bindIf(IpRange range, Condition condition, String member) {
    String name = range.toString();
    RangeMap.Entry<DynamicDraft> before = choices.entry(range.first());
    DynamicDraft known =
        before != null && before.range().equals(range) && before.value().name.equals(name)
            ? before.value()
            : null;
    DynamicDraft dynamic = known != null ? known : new DynamicDraft(name);
    boolean sameCondition = dynamic.members.put(condition, later(member, name)) != null;
    flush();
    boolean sameAddresses = put(range, dynamic.representative());
    choices.put(range, dynamic);
    return known == null ? sameAddresses : sameCondition;
  }

  /// A host name that was looked up for a binding also names the bound host.
  void alias(String name, IpAddress host) {
    aliases.put(name, host);
  }

  /// Drops what was said about single hosts of the range.
  private void forget(IpRange range) {
    if (changedHosts.isEmpty()) {
      return;
    }
    var inside = changedHosts.subMap(range.first(), true, range.last(), true);
    for (Map.Entry<IpAddress, TemplateDraft> e : inside.entrySet()) {
      drafts.remove(e.getValue().name, e.getValue());
      unflushed.remove(e.getKey());
    }
    inside.clear();
  }

  private void flush() {
    if (unflushed.isEmpty()) {
      return;
    }
    for (IpAddress host : unflushed) {
      TemplateDraft draft = changedHosts.get(host);
      if (draft != null) {
        bindings.put(IpRange.of(host), draft.freeze());
      }
    }
    unflushed.clear();
  }

  private @Nullable IpAddress host(String name) {
    IpAddress alias = aliases.get(name);
    if (alias != null) {
      return alias;
    }
    // A name never begins with a digit, and no word holds a colon.
    if (name.isEmpty() || !(Character.isDigit(name.charAt(0)) || name.indexOf(':') >= 0)) {
      return null;
    }
    try {
      return IpAddress.parse(name);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private BadValue unknown(String name) {
    if (!notices.maySuggest()) {
      return new BadValue("no template \"" + name + "\"", name);
    }
    List<String> names = new ArrayList<>(drafts.keySet());
    names.addAll(dynamics.keySet());
    return new BadValue(
        "no template \"" + name + "\"", name, NearestNames.ofWord(name, names, SUGGESTIONS));
  }

  Map<String, Template> all() {
    Map<String, Template> out = new LinkedHashMap<>();
    drafts.forEach((name, draft) -> out.put(name, draft.freeze()));
    return out;
  }

  /// What is bound now.
  ///
  /// @param unlessBound addresses that are bound to `template` where nothing else is
  RangeMap<Template> bindings(List<IpAddress> unlessBound, Supplier<Template> template) {
    flush();
    // Members are as their templates are at the end, and so is who stands for them.
    for (RangeMap.Entry<DynamicDraft> e : choices.build().entries()) {
      bindings.put(e.range(), e.value().representative());
    }
    List<IpAddress> free = unlessBound.stream().filter(a -> bindings.find(a) == null).toList();
    if (free.isEmpty()) {
      return bindings.build();
    }
    RangeMap.Builder<Template> all = new RangeMap.Builder<>(bindings);
    Template shared = template.get();
    free.forEach(address -> all.put(IpRange.of(address), shared));
    return all.build();
  }

  /// Whether some template has a personality of this name now.
  boolean hasPersonality(String name) {
    return drafts.values().stream().anyMatch(draft -> draft.personality().name().equals(name));
  }

  /// Which of the bound addresses have a dynamic template.
  RangeMap<DynamicTemplate> choices() {
    RangeMap.Builder<DynamicTemplate> out = new RangeMap.Builder<>();
    Map<DynamicDraft, List<IpRange>> ranges = boundRanges();
    ranges.forEach((draft, hosts) -> {
      DynamicTemplate template = draft.freeze(hosts);
      hosts.forEach(range -> out.put(range, template));
    });
    return out.build();
  }

  private Map<DynamicDraft, List<IpRange>> boundRanges() {
    Map<DynamicDraft, List<IpRange>> out = new LinkedHashMap<>();
    for (RangeMap.Entry<DynamicDraft> e : choices.build().entries()) {
      out.computeIfAbsent(e.value(), _ -> new ArrayList<>()).add(e.range());
    }
    return out;
  }

  /// The template named `default`; a dynamic one by its representative.
  @Nullable Template defaultTemplate() {
    TemplateDraft draft = drafts.get(DEFAULT);
    if (draft != null) {
      return draft.freeze();
    }
    DynamicDraft dynamic = dynamics.get(DEFAULT);
    return dynamic == null || dynamic.members.isEmpty() ? null : dynamic.representative();
  }

  /// The dynamic templates that have members, those of addresses included.
  Map<String, DynamicTemplate> dynamics() {
    Map<String, DynamicTemplate> out = new LinkedHashMap<>();
    Map<DynamicDraft, List<IpRange>> ranges = boundRanges();
    dynamics.forEach((name, draft) -> {
      if (!draft.members.isEmpty()) {
        out.put(name, draft.freeze(ranges.getOrDefault(draft, List.of())));
      }
    });
    // Those of addresses, and those that were deleted after they were bound.
    ranges.forEach((draft, hosts) -> out.putIfAbsent(draft.name, draft.freeze(hosts)));
    return out;
  }
}
