package honeyd.control;

import honeyd.model.DynamicTemplate;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.model.SubsystemSite;
import honeyd.model.Template;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `list` commands: what is configured, of one network. Pure.
final class Listing {
  /// Rows of one answer; what is beyond is counted.
  static final int MAX_ROWS = 10_000;

  private final Honeynet network;

  Listing(Honeynet network) {
    this.network = network;
  }

  /// `list template [glob]`: one row each, or everything about the only one.
  Reply templates(@Nullable String glob) {
    List<String> names = names(glob);
    if (glob != null && names.size() == 1) {
      return template(names.getFirst());
    }
    Reply reply = new Reply();
    List<Object> all = new ArrayList<>();
    int n = 0;
    for (String name : names.subList(0, Math.min(names.size(), MAX_ROWS))) {
      Template template = network.templates().get(name);
      String what = template == null ? "dynamic" : TemplateText.personality(template);
      reply.say(String.format(Locale.ROOT, "%4d. %s (%s)", ++n, name, what));
      all.add(Map.of("name", name, "personality", what, "dynamic", template == null));
    }
    return more(reply.put("templates", all), names.size());
  }

  private List<String> names(@Nullable String glob) {
    Glob wanted = Glob.of(glob == null ? "*" : glob);
    Set<String> seen = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (String name : network.templates().keySet()) {
      if (wanted.matches(name) && seen.add(name)) {
        names.add(name);
      }
    }
    for (String name : network.dynamicTemplates().keySet()) {
      if (wanted.matches(name) && seen.add(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /// Everything about the template of this name.
  Reply template(String name) {
    Template template = network.templates().get(name);
    if (template != null) {
      return TemplateText.whole(template, 1 + addressesOf(name));
    }
    DynamicTemplate dynamic = network.dynamicTemplates().get(name);
    if (dynamic != null) {
      long addresses = 0;
      for (IpRange range : dynamic.hosts()) {
        addresses = plus(addresses, range.size());
      }
      return TemplateText.whole(dynamic, 1 + addresses);
    }
    return Reply.failed("no template \"" + name + "\"; see: list template");
  }

  private long addressesOf(String name) {
    long addresses = 0;
    for (RangeMap.Entry<Template> bound : network.bindings().entries()) {
      if (bound.value().name().equals(name)) {
        addresses = plus(addresses, bound.range().size());
      }
    }
    return addresses;
  }

  /// `list subsystem [glob]`: their programs, in Honeyd's form.
  ///
  /// @param programs each with its process id, 0 for one that does not run
  static Reply subsystems(@Nullable String glob, Map<SubsystemSite, Integer> programs) {
    Glob wanted = Glob.of(glob == null ? "*" : glob);
    Reply reply = new Reply();
    List<Object> all = new ArrayList<>();
    programs.forEach((site, pid) -> {
      String command = site.subsystem().command();
      if (wanted.matches(command)) {
        String process = pid == 0 ? "not running" : Integer.toString(pid);
        reply.say(String.format(Locale.ROOT, "%4d. %s (%s)", all.size() + 1, command, process));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("command", command);
        row.put("template", site.template().name());
        row.put("host", site.host() == null ? "all" : site.host().toString());
        row.put("pid", pid);
        all.add(row);
      }
    });
    return reply.put("subsystems", all);
  }

  /// `list hosts NET`: what is bound within.
  Reply hosts(IpRange within) {
    return hosts(within, null);
  }

  /// `list hosts [glob]`: what is bound to templates whose name fits, or whose addresses do as they
  /// are written.
  Reply hosts(@Nullable String glob) {
    return hosts(null, glob == null ? null : Glob.of(glob));
  }

  private Reply hosts(@Nullable IpRange within, @Nullable Glob glob) {
    HostRows rows = new HostRows();
    for (RangeMap.Entry<Template> bound : network.bindings().entries()) {
      IpRange range = within == null ? bound.range() : common(bound.range(), within);
      DynamicTemplate choice = network.choices().find(bound.range().first());
      String name = choice == null ? bound.value().name() : choice.name();
      if (range != null && (glob == null || glob.matches(name) || glob.matches(range.toString()))) {
        rows.add(range, name);
      }
    }
    for (Extras.RealHost real : network.extras().realHosts()) {
      IpRange range = IpRange.of(real.address());
      if ((within == null || within.overlaps(range))
          && (glob == null || glob.matches(range.toString()))) {
        rows.add(range, "(real machine at " + real.interfaceName() + ")");
      }
    }
    return rows.reply(network.defaultTemplate() != null && glob == null);
  }

  private static @Nullable IpRange common(IpRange a, IpRange b) {
    if (!a.overlaps(b) || a.first().isV4() != b.first().isV4()) {
      return null;
    }
    return new IpRange(
        a.first().compareTo(b.first()) > 0 ? a.first() : b.first(),
        a.last().compareTo(b.last()) < 0 ? a.last() : b.last());
  }

  /// Neighbours that are alike become one row.
  private static final class HostRows {
    private final Reply reply = new Reply();
    private final List<Object> all = new ArrayList<>();
    private @Nullable IpRange open;
    private String openName = "";
    private long rows;
    private long addresses;

    void add(IpRange range, String name) {
      addresses = plus(addresses, range.size());
      IpRange before = open;
      if (before != null
          && openName.equals(name)
          && before.last().isV4() == range.first().isV4()
          && before.last().next().equals(range.first())) {
        open = new IpRange(before.first(), range.last());
        return;
      }
      close();
      open = range;
      openName = name;
    }

    private void close() {
      IpRange range = open;
      if (range == null) {
        return;
      }
      if (rows++ < MAX_ROWS) {
        reply.say(String.format(Locale.ROOT, "%-31s %s", range, openName));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("addresses", range.toString());
        row.put("template", openName);
        row.put("count", range.size());
        all.add(row);
      }
      open = null;
    }

    Reply reply(boolean others) {
      close();
      if (others) {
        reply.say(String.format(Locale.ROOT, "%-31s %s", "all other claimed addresses", "default"));
      }
      more(reply, rows);
      return reply
          .say(addresses + (addresses == 1 ? " address" : " addresses"))
          .put("hosts", all)
          .put("addresses", addresses);
    }
  }

  static Reply more(Reply reply, long total) {
    if (total > MAX_ROWS) {
      reply.say("… and " + (total - MAX_ROWS) + " more");
    }
    return reply.put("total", total);
  }

  private static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
