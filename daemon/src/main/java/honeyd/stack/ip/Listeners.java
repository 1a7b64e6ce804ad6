package honeyd.stack.ip;

import honeyd.model.Behaviour;
import honeyd.model.DynamicTemplate;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Which bound addresses have a UDP port that is named and open, for datagrams to all of them. A
/// port that is open by default listens to nothing but what is sent to its host. Immutable.
final class Listeners {
  /// Addresses with the same ports.
  ///
  /// @param ranges in ascending order
  /// @param dynamic whether they have dynamic templates, of whose members at least one listens
  record Group(List<IpRange> ranges, boolean dynamic) {}

  private final BitSet ports = new BitSet();
  private final Map<Integer, List<Group>> byPort = new HashMap<>();

  private Listeners() {}

  static Listeners of(Honeynet honeynet) {
    Listeners out = new Listeners();
    IdentityHashMap<Template, Group> groups = new IdentityHashMap<>();
    for (RangeMap.Entry<Template> entry : honeynet.bindings().entries()) {
      if (entry.range().first().isV4() && entry.value().udp().size() > 0) {
        groups
            .computeIfAbsent(entry.value(), template -> out.add(portsOf(template), false))
            .ranges()
            .add(entry.range());
      }
    }
    IdentityHashMap<DynamicTemplate, Group> choices = new IdentityHashMap<>();
    for (RangeMap.Entry<DynamicTemplate> entry : honeynet.choices().entries()) {
      if (entry.range().first().isV4()) {
        choices
            .computeIfAbsent(entry.value(), dynamic -> out.add(portsOf(dynamic), true))
            .ranges()
            .add(entry.range());
      }
    }
    return out;
  }

  private static BitSet portsOf(Template template) {
    BitSet out = new BitSet();
    template
        .udp()
        .asMap()
        .forEach((port, behaviour) -> {
          if (listens(behaviour)) {
            out.set(port);
          }
        });
    return out;
  }

  private static BitSet portsOf(DynamicTemplate dynamic) {
    BitSet out = new BitSet();
    dynamic.members().forEach(member -> out.or(portsOf(member.template())));
    return out;
  }

  private Group add(BitSet listening, boolean dynamic) {
    Group group = new Group(new ArrayList<>(), dynamic);
    ports.or(listening);
    listening.stream()
        .forEach(port -> byPort.computeIfAbsent(port, _ -> new ArrayList<>()).add(group));
    return group;
  }

  /// Who listens on a port; for most ports nobody.
  List<Group> on(int port) {
    return ports.get(port) ? byPort.getOrDefault(port, List.of()) : List.of();
  }

  /// Whether a template names a port and something takes what comes there.
  static boolean listens(Template template, int port) {
    Behaviour named = template.udp().find(port);
    return named != null && listens(named);
  }

  private static boolean listens(Behaviour behaviour) {
    return switch (behaviour) {
      case Behaviour.Filtered _, Behaviour.Closed _, Behaviour.OfSubsystem _ -> false;
      case Behaviour.Open _,
          Behaviour.Script _,
          Behaviour.Proxy _,
          Behaviour.Internal _,
          Behaviour.Tarpit _ ->
          true;
    };
  }
}
