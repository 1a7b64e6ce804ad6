package honeyd.config;

import honeyd.config.grammar.HoneydParser;
import honeyd.model.Behaviour;
import honeyd.model.FragmentPolicy;
import honeyd.net.Transport;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/// Turns the parse of one line into a [Statement]. Throws [BadValue] where a value cannot be. One
/// thread.
final class StatementBuilder {
  private static final long MAX_SECONDS = 100L * 365 * 86_400;

  private final String file;

  StatementBuilder(String file) {
    this.file = file;
  }

  Statement build(HoneydParser.StatementContext statement) {
    Origin at =
        new Origin(
            file, statement.getStart().getLine(), statement.getStart().getCharPositionInLine() + 1);
    ParseTree child = statement.getChild(0);
    return switch (child) {
      case HoneydParser.BindContext c -> bind(at, c);
      case HoneydParser.SetContext c -> set(at, c);
      case HoneydParser.AddContext c -> add(at, c);
      case HoneydParser.CreateContext c -> new Statement.Create(at, c.name().getText());
      case HoneydParser.DynamicContext c -> new Statement.Dynamic(at, c.name().getText());
      case HoneydParser.CloneContext c ->
          new Statement.Clone(at, c.name().getText(), Values.template(c.template()));
      case HoneydParser.DeleteContext c -> delete(at, c);
      case HoneydParser.BroadcastContext c -> broadcast(at, c);
      case HoneydParser.DhcpContext c ->
          new Statement.Dhcp(
              at,
              Values.template(c.template()),
              Values.interfaceName(c.interfaceName()),
              c.text() == null ? null : Values.text(c.text()));
      case HoneydParser.AnnotateContext c -> annotate(at, c);
      case HoneydParser.RouteContext c -> route(at, c);
      case HoneydParser.OptionContext c ->
          new Statement.Option(at, c.name(0).getText(), c.name(1).getText(), Values.text(c.text()));
      case HoneydParser.IncludeContext c -> new Statement.Include(at, Values.text(c.text()));
      case HoneydParser.ListContext c ->
          new Statement.ListThings(
              at,
              c.TEMPLATE() != null ? Statement.Listed.TEMPLATE : Statement.Listed.SUBSYSTEM,
              c.text() == null ? null : Values.text(c.text()));
      case HoneydParser.DebugContext c ->
          new Statement.Debug(
              at,
              c.FD() != null ? Statement.Debugged.FD : Statement.Debugged.TRACE,
              Values.number(c.NUMBER().getText(), 0, Integer.MAX_VALUE, "debug level"));
      case HoneydParser.Randomipv6Context c ->
          new Statement.RandomIpv6(
              at,
              Values.probability(c.decimal().getText()),
              Values.template(c.template()),
              Values.number(c.NUMBER().getText(), 0, Long.MAX_VALUE, "limit"));
      case HoneydParser.RandomexcludeContext c ->
          new Statement.RandomExclude(at, Values.hosts(c.hosts()));
      default -> throw new IllegalStateException("no statement: " + child.getClass());
    };
  }

  private static Statement bind(Origin at, HoneydParser.BindContext c) {
    Hosts hosts = Values.hosts(c.hosts());
    if (c.interfaceName() != null) {
      if (c.condition() != null) {
        throw new BadValue("a real machine is bound without a condition", "to");
      }
      return new Statement.BindInterface(
          at, Values.single(hosts, c.hosts().getText()), Values.interfaceName(c.interfaceName()));
    }
    String template = Values.template(c.template());
    return c.condition() == null
        ? new Statement.Bind(at, hosts, template)
        : new Statement.BindIf(at, condition(c.condition()), hosts, template);
  }

