package honeyd.control;

import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Answers the requests that are done at once and change no configuration. Any thread.
final class Commands {
  private static final int MAX_CANDIDATES = 500;

  private final Operations machine;

  Commands(Operations machine) {
    this.machine = machine;
  }

  /// What a session begins with.
  String banner() throws InterruptedException {
    return "Honeyd "
        + machine.status().version()
        + " Management Console\n"
        + "After the console of Honeyd by Niels Provos. Type help for what can be done.\n"
        + "Up for "
        + machine.load().uptimeSeconds()
        + " seconds.\n";
  }

  Reply answer(Request request) throws InterruptedException {
    Honeynet network = machine.honeynet();
    return switch (request) {
      case Request.Nothing _ -> new Reply();
      case Request.Wrong wrong -> Reply.failed(wrong.sentence());
      case Request.Help help -> HelpText.reply(help.topic());
      case Request.ListTemplates list -> templates(network, list);
      case Request.ListSubsystems list -> Listing.subsystems(list.glob(), machine.subsystems());
      case Request.ListHostsIn list -> new Listing(network).hosts(list.range());
      case Request.ListHostsOf list -> new Listing(network).hosts(list.glob());
      case Request.ListConnections list ->
          FlowText.of(machine.flows(list.filter(), Listing.MAX_ROWS));
      case Request.ShowTemplate show -> new Listing(network).template(show.name());
      case Request.ShowHost show -> host(show.address());
      case Request.ShowPort show -> port(show);
      case Request.EndFlows end -> ended(machine.end(end.filter()));
      case Request.Stats _ -> StatsText.of(machine.status(), network);
      case Request.Descriptor fd -> descriptor(fd.number());
      case Request.ShowLoad _ -> load();
      case Request.Complete complete -> candidates(complete.text(), network);
      case Request.Change _, Request.Quit _, Request.Speak _, Request.Follow _ ->
          throw new IllegalArgumentException("not answered here: " + request);
    };
  }

  /// The address of a host names its template, as in Honeyd, where each host has one of its own.
  private Reply templates(Honeynet network, Request.ListTemplates list)
      throws InterruptedException {
    String glob = list.glob();
    if (glob != null && !network.templates().containsKey(glob)) {
      try {
        return host(IpAddress.parse(glob));
      } catch (IllegalArgumentException e) {
        // A name or a pattern.
      }
    }
    return new Listing(network).templates(glob);
  }

  private Reply host(IpAddress address) throws InterruptedException {
    List<HostView> views = machine.hosts(address);
    return views.isEmpty()
        ? Reply.failed("nobody lives at " + address)
        : HostText.of(address, views);
  }

  private Reply port(Request.ShowPort show) throws InterruptedException {
    List<HostView> views = machine.hosts(show.address());
    if (views.isEmpty()) {
      return Reply.failed("nobody lives at " + show.address());
    }
    Reply reply = new Reply();
    List<Object> all = new ArrayList<>();
    for (HostView view : views) {
      Template template = view.template();
      String tcp = TemplateText.action(template.tcp(show.port()));
      String udp = TemplateText.action(template.udp(show.port()));
      reply
          .say(String.format(Locale.ROOT, "template %s:", template.name()))
          .say(String.format(Locale.ROOT, "    tcp %5d %s", show.port(), tcp))
          .say(String.format(Locale.ROOT, "    udp %5d %s", show.port(), udp));
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("template", template.name());
      row.put("tcp", tcp);
      row.put("udp", udp);
      all.add(row);
    }
    return reply
        .put("address", show.address().toString())
        .put("port", show.port())
        .put("answers", all);
  }

  private static Reply ended(int count) {
    return count == 0
        ? Reply.failed("there is no such connection")
        : new Reply()
            .say(count + (count == 1 ? " connection" : " connections") + " ended")
            .put("ended", count);
  }

  private Reply descriptor(int number) {
    String what = machine.descriptor(number);
    return what.isEmpty()
        ? Reply.failed("file descriptor " + number + " is not open")
        : new Reply().say("fd " + number + ": " + what).put("fd", number).put("target", what);
  }

  private Reply load() throws InterruptedException {
    Load load = machine.load();
    return new Reply()
        .say(load.connections() + "C " + load.children() + "P")
        .put("connections", load.connections())
        .put("children", load.children())
        .put("uptimeSeconds", load.uptimeSeconds());
  }

  private Reply candidates(String text, Honeynet network) throws InterruptedException {
    List<String> words =
        Completion.of(text, network, machine.status().interfaces(), MAX_CANDIDATES);
    Reply reply = new Reply();
    words.forEach(reply::say);
    return reply.put("candidates", words);
  }
}
