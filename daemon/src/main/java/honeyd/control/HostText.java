package honeyd.control;

import honeyd.model.Template;
import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Virtual hosts, whole. Pure.
final class HostText {
  private HostText() {}

  /// All hosts at an address, of which there is one unless a dynamic template chooses.
  static Reply of(IpAddress address, List<HostView> views) {
    Reply reply = new Reply();
    List<Object> all = new ArrayList<>();
    for (HostView view : views) {
      say(reply, address, view);
      all.add(fields(view));
    }
    return reply.put("address", address.toString()).put("hosts", all);
  }

  private static void say(Reply reply, IpAddress address, HostView view) {
    Template template = view.template();
    String mac = view.mac();
    reply
        .say("host " + address + ":")
        .say("  template: " + template.name() + (view.router() ? " (a router)" : ""))
        .say("  personality: " + (view.personality().isEmpty() ? "undefined" : view.personality()))
        .say("  ethernet address: " + (mac == null ? "the interface's" : mac))
        .say("  state: " + state(view));
    if (view.active()) {
      reply
          .say("  IP id: " + view.ipId())
          .say(String.format(Locale.ROOT, "  TCP seq: %08x", view.tcpSequence()));
    }
    TemplateText.rest(
        reply, template, "  connections: " + view.connections() + " TCP, " + view.flows() + " UDP");
  }

  private static String state(HostView view) {
    return view.active()
        ? "up for "
            + ClockText.duration(view.uptimeSeconds())
            + ", last packet "
            + ClockText.duration(view.idleSeconds())
            + " ago"
        : "at rest: nobody talked to it lately";
  }

  private static Map<String, Object> fields(HostView view) {
    Map<String, Object> out = new LinkedHashMap<>();
    String mac = view.mac();
    out.put("personality", view.personality());
    if (mac != null) {
      out.put("mac", mac);
    }
    out.put("router", view.router());
    out.put("active", view.active());
    if (view.active()) {
      out.put("uptimeSeconds", view.uptimeSeconds());
      out.put("idleSeconds", view.idleSeconds());
      out.put("ipId", view.ipId());
      out.put("tcpSequence", Integer.toUnsignedLong(view.tcpSequence()));
    }
    out.put("connections", view.connections());
    out.put("udpFlows", view.flows());
    out.put("template", TemplateText.fields(view.template(), 0));
    return out;
  }
}
