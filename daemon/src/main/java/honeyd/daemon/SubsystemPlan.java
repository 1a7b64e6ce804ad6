package honeyd.daemon;

import honeyd.event.Event.Severity;
import honeyd.model.Behaviour;
import honeyd.model.DynamicTemplate;
import honeyd.model.Honeynet;
import honeyd.model.PortTable;
import honeyd.model.SubsystemSite;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.service.ListeningPort;
import honeyd.service.Subsystems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which programs a honeynet's subsystems are, and what the ports are on which they listen.
final class SubsystemPlan {
  private SubsystemPlan() {}

  /// The programs that are to run: one for each template and command that is `shared`, else one for
  /// each address. Says which of too many do not.
  static List<SubsystemSite> of(Honeynet honeynet, Announcer announcer) {
    Map<String, SubsystemSite> out = new LinkedHashMap<>();
    long left = 0;
    for (RangeMap.Entry<Template> entry : honeynet.bindings().entries()) {
      Template template = entry.value();
      for (int i = 0; i < template.subsystems().size(); i++) {
        if (template.subsystems().get(i).shared()) {
          SubsystemSite site = SubsystemSite.shared(template, i);
          if (out.size() < Subsystems.MAX_PROGRAMS || out.containsKey(site.key())) {
            out.putIfAbsent(site.key(), site);
          } else {
            left++;
          }
          continue;
        }
        IpAddress host = entry.range().first();
        long hosts = entry.range().size();
        while (hosts > 0 && out.size() < Subsystems.MAX_PROGRAMS) {
          SubsystemSite site = SubsystemSite.of(host, template, i);
          out.put(site.key(), site);
          hosts--;
          host = hosts > 0 ? host.next() : host;
        }
        left += hosts;
      }
    }
    if (left > 0) {
      announcer.say(
          Severity.WARNING,
          left
              + " subsystems do not run: "
              + Subsystems.MAX_PROGRAMS
              + " are the most; \"shared\" has all addresses of a template share one");
    }
    warnOfMembers(honeynet, announcer);
    return List.copyOf(out.values());
  }

  private static void warnOfMembers(Honeynet honeynet, Announcer announcer) {
    for (DynamicTemplate dynamic : honeynet.dynamicTemplates().values()) {
      for (DynamicTemplate.Member member : dynamic.members()) {
        if (!member.template().subsystems().isEmpty()) {
          announcer.say(
              Severity.WARNING,
              "the subsystem of template "
                  + member.template().name()
                  + " is not reached through the dynamic template "
                  + dynamic.name());
        }
      }
    }
  }

  /// The honeynet with those ports open on which its subsystems listen, where the template names no
  /// action.
  ///
  /// @param listening by the programs' keys
  static Honeynet withPorts(Honeynet honeynet, Map<String, Set<ListeningPort>> listening) {
    if (listening.values().stream().allMatch(Set::isEmpty)) {
      return honeynet;
    }
    RangeMap.Builder<Template> out = new RangeMap.Builder<>(honeynet.bindings());
    Map<Template, Template> shared = new HashMap<>();
    for (RangeMap.Entry<Template> entry : honeynet.bindings().entries()) {
      Template template = entry.value();
      if (template.subsystems().isEmpty()) {
        continue;
      }
      Template ofAll = shared.computeIfAbsent(template, t -> open(t, ports(t, null, listening)));
      out.put(entry.range(), ofAll);
      for (IpAddress host : special(entry.range(), template, listening)) {
        out.put(IpRange.of(host), open(template, ports(template, host, listening)));
      }
    }
    return new Honeynet(
        honeynet.templates(),
        out.build(),
        honeynet.choices(),
        honeynet.defaultTemplate(),
        honeynet.dynamicTemplates(),
        honeynet.routes(),
        honeynet.extras(),
        honeynet.topology());
  }

  /// Hosts of a range that have ports of their own.
  private static Set<IpAddress> special(
      IpRange range, Template template, Map<String, Set<ListeningPort>> listening) {
    Set<IpAddress> out = new LinkedHashSet<>();
    listening.forEach((key, ports) -> {
      for (ListeningPort port : ports) {
        IpAddress address = port.address();
        if (address != null && range.contains(address)) {
          out.add(address);
        }
      }
      IpAddress owner = ports.isEmpty() ? null : owner(key);
      if (owner != null && range.contains(owner)) {
        out.add(owner);
      }
    });
    out.removeIf(host -> ports(template, host, listening).isEmpty());
    return out;
  }

  private static @Nullable IpAddress owner(String key) {
    String name = key.substring(0, key.lastIndexOf('#'));
    return Character.isDigit(name.charAt(0)) ? IpAddress.parse(name) : null;
  }

  /// The ports that subsystems open for a host, or for all hosts of the template where it is null.
  private static Map<Integer, Behaviour> ports(
      Template template, @Nullable IpAddress host, Map<String, Set<ListeningPort>> listening) {
    Map<Integer, Behaviour> out = new LinkedHashMap<>();
    List<SubsystemSite> sites = new ArrayList<>();
    for (int i = 0; i < template.subsystems().size(); i++) {
      if (template.subsystems().get(i).shared()) {
        sites.add(SubsystemSite.shared(template, i));
      } else if (host != null) {
        sites.add(SubsystemSite.of(host, template, i));
      }
    }
    for (SubsystemSite site : sites) {
      for (ListeningPort port : listening.getOrDefault(site.key(), Set.of())) {
        if (port.address() == null || port.address().equals(host)) {
          out.putIfAbsent(
              port.port(), new Behaviour.OfSubsystem(site.key(), site.subsystem().command()));
        }
      }
    }
    return out;
  }

  private static Template open(Template template, Map<Integer, Behaviour> ports) {
    if (ports.isEmpty()) {
      return template;
    }
    Map<Integer, Behaviour> tcp = template.tcp().asMap();
    ports.forEach(tcp::putIfAbsent);
    return template.withTcp(PortTable.of(tcp));
  }
}
