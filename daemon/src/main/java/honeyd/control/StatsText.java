package honeyd.control;

import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How the machine is, as `stats` shows it. Pure.
final class StatsText {
  private StatsText() {}

  static Reply of(Status status, Honeynet network) {
    long addresses = 0;
    for (RangeMap.Entry<Template> bound : network.bindings().entries()) {
      long size = bound.range().size();
      addresses = addresses > Long.MAX_VALUE - size ? Long.MAX_VALUE : addresses + size;
    }
    long hosts = 0;
    long resting = 0;
    long tcp = 0;
    long udp = 0;
    for (Status.WorkerStatus worker : status.workers()) {
      hosts += worker.hosts();
      resting += worker.restingHosts();
      tcp += worker.tcp();
      udp += worker.udp();
    }
    Load load = status.load();
    Reply reply =
        new Reply()
            .say("version: " + status.version())
            .say("up for: " + ClockText.duration((double) load.uptimeSeconds()))
            .say("interfaces: " + String.join(" ", status.interfaces()))
            .say(
                "configured: "
                    + addresses
                    + (addresses == 1 ? " address, " : " addresses, ")
                    + network.templates().size()
                    + " templates, "
                    + network.dynamicTemplates().size()
                    + " dynamic, "
                    + network.topology().routers().size()
                    + " routers")
            .say("hosts: " + hosts + " active, " + resting + " at rest")
            .say("connections: " + tcp + " TCP, " + udp + " UDP")
            .say("services: " + status.services() + " open, " + load.children() + " processes")
            .say(
                "memory: "
                    + mib(status.heapBytes())
                    + " MiB of "
                    + mib(status.heapLimitBytes())
                    + " MiB heap, "
                    + mib(status.residentBytes())
                    + " MiB resident");
    for (Status.WorkerStatus worker : status.workers()) {
      reply.say(
          String.format(
              Locale.ROOT,
              "%s: %d hosts, %d TCP, %d UDP, %d deadlines",
              worker.name(),
              worker.hosts(),
              worker.tcp(),
              worker.udp(),
              worker.timers()));
    }
    status.counters().forEach((name, n) -> reply.say(name + " " + n));
    return reply
        .put("version", status.version())
        .put("uptimeSeconds", load.uptimeSeconds())
        .put("interfaces", status.interfaces())
        .put("addresses", addresses)
        .put("templates", network.templates().size())
        .put("dynamicTemplates", network.dynamicTemplates().size())
        .put("routers", network.topology().routers().size())
        .put("activeHosts", hosts)
        .put("restingHosts", resting)
        .put("tcpConnections", tcp)
        .put("udpFlows", udp)
        .put("services", status.services())
        .put("children", load.children())
        .put("heapBytes", status.heapBytes())
        .put("heapLimitBytes", status.heapLimitBytes())
        .put("residentBytes", status.residentBytes())
        .put("workers", workers(status))
        .put("counters", status.counters());
  }

  private static List<Object> workers(Status status) {
    List<Object> out = new ArrayList<>();
    for (Status.WorkerStatus worker : status.workers()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", worker.name());
      row.put("hosts", worker.hosts());
      row.put("restingHosts", worker.restingHosts());
      row.put("tcp", worker.tcp());
      row.put("udp", worker.udp());
      row.put("timers", worker.timers());
      out.add(row);
    }
    return out;
  }

  private static long mib(long bytes) {
    return (bytes + (1 << 19)) >> 20;
  }
}
