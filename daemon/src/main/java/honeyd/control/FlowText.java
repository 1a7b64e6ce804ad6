package honeyd.control;

import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Flows as rows. Pure.
final class FlowText {
  private FlowText() {}

  static Reply of(Flows flows) {
    Reply reply = new Reply();
    List<Object> all = new ArrayList<>();
    for (Flows.Row row : flows.rows()) {
      reply.say(line(row));
      all.add(fields(row));
    }
    if (flows.total() > flows.rows().size()) {
      reply.say("… and " + (flows.total() - flows.rows().size()) + " more");
    }
    return reply
        .say(flows.total() + (flows.total() == 1 ? " connection" : " connections"))
        .put("connections", all)
        .put("total", flows.total());
  }

  private static String line(Flows.Row row) {
    String service = row.service();
    return row.transport().word()
        + " "
        + end(row.remote(), row.remotePort())
        + " > "
        + end(row.local(), row.localPort())
        + " "
        + row.state()
        + (row.ageSeconds() < 0 ? "" : " age " + ClockText.duration(row.ageSeconds()))
        + " idle "
        + ClockText.duration(row.idleSeconds())
        + " in "
        + row.receivedBytes()
        + " out "
        + row.sentBytes()
        + " "
        + row.template()
        + (service == null ? "" : ": " + service);
  }

  private static String end(IpAddress address, int port) {
    return address.isV4() ? address + ":" + port : "[" + address + "]:" + port;
  }

  private static Map<String, Object> fields(Flows.Row row) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("transport", row.transport().word());
    out.put("remote", row.remote().toString());
    out.put("remotePort", row.remotePort());
    out.put("local", row.local().toString());
    out.put("localPort", row.localPort());
    out.put("state", row.state());
    out.put("template", row.template());
    String service = row.service();
    if (service != null) {
      out.put("service", service);
    }
    if (row.ageSeconds() >= 0) {
      out.put("ageSeconds", row.ageSeconds());
    }
    out.put("idleSeconds", row.idleSeconds());
    out.put("receivedBytes", row.receivedBytes());
    out.put("sentBytes", row.sentBytes());
    return out;
  }
}
