package honeyd.config;

import honeyd.config.ConfigLoader.Sourced;
import honeyd.model.Behaviour;
import honeyd.model.BroadcastHosts;
import honeyd.model.Condition;
import honeyd.model.Ethernet;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.model.Spoof;
import honeyd.model.Subsystem;
import honeyd.model.Template;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.PortSet;
import honeyd.net.Transport;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.PersonalityChoice;
import honeyd.personality.VendorLookup;
import honeyd.personality.passive.SystemLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Statements, in order, to a [Honeynet]: those of the files at once by [#link], with the
/// annotations first, wherever they stand; later ones by [#change]. One thread.
final class Linker {
  private static final String KEPT = "it is kept but has no effect";

  /// The honeynet of the statements that make sense, and what is wrong with the others.
  record Linked(Honeynet honeynet, List<Diagnostic> diagnostics) {}

  /// No name in a configuration has a blank.
  private static final String BUILT_IN_ROUTER = "built-in router";

  private final Addresses addresses;
  private final ActionCheck actions;
  private final SystemLookup systems;
  private final Notices notices = new Notices();
  private final Personalities personalities;
  private final Templates templates = new Templates(notices);
  private final Routes routes;
  private final Reach reach = new Reach();
  private final List<Extras.DhcpHost> dhcp = new ArrayList<>();
  private final List<Extras.Broadcast> broadcasts = new ArrayList<>();
  private final List<Extras.OptionValue> options = new ArrayList<>();
  private final List<Sourced> broadcastPlaces = new ArrayList<>();
  private final List<Extras.RandomHosts> randomHosts = new ArrayList<>();
  private final List<IpRange> randomExclusions = new ArrayList<>();
  private @Nullable Template builtInRouter;

  Linker(PersonalityCatalog catalog, VendorLookup vendors, HostLookup hosts, SystemLookup systems) {
    this.systems = systems;
    personalities = new Personalities(catalog, notices);
    addresses = new Addresses(vendors, hosts, notices);
    actions = new ActionCheck(notices);
    routes = new Routes(addresses, notices);
  }

  /// Takes the statements of the files.
  ///
  /// @param complete whether every line could be read; otherwise what follows from a missing one is
  ///   not complained about
  Linked link(List<Sourced> statements, boolean complete) {
    for (Sourced s : statements) {
      if (isAnnotation(s.statement())) {
        attempt(s);
      }
    }
    for (Sourced s : statements) {
      if (!isAnnotation(s.statement())) {
        attempt(s);
      }
    }
    SystemNames.check(statements, systems, notices);
    personalities.warnOfClosed(() -> templates.all().values());
    Topology topology = routes.compile();
    routes.report(topology, complete && !notices.hasErrors());
    Honeynet honeynet = honeynet();
    if (complete && !notices.hasErrors()) {
      reach.report(honeynet.bindings(), topology, notices);
      warnOfDoubles();
      warnOfStorms(honeynet);
    }
    return new Linked(honeynet, notices.take());
  }

  /// Takes further statements, which go together: after an error the rest of them is left out. Says
  /// what is wrong with them.
  ///
  /// @param objection as for [Editor#apply]
  List<Diagnostic> change(
      List<Sourced> statements, Function<List<Route>, @Nullable String> objection) {
    Routes.Mark mark = routes.mark();
    for (Sourced s : statements) {
      SystemNames.check(List.of(s), systems, notices);
      if (!notices.hasErrors()) {
        attempt(s);
      }
      if (notices.hasErrors()) {
        return notices.take();
      }
      if (isAnnotation(s.statement())) {
        warnOfLateAnnotation(s);
      }
    }
    personalities.warnOfClosed(() -> templates.all().values());
    if (!routes.mark().equals(mark)) {
      routes.report(routes.compile(), true);
      String why = objection.apply(routes.all());
      if (why != null) {
        notices.error(statements.getLast(), new BadValue(why, ""));
      }
      if (notices.hasErrors()) {
        routes.backTo(mark);
      }
    }
    return notices.take();
  }

  private void warnOfLateAnnotation(Sourced at) {
    String name = personalities.annotated(at);
    if (templates.hasPersonality(name)) {
      notices.warning(at, "this counts for templates that get \"" + name + "\" from now on", name);
    }
  }

  private static boolean isAnnotation(Statement statement) {
    return statement instanceof Statement.AnnotateFragment
        || statement instanceof Statement.AnnotateFinScan;
  }

  /// The honeynet of all that was taken.
  Honeynet honeynet() {
    Topology topology = routes.compile();
    return new Honeynet(
        templates.all(),
        templates.bindings(routersToBind(topology), this::builtInRouter),
        templates.choices(),
        templates.defaultTemplate(),
        templates.dynamics(),
        routes.all(),
        new Extras(dhcp, broadcasts, routes.realHosts(), options, randomHosts, randomExclusions),
        topology);
  }

  /// Routers are hosts: those for which nothing else answers get a template of their own.
  private List<IpAddress> routersToBind(Topology topology) {
    return topology.isFlat() || templates.defaultTemplate() != null
        ? List.of()
        : topology.routers().stream().map(Router::address).toList();
  }

  private Template builtInRouter() {
    Template template = builtInRouter;
    if (template == null) {
      PersonalityChoice personality = personalities.router();
      TemplateDraft draft =
          new TemplateDraft(BUILT_IN_ROUTER, personality, personalities.annotation(personality, 0));
      draft.setDefault(Transport.TCP, new Behaviour.Closed());
      template = draft.freeze();
      builtInRouter = template;
    }
    return template;
  }

  /// Says how many of many hosts will broadcast.
  private void warnOfStorms(Honeynet honeynet) {
    for (int i = 0; i < broadcasts.size(); i++) {
      Extras.Broadcast each = broadcasts.get(i);
      long bound = BroadcastHosts.bound(each, honeynet.bindings());
      int most = BroadcastHosts.most(each);
      if (bound > most) {
        notices.warning(
            broadcastPlaces.get(i),
            bound
                + " hosts are bound to \""
                + each.template().name()
                + "\"; only the first "
                + most
                + " of them broadcast, or it would be a storm",
            each.template().name());
      }
    }
  }

  /// A real machine may be cut out of a range that is bound; an address of its own that is both is
  /// a slip.
  private void warnOfDoubles() {
    for (int i = 0; i < routes.realHosts().size(); i++) {
      IpAddress address = routes.realHosts().get(i).address();
      if (templates.isBoundAlone(address)) {
        notices.warning(
            routes.realHostPlace(i),
            address + " is bound to a template too; the real machine answers",
            address.toString());
      }
    }
  }

  private void attempt(Sourced at) {
    try {
      apply(at, at.statement());
    } catch (BadValue e) {
      notices.error(at, e);
    }
  }

  private void apply(Sourced at, Statement statement) {
    switch (statement) {
      case Statement.Create s -> {
        PersonalityChoice personality = personalities.fallback();
        templates.create(
            new TemplateDraft(s.template(), personality, personalities.annotation(personality, 0)));
      }
      case Statement.Dynamic s -> templates.createDynamic(s.template());
      case Statement.Clone s -> templates.cloneTemplate(s.template(), s.original());
      case Statement.Delete s -> {
        IpAddress unbound = templates.delete(s.template());
        if (unbound != null) {
          reach.unbound(IpRange.of(unbound));
        }
      }
      case Statement.DeletePort s -> deletePort(s);
      case Statement.AddPort s -> addPort(at, s);
      case Statement.AddSubsystem s -> {
        templates
            .draft(s.template())
            .addSubsystem(new Subsystem(s.command(), s.shared(), s.restart()));
      }
      case Statement.AddMember s -> {
        if (templates.addMember(s.template(), condition(s.condition()), s.member())) {
          notices.warning(
              at,
              "\"" + s.template() + "\" had a member with this condition; this one replaces it",
              s.member());
        }
      }
      case Statement.Broadcast s -> {
        Behaviour action = actions.check(at, Transport.UDP, s.action());
        if (!(action instanceof Behaviour.Script)) {
          notices.warning(
              at, "only a command has something to broadcast: nothing is sent", "broadcast");
        }
        broadcasts.add(
            new Extras.Broadcast(
                templates.snapshot(s.template()),
                s.srcPort(),
                s.dstPort(),
                s.everySeconds(),
                action));
        broadcastPlaces.add(at);
      }
      case Statement.Bind s -> bind(at, s);
      case Statement.BindIf s -> {
        IpRange range = addresses.range(s.hosts());
        if (templates.bindIf(range, condition(s.condition()), s.template())) {
          warnOfRebinding(at, range);
        }
        reach.bound(at, range);
      }
      case Statement.BindInterface s -> routes.realHost(at, s);
      case Statement.Dhcp s -> dhcp(at, s);
      case Statement.SetDefault s -> setDefault(at, s);
      case Statement.SetPersonality s -> {
        PersonalityChoice personality = personalities.choose(at, s.name(), s.variant());
        templates
            .draft(s.template())
            .setPersonality(
                personality, s.name(), personalities.annotation(personality, s.variant()));
      }
      case Statement.SetRandomPersonality s -> {
        PersonalityChoice personality = personalities.random();
        templates
            .draft(s.template())
            .setPersonality(personality, personality.name(), TemplateDraft.Annotation.NONE);
      }
      case Statement.SetEthernet s -> {
        Ethernet ethernet = addresses.ethernet(at, s.address());
        templates.draft(s.template()).setEthernet(ethernet);
      }
      case Statement.SetUptime s -> templates.draft(s.template()).setUptime(s.seconds());
      case Statement.SetDropIn s ->
          templates.draft(s.template()).setDropIn(Permyriad.of(s.percent(), at, notices));
      case Statement.SetDropSyn s ->
          templates.draft(s.template()).setDropSyn(Permyriad.of(s.percent(), at, notices));
      case Statement.SetMaxFds s -> templates.draft(s.template()).setMaxFds(s.files());
      case Statement.SetUser s -> templates.draft(s.template()).setUser(s.uid(), s.gid());
      case Statement.SetSpoof s -> {
        Hosts from = s.from();
        Hosts to = s.to();
        Spoof spoof =
            new Spoof(
                from == null ? null : addresses.unicast(from),
                to == null ? null : addresses.unicast(to));
        templates.draft(s.template()).setSpoof(spoof);
        IpAddress victim = spoof.to();
        if (victim != null) {
          notices.warning(
              at,
              "what anybody sends to hosts of \""
                  + s.template()
                  + "\" is answered to "
                  + victim
                  + ", which did not ask: it must be yours",
              victim.toString());
        }
      }
      case Statement.AnnotateFinScan s -> personalities.annotate(at, s);
      case Statement.AnnotateFragment s -> personalities.annotate(at, s);
      case Statement.RouteEntry s -> routes.entry(at, s);
      case Statement.RouteLink s -> routes.link(at, s);
      case Statement.RouteUnreach s -> routes.unreachable(at, s);
      case Statement.RouteNet s -> routes.net(at, s);
      case Statement.RouteTunnel s -> routes.tunnel(at, s);
      case Statement.Option s -> {
        Extras.OptionValue value = OptionCheck.check(at, s, notices);
        if (value != null) {
          options.add(value);
        }
      }
      case Statement.Include _ -> throw new IllegalStateException("includes are expanded before");
      case Statement.ListThings _ ->
          notices.warning(at, "\"list\" belongs to the console and does nothing in a file", "list");
      case Statement.Debug _ ->
          notices.warning(
              at, "\"debug\" belongs to the console and does nothing in a file", "debug");
      case Statement.RandomIpv6 s -> {
        randomHosts.add(
            new Extras.RandomHosts(
                s.probability().doubleValue(), templates.snapshot(s.template()), s.limit()));
        notices.notInForce(at, "randomipv6", KEPT);
      }
      case Statement.RandomExclude s -> {
        randomExclusions.add(addresses.range(s.hosts()));
        notices.notInForce(at, "randomexclude", KEPT);
      }
    }
  }

  private void bind(Sourced at, Statement.Bind s) {
    IpRange range = addresses.range(s.hosts());
    if (templates.bind(range, s.template())) {
      warnOfRebinding(at, range);
    }
    if (s.hosts() instanceof Hosts.Named named) {
      templates.alias(named.name(), range.first());
    }
    reach.bound(at, range);
    if (!range.first().isV4()) {
      notices.notInForce(at, "bind of IPv6 addresses", "the hosts do not answer");
    }
  }

  private void warnOfRebinding(Sourced at, IpRange range) {
    notices.warning(
        at, range + " was bound before; this binding replaces the earlier one", range.toString());
  }

  private void addPort(Sourced at, Statement.AddPort s) {
    Behaviour action = actions.check(at, s.transport(), s.action());
    SortedMap<Integer, Behaviour> ports = templates.draft(s.template()).ports(s.transport());
    List<Integer> replaced = new ArrayList<>();
    for (int port : s.ports().toArray()) {
      if (ports.put(port, action) != null) {
        replaced.add(port);
      }
    }
    if (replaced.size() <= Notices.MAX_EACH) {
      for (int port : replaced) {
        replacing(at, s, Integer.toString(port));
      }
    } else {
      replacing(at, s, s.ports().toString());
    }
  }

  /// Honeyd's own words for it.
  private void replacing(Sourced at, Statement.AddPort s, String ports) {
    notices.warning(
        at,
        "WARNING: replacing already defined port/protocol for template "
            + s.template()
            + ": port: "
            + ports
            + " | protocol: "
            + s.transport().word(),
        ports);
  }

  private void deletePort(Statement.DeletePort s) {
    SortedMap<Integer, Behaviour> ports = templates.draft(s.template()).ports(s.transport());
    PortSet set = s.ports();
    boolean found = false;
    for (int port : set.toArray()) {
      found |= ports.remove(port) != null;
    }
    if (!found) {
      throw new BadValue(
          "template \"" + s.template() + "\" names no " + s.transport().word() + " port " + set,
          set.toString());
    }
  }

  private void setDefault(Sourced at, Statement.SetDefault s) {
    Behaviour action = actions.check(at, s.protocol(), s.action());
    if (s.protocol() == Transport.ICMP) {
      boolean silent = action instanceof Behaviour.Filtered || action instanceof Behaviour.Closed;
      if (!silent && !(action instanceof Behaviour.Open)) {
        notices.warning(
            at, "icmp can only be open, filtered or closed; this is taken as open", "action");
        action = new Behaviour.Open();
      }
    }
    templates.draft(s.template()).setDefault(s.protocol(), action);
  }

  private void dhcp(Sourced at, Statement.Dhcp s) {
    Template template = templates.snapshot(s.template());
    String written = s.ethernet();
    if (written != null) {
      TemplateDraft own = new TemplateDraft(template.name(), template);
      own.setEthernet(addresses.ethernet(at, written));
      template = own.freeze();
    }
    if (template.ethernet() instanceof Ethernet.None) {
      throw new BadValue(
          "a host that leases its address needs an ethernet address: add it here, or with set "
              + s.template()
              + " ethernet",
          s.template());
    }
    for (Extras.DhcpHost each : dhcp) {
      if (template.ethernet() instanceof Ethernet.Fixed
          && template.ethernet().equals(each.template().ethernet())
          && s.interfaceName().equals(each.interfaceName())) {
        throw new BadValue(
            "another host on "
                + s.interfaceName()
                + " leases its address with this ethernet address; give each its own, or a vendor",
            s.template());
      }
    }
    dhcp.add(new Extras.DhcpHost(template, s.interfaceName()));
  }

  private Condition condition(When when) {
    return switch (when) {
      case When.SourceOs w -> new Condition.SourceOs(w.name());
      case When.SourceAddress w -> new Condition.SourceAddress(addresses.range(w.hosts()));
      case When.TimeBetween w -> new Condition.TimeBetween(w.fromSecond(), w.toSecond());
      case When.OfProtocol w -> new Condition.OfProtocol(w.protocol());
      case When.Otherwise _ -> new Condition.Otherwise();
    };
  }
}