  private static Statement add(Origin at, HoneydParser.AddContext c) {
    String template = Values.template(c.template());
    if (c.service() != null) {
      return service(at, template, c.service());
    }
    if (c.subsystem() != null) {
      HoneydParser.SubsystemContext s = c.subsystem();
      return new Statement.AddSubsystem(
          at,
          template,
          Values.command(s.STRING().getText()),
          s.SHARED() != null,
          s.RESTART() != null);
    }
    HoneydParser.MemberContext m = c.member();
    return new Statement.AddMember(
        at,
        template,
        Values.template(m.template()),
        m.condition() == null ? new When.Otherwise() : condition(m.condition()));
  }

  private static Statement service(Origin at, String template, HoneydParser.ServiceContext c) {
    return new Statement.AddPort(
        at, template, transport(c.transport()), Values.ports(c.ports()), action(c.action()));
  }

  private static Statement delete(Origin at, HoneydParser.DeleteContext c) {
    String template = Values.template(c.template());
    return c.transport() == null
        ? new Statement.Delete(at, template)
        : new Statement.DeletePort(at, template, transport(c.transport()), Values.ports(c.ports()));
  }

  private static Statement set(Origin at, HoneydParser.SetContext set) {
    String template = Values.template(set.template());
    HoneydParser.SettingContext setting = set.setting();
    return switch (setting) {
      case HoneydParser.SetDefaultContext c ->
          new Statement.SetDefault(at, template, protocol(c.protocol()), action(c.action()));
      case HoneydParser.SetPersonalityContext c -> {
        String name = Values.personality(c.personality());
        int variant = Values.variant(c.personality());
        if (!name.equals("random") || c.personality().getStart().getType() == HoneydParser.STRING) {
          yield new Statement.SetPersonality(at, template, name, variant);
        }
        if (variant > 0) {
          throw new BadValue(
              "\"random\" has no variants: each host is given a personality of its own", "variant");
        }
        yield new Statement.SetRandomPersonality(at, template);
      }
      case HoneydParser.SetEthernetContext c ->
          new Statement.SetEthernet(at, template, Values.text(c.text()));
      case HoneydParser.SetUptimeContext c ->
          new Statement.SetUptime(
              at, template, Values.number(c.NUMBER().getText(), 0, MAX_SECONDS, "uptime"));
      case HoneydParser.SetDropRateContext c ->
          c.IN() != null
              ? new Statement.SetDropIn(at, template, Values.percent(c.percent()))
              : new Statement.SetDropSyn(at, template, Values.percent(c.percent()));
      case HoneydParser.SetMaxFdsContext c ->
          new Statement.SetMaxFds(
              at, template, (int) Values.number(c.NUMBER().getText(), 4, 1 << 20, "maxfds"));
      case HoneydParser.SetUserContext c ->
          new Statement.SetUser(
              at,
              template,
              (int) Values.number(c.NUMBER(0).getText(), 0, Integer.MAX_VALUE, "uid"),
              c.NUMBER().size() < 2
                  ? -1
                  : (int) Values.number(c.NUMBER(1).getText(), 0, Integer.MAX_VALUE, "gid"));
      case HoneydParser.SetSpoofContext c ->
          new Statement.SetSpoof(at, template, hostOrNull(c.from), hostOrNull(c.to));
      case HoneydParser.SetServiceContext c -> service(at, template, c.service());
      default -> throw new IllegalStateException("no setting: " + setting.getClass());
    };
  }

  private static @Nullable Hosts hostOrNull(HoneydParser.@Nullable HostContext c) {
    return c == null ? null : Values.host(c);
  }

  private static Statement broadcast(Origin at, HoneydParser.BroadcastContext c) {
    return new Statement.Broadcast(
        at,
        Values.template(c.template()),
        (int) Values.number(c.NUMBER(0).getText(), 0, 65_535, "port"),
        (int) Values.number(c.NUMBER(1).getText(), 0, 65_535, "port"),
        Values.number(c.NUMBER(2).getText(), 1, MAX_SECONDS, "time"),
        action(c.action()));
  }

