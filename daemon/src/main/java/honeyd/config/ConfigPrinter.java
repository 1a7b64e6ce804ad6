package honeyd.config;

import honeyd.model.Behaviour;
import honeyd.net.IpRange;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Statements as text in their plainest form: `parse(print(statements))` gives the same statements.
public final class ConfigPrinter {
  private static final Pattern BARE = Pattern.compile("[$A-Za-z_][.()/A-Za-z_0-9*-]*");
  private static final Pattern NUMERIC = Pattern.compile("[0-9a-fA-F:.]+");

  private ConfigPrinter() {}

  /// All statements, each on its line.
  public static String print(List<Statement> statements) {
    StringBuilder out = new StringBuilder();
    for (Statement statement : statements) {
      out.append(print(statement)).append('\n');
    }
    return out.toString();
  }

  /// One statement, without a line end.
  public static String print(Statement statement) {
    return switch (statement) {
      case Statement.Create s -> "create " + s.template();
      case Statement.Dynamic s -> "dynamic " + s.template();
      case Statement.Clone s -> "clone " + s.template() + " " + template(s.original());
      case Statement.Delete s -> "delete " + template(s.template());
      case Statement.DeletePort s ->
          "delete " + template(s.template()) + " " + s.transport().word() + " port " + s.ports();
      case Statement.AddPort s ->
          "add "
              + template(s.template())
              + " "
              + s.transport().word()
              + " port "
              + s.ports()
              + " "
              + action(s.action());
      case Statement.AddSubsystem s ->
          "add "
              + template(s.template())
              + " subsystem "
              + quote(s.command())
              + (s.shared() ? " shared" : "")
              + (s.restart() ? " restart" : "");
      case Statement.AddMember s ->
          s.condition() instanceof When.Otherwise
              ? "add " + template(s.template()) + " otherwise use " + template(s.member())
              : "add "
                  + template(s.template())
                  + " use "
                  + template(s.member())
                  + " if "
                  + condition(s.condition());
      case Statement.Broadcast s ->
          "broadcast "
              + template(s.template())
              + " srcport "
              + s.srcPort()
              + " dstport "
              + s.dstPort()
              + " time "
              + s.everySeconds()
              + " "
              + action(s.action());
      case Statement.Bind s -> "bind " + hosts(s.hosts()) + " " + template(s.template());
      case Statement.BindIf s ->
          "bind "
              + condition(s.condition())
              + " "
              + hosts(s.hosts())
              + " "
              + template(s.template());
      case Statement.BindInterface s ->
          "bind " + hosts(s.hosts()) + " to " + quote(s.interfaceName());
      case Statement.Dhcp s -> {
        String ethernet = s.ethernet();
        yield "dhcp "
            + template(s.template())
            + " on "
            + quote(s.interfaceName())
            + (ethernet == null ? "" : " ethernet " + text(ethernet));
      }
      case Statement.SetDefault s ->
          set(s.template()) + "default " + s.protocol().word() + " action " + action(s.action());
      case Statement.SetPersonality s ->
          set(s.template()) + "personality " + text(s.name()) + variant(s.variant());
      case Statement.SetRandomPersonality s -> set(s.template()) + "personality random";
      case Statement.SetEthernet s -> set(s.template()) + "ethernet " + text(s.address());
      case Statement.SetUptime s -> set(s.template()) + "uptime " + s.seconds();
      case Statement.SetDropIn s -> set(s.template()) + "droprate in " + number(s.percent());
      case Statement.SetDropSyn s -> set(s.template()) + "droprate syn " + number(s.percent());
      case Statement.SetMaxFds s -> set(s.template()) + "maxfds " + s.files();
      case Statement.SetUser s ->
          set(s.template()) + "uid " + s.uid() + (s.gid() < 0 ? "" : " gid " + s.gid());
      case Statement.SetSpoof s -> {
        Hosts from = s.from();
        Hosts to = s.to();
        yield set(s.template())
            + "spoof"
            + (from == null ? "" : " from " + hosts(from))
            + (to == null ? "" : " to " + hosts(to));
      }
      case Statement.AnnotateFinScan s ->
          "annotate "
              + quote(s.personality())
              + variant(s.variant())
              + (s.dropped() ? " finscan" : " no finscan");
      case Statement.AnnotateFragment s ->
          "annotate "
              + quote(s.personality())
              + variant(s.variant())
              + " fragment "
              + low(s.policy());
      case Statement.RouteEntry s -> {
        IpRange network = s.network();
        yield "route entry " + hosts(s.router()) + (network == null ? "" : " network " + network);
      }
      case Statement.RouteLink s -> "route " + hosts(s.router()) + " link " + s.network();
      case Statement.RouteUnreach s -> "route " + hosts(s.router()) + " unreach " + s.network();
      case Statement.RouteNet s -> {
        StringBuilder out = new StringBuilder();
        out.append("route ").append(hosts(s.router())).append(" add net ").append(s.network());
        out.append(' ').append(hosts(s.gateway()));
        for (Statement.LineProperty property : s.properties()) {
          out.append(' ').append(property(property));
        }
        yield out.toString();
      }
      case Statement.RouteTunnel s ->
          "route "
              + hosts(s.router())
              + " add net "
              + s.network()
              + " tunnel "
              + hosts(s.source())
              + " "
              + hosts(s.destination())
              + (s.checksum() ? "" : " no checksum");
      case Statement.Option s -> "option " + s.plugin() + " " + s.name() + " " + text(s.value());
      case Statement.Include s -> "include " + text(s.file());
      case Statement.ListThings s -> {
        String glob = s.glob();
        yield "list " + low(s.what()) + (glob == null ? "" : " " + text(glob));
      }
      case Statement.Debug s -> "debug " + low(s.what()) + " " + s.value();
      case Statement.RandomIpv6 s ->
          "randomipv6 " + number(s.probability()) + " " + template(s.template()) + " " + s.limit();
      case Statement.RandomExclude s -> "randomexclude " + hosts(s.hosts());
    };
  }

