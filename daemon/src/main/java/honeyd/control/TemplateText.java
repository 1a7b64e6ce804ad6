package honeyd.control;

import honeyd.config.ConfigPrinter;
import honeyd.model.Behaviour;
import honeyd.model.Condition;
import honeyd.model.DynamicTemplate;
import honeyd.model.Ethernet;
import honeyd.model.PortTable;
import honeyd.model.Template;
import honeyd.net.MacAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Templates in the words of Honeyd's console, and as fields. Pure.
final class TemplateText {
  private TemplateText() {}

  /// What stands in a list behind a template's name.
  static String personality(Template template) {
    String name = template.personalityName();
    return name == null ? "undefined" : name;
  }

  /// Everything about a template, in the lines of `list template`.
  ///
  /// @param references how often it is used: once for itself, and once for each address
  static Reply whole(Template template, long references) {
    Reply reply =
        new Reply()
            .say("template " + template.name() + ":")
            .say("  personality: " + personality(template))
            .say("  ethernet address: " + ethernet(template.ethernet()))
            .say("  IP id: each host's own")
            .say("  TCP seq: each host's own");
    rest(reply, template, "  refcnt: " + references);
    return reply.put("template", fields(template, references));
  }

  /// The lines from the drop rates on.
  static void rest(Reply reply, Template template, String references) {
    reply
        .say(
            "  TCP drop: in: "
                + percent(template.dropInPermyriad())
                + " syn: "
                + percent(template.dropSynPermyriad()))
        .say(references)
        .say("  ports:");
    row(reply, "tcp", template.tcp());
    row(reply, "udp", template.udp());
    reply
        .say(String.format(Locale.ROOT, "    tcp other %s", action(template.tcpDefault())))
        .say(String.format(Locale.ROOT, "    udp other %s", action(template.udpDefault())))
        .say(String.format(Locale.ROOT, "    icmp      %s", action(template.icmpDefault())));
  }

  private static void row(Reply reply, String transport, PortTable ports) {
    ports
        .asMap()
        .forEach((port, behaviour) ->
            reply.say(
                String.format(Locale.ROOT, "    %s %5d %s", transport, port, action(behaviour))));
  }

  /// A dynamic template and its members in the order in which they are asked.
  static Reply whole(DynamicTemplate template, long references) {
    Reply reply = new Reply().say("template " + template.name() + ":").say("  dynamic:");
    List<Object> members = new ArrayList<>();
    for (DynamicTemplate.Member member : template.members()) {
      String when = condition(member.condition());
      reply.say("    " + when + ": " + member.template().name());
      members.add(Map.of("condition", when, "template", member.template().name()));
    }
    reply.say("  refcnt: " + references);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", template.name());
    fields.put("dynamic", true);
    fields.put("members", members);
    fields.put("references", references);
    return reply.put("template", fields);
  }

  /// @param references as for [#whole]; zero to leave them out
  static Map<String, Object> fields(Template template, long references) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", template.name());
    out.put("dynamic", false);
    out.put("personality", personality(template));
    out.put("ethernet", ethernet(template.ethernet()));
    out.put("dropIn", template.dropInPermyriad() / 100.0);
    out.put("dropSyn", template.dropSynPermyriad() / 100.0);
    if (references > 0) {
      out.put("references", references);
    }
    out.put(
        "defaults",
        Map.of(
            "tcp", action(template.tcpDefault()),
            "udp", action(template.udpDefault()),
            "icmp", action(template.icmpDefault())));
    List<Object> ports = new ArrayList<>();
    ports("tcp", template.tcp(), ports);
    ports("udp", template.udp(), ports);
    out.put("ports", ports);
    return out;
  }

  private static void ports(String transport, PortTable table, List<Object> out) {
    table
        .asMap()
        .forEach((port, behaviour) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("transport", transport);
          row.put("port", port);
          row.put("action", action(behaviour));
          out.add(row);
        });
  }

  /// A port's behaviour: Honeyd's `open` before what runs there.
  static String action(Behaviour behaviour) {
    String text = ConfigPrinter.print(behaviour);
    return switch (behaviour) {
      case Behaviour.Filtered _, Behaviour.Closed _, Behaviour.Open _, Behaviour.Tarpit _ -> text;
      case Behaviour.Script _, Behaviour.Proxy _, Behaviour.Internal _, Behaviour.OfSubsystem _ ->
          "open " + text;
    };
  }

  private static String ethernet(Ethernet ethernet) {
    return switch (ethernet) {
      case Ethernet.None _ -> "none";
      case Ethernet.Fixed fixed -> fixed.mac().toString();
      case Ethernet.Vendor vendor ->
          "\"" + vendor.words() + "\" (" + prefix(vendor.oui()) + ", each host's own)";
      case Ethernet.Fitting _ -> "\"" + Ethernet.Fitting.WORD + "\" (each host's own)";
    };
  }

  private static String prefix(int oui) {
    return new MacAddress((long) oui << 24).toString().substring(0, 8);
  }

  private static String percent(int permyriad) {
    return permyriad % 100 == 0
        ? Integer.toString(permyriad / 100)
        : String.format(Locale.ROOT, "%.2f", permyriad / 100.0);
  }

  private static String condition(Condition condition) {
    return switch (condition) {
      case Condition.SourceOs c -> "source os = \"" + c.name() + "\"";
      case Condition.SourceAddress c -> "source ip = " + c.range();
      case Condition.TimeBetween c ->
          "time between " + time(c.fromSecond()) + " - " + time(c.toSecond());
      case Condition.OfProtocol c -> c.protocol().word();
      case Condition.Otherwise _ -> "otherwise";
    };
  }

  private static String time(int second) {
    return String.format(
        Locale.ROOT, "\"%02d:%02d:%02d\"", second / 3600, second / 60 % 60, second % 60);
  }
}