  private static Statement annotate(Origin at, HoneydParser.AnnotateContext c) {
    String name = c.CPE() != null ? c.CPE().getText() : Values.unquote(c.STRING().getText());
    int variant = c.VARIANT() == null ? 0 : Values.variant(c.NUMBER().getText());
    if (c.FINSCAN() != null) {
      return new Statement.AnnotateFinScan(at, name, variant, c.NO() == null);
    }
    FragmentPolicy policy =
        c.DROP() != null
            ? FragmentPolicy.DROP
            : c.OLD() != null ? FragmentPolicy.OLD : FragmentPolicy.NEW;
    return new Statement.AnnotateFragment(at, name, variant, policy);
  }

  private static Statement route(Origin at, HoneydParser.RouteContext route) {
    Hosts router = Values.host(route.host());
    HoneydParser.HopContext hop = route.hop();
    return switch (hop) {
      case null ->
          new Statement.RouteEntry(
              at, router, route.network() == null ? null : Values.network(route.network()));
      case HoneydParser.LinkHopContext c ->
          new Statement.RouteLink(at, router, Values.network(c.network()));
      case HoneydParser.UnreachHopContext c ->
          new Statement.RouteUnreach(at, router, Values.network(c.network()));
      case HoneydParser.NextHopContext c ->
          c.TUNNEL() != null
              ? new Statement.RouteTunnel(
                  at,
                  router,
                  Values.network(c.network()),
                  Values.host(c.tunnel().source),
                  Values.host(c.tunnel().destination),
                  c.tunnel().CHECKSUM() == null)
              : new Statement.RouteNet(
                  at,
                  router,
                  Values.network(c.network()),
                  Values.host(c.gateway),
                  LineProperties.of(c.lineProperty()));
      default -> throw new IllegalStateException("no hop: " + hop.getClass());
    };
  }

  private static When condition(HoneydParser.ConditionContext condition) {
    return switch (condition) {
      case HoneydParser.SourceOsContext c ->
          new When.SourceOs(
              c.STRING() != null ? Values.unquote(c.STRING().getText()) : c.WORD().getText());
      case HoneydParser.SourceAddressContext c -> new When.SourceAddress(Values.hosts(c.hosts()));
      case HoneydParser.TimeBetweenContext c ->
          new When.TimeBetween(
              TimeOfDay.parse(timeText(c.timeOfDay(0))), TimeOfDay.parse(timeText(c.timeOfDay(1))));
      case HoneydParser.OfProtocolContext c -> new When.OfProtocol(protocol(c.protocol()));
      case HoneydParser.OtherwiseContext _ -> new When.Otherwise();
      default -> throw new IllegalStateException("no condition: " + condition.getClass());
    };
  }

  private static String timeText(HoneydParser.TimeOfDayContext c) {
    return c.STRING() != null ? Values.unquote(c.STRING().getText()) : c.getText();
  }

  private static Behaviour action(HoneydParser.ActionContext c) {
    if (c.answer() == null) {
      return c.FILTERED() != null || c.BLOCK() != null
          ? new Behaviour.Filtered()
          : new Behaviour.Closed();
    }
    Behaviour answer = answer(c.answer());
    return c.TARPIT() == null ? answer : new Behaviour.Tarpit(answer);
  }

  private static Behaviour answer(HoneydParser.AnswerContext answer) {
    return switch (answer) {
      case HoneydParser.AnswerOpenContext _ -> new Behaviour.Open();
      case HoneydParser.AnswerInternalContext c ->
          new Behaviour.Internal(Values.command(c.STRING().getText()));
      case HoneydParser.AnswerProxyContext c -> Values.proxy(c.proxyTarget());
      case HoneydParser.AnswerScriptContext c ->
          new Behaviour.Script(
              c.STRING() != null ? Values.command(c.STRING().getText()) : c.getText());
      default -> throw new IllegalStateException("no answer: " + answer.getClass());
    };
  }

  private static Transport transport(ParserRuleContext c) {
    return c.getStart().getType() == HoneydParser.TCP ? Transport.TCP : Transport.UDP;
  }

  private static Transport protocol(HoneydParser.ProtocolContext c) {
    return c.ICMP() != null ? Transport.ICMP : transport(c);
  }
}