  /// What a port does, as in `add … port N …`.
  public static String print(Behaviour action) {
    return action(action);
  }

  private static String variant(int variant) {
    return variant == 0 ? "" : " variant " + variant;
  }

  private static String set(String template) {
    return "set " + template(template) + " ";
  }

  private static String low(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private static String template(String name) {
    return BARE.matcher(name).matches() || NUMERIC.matcher(name).matches() ? name : quote(name);
  }

  private static String hosts(Hosts hosts) {
    return switch (hosts) {
      case Hosts.Addresses a -> a.range().toString();
      case Hosts.Named n -> quote(n.name());
    };
  }

  private static String property(Statement.LineProperty property) {
    return switch (property) {
      case Statement.LineProperty.Latency p -> "latency " + LineText.time(p.ns());
      case Statement.LineProperty.Jitter p -> "jitter " + LineText.time(p.ns());
      case Statement.LineProperty.Loss p -> "loss " + number(p.percent());
      case Statement.LineProperty.Duplicate p -> "duplicate " + number(p.percent());
      case Statement.LineProperty.Reorder p -> "reorder " + number(p.percent());
      case Statement.LineProperty.Bandwidth p ->
          "bandwidth " + LineText.bandwidth(p.bitsPerSecond());
      case Statement.LineProperty.DropBetween p ->
          "drop between " + LineText.time(p.fromNs()) + " - " + LineText.time(p.toNs());
      case Statement.LineProperty.Mtu p -> "mtu " + p.bytes();
    };
  }

  private static String condition(When condition) {
    return switch (condition) {
      case When.SourceOs w -> "source os = " + quote(w.name());
      case When.SourceAddress w -> "source ip = " + hosts(w.hosts());
      case When.TimeBetween w ->
          "time between "
              + quote(TimeOfDay.format(w.fromSecond()))
              + " - "
              + quote(TimeOfDay.format(w.toSecond()));
      case When.OfProtocol w -> w.protocol().word();
      case When.Otherwise _ -> "otherwise";
    };
  }

  private static String action(Behaviour action) {
    return switch (action) {
      case Behaviour.Filtered _ -> "filtered";
      case Behaviour.Closed _ -> "closed";
      case Behaviour.Open _ -> "open";
      case Behaviour.Script a -> quote(a.command());
      case Behaviour.Proxy a -> "proxy " + proxyHost(a.host()) + ":" + a.port();
      case Behaviour.Internal a -> "internal " + quote(a.name());
      case Behaviour.OfSubsystem a -> "subsystem " + quote(a.command());
      case Behaviour.Tarpit a -> "tarpit " + action(a.inner());
    };
  }

  private static String proxyHost(String host) {
    return BARE.matcher(host).matches() ? host : quote(host);
  }

  private static String number(BigDecimal value) {
    return value.toPlainString();
  }

  /// Text that may hold a quote when it was written without.
  private static String text(String text) {
    return text.indexOf('"') < 0 ? quote(text) : text;
  }

  private static String quote(String text) {
    return '"' + text + '"';
  }
}
