package honeyd.model.topology;

import honeyd.model.Extras;
import honeyd.model.Route;
import honeyd.model.topology.Problem.Kind;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Routes to a [Topology]. Used once, by one thread.
final class TopologyCompiler {
  private static final IpRange EVERYTHING = IpRange.parse("0.0.0.0/0");

  /// What a router was told to do with a network, by which statement.
  private record Told(IpRange network, Step step, int route) {}

  private record Between(Router from, Router to, Route.Line line) {}

  private record Link(IpRange network, Router router, int route) {}

  private final List<Route> routes;
  private final List<Extras.RealHost> realHosts;
  private final Map<IpAddress, Router> byAddress = new LinkedHashMap<>();
  private final Map<Router, List<Told>> told = new HashMap<>();
  private final Map<Router, Integer> firstSaid = new HashMap<>();
  private final Map<Router, Lane> defaults = new HashMap<>();
  private final Map<Between, Lane> lines = new HashMap<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Integer> looping = new HashSet<>();

  TopologyCompiler(List<Route> routes, List<Extras.RealHost> realHosts) {
    this.routes = routes;
    this.realHosts = realHosts;
  }

  Topology compile() {
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i).router().isV4()) {
        take(i, routes.get(i));
      }
    }
    List<Router> routers = List.copyOf(byAddress.values());
    RangeMap<Router> sites = sites();
    climb(routers);
    placeRealHosts(sites);
    for (Router router : routers) {
      router.steps = steps(router);
    }
    WayFinder finder = new WayFinder(this::noteLoop);
    RangeMap<RangeMap<Way>> inbound = inbound(finder);
    inspect(routers);
    problems.sort(Comparator.comparingInt(Problem::route));
    return new Topology(
        routers,
        lanes,
        problems,
        inbound,
        sites,
        far(),
        networks(),
        tunnels(),
        new WayFinder((_, _, _) -> {}));
  }

  private void take(int i, Route route) {
    Router router = router(route.router());
    firstSaid.putIfAbsent(router, i);
    switch (route) {
      case Route.Entry _ -> router.entry = true;
      case Route.Link r -> {
        router.addLink(r.network());
        links.add(new Link(r.network(), router, i));
        tell(router, new Told(r.network(), new Step.Deliver(), i));
      }
      case Route.Unreachable r -> tell(router, new Told(r.network(), new Step.Refuse(), i));
      case Route.NextHop r -> nextHop(i, router, r);
      case Route.Tunnel r -> tell(router, new Told(r.network(), new Step.Enter(r), i));
    }
  }

  private void nextHop(int i, Router router, Route.NextHop route) {
    if (!route.gateway().isV4()) {
      return;
    }
    Router gateway = router(route.gateway());
    firstSaid.putIfAbsent(gateway, i);
    if (gateway == router) {
      noteLoop(router, router, i);
      return;
    }
    Lane lane = lane(router, gateway, route.line());
    if (route.network().equals(EVERYTHING)) {
      defaults.putIfAbsent(router, lane);
    } else {
      tell(router, new Told(route.network(), new Step.Forward(lane, i), i));
    }
    // Nobody writes how a gateway itself is reached.
    tell(router, new Told(IpRange.of(gateway.address()), new Step.Forward(lane, -1), i));
  }

  private Router router(IpAddress address) {
    return byAddress.computeIfAbsent(address, a -> new Router(byAddress.size(), a));
  }

  /// The lane of a statement: two that say the same of the same routers mean one line.
  private Lane lane(Router from, Router to, Route.Line line) {
    return lines.computeIfAbsent(
        new Between(from, to, line),
        _ -> {
          Lane there = new Lane(lanes.size(), from, to, line);
          lanes.add(there);
          lanes.add(new Lane(lanes.size(), to, from, line));
          from.addLane(there);
          return there;
        });
  }

  private int firstSaid(Router router) {
    return firstSaid.getOrDefault(router, 0);
  }

  private void tell(Router router, Told what) {
    told.computeIfAbsent(router, _ -> new ArrayList<>()).add(what);
  }

  /// Gives each router its default route: the lane back on the shortest way from an entry, or what
  /// was written.
  private void climb(List<Router> routers) {
    Deque<Router> next = new ArrayDeque<>();
    for (Router router : routers) {
      if (router.entry) {
        router.reached = true;
        next.add(router);
      }
    }
    while (!next.isEmpty()) {
      for (Lane lane : next.remove().lanes()) {
        Router to = lane.to();
        if (!to.reached) {
          to.reached = true;
          to.up = lanes.get(lane.index() + 1);
          next.add(to);
        }
      }
    }
    defaults.forEach(this::climbAsWritten);
  }

  /// Takes a written default route if it leads to an entry router.
  private void climbAsWritten(Router router, Lane lane) {
    if (router.entry) {
      // Its own default is the outside; what it was told holds for what comes in.
      tell(router, new Told(EVERYTHING, new Step.Forward(lane, -1), firstSaid(router)));
      return;
    }
    Lane before = router.up;
    router.up = lane;
    Set<Router> met = new HashSet<>();
    Router at = router;
    while (!at.entry) {
      Lane up = at.up;
      if (up == null || !met.add(at)) {
        router.up = before;
        return;
      }
      at = up.to();
    }
  }

  private RangeMap<Router> sites() {
    RangeMap.Builder<Router> out = new RangeMap.Builder<>();
    List<Link> widestFirst = new ArrayList<>(links.reversed());
    widestFirst.sort(Comparator.comparingLong((Link l) -> l.network.size()).reversed());
    for (Link link : widestFirst) {
      out.put(link.network, link.router);
    }
    for (Router router : byAddress.values()) {
      out.put(IpRange.of(router.address()), router);
    }
    return out.build();
  }

  private void placeRealHosts(RangeMap<Router> sites) {
    for (int i = 0; i < realHosts.size(); i++) {
      Extras.RealHost machine = realHosts.get(i);
      Router site = sites.find(machine.address());
      if (site != null && !site.address().equals(machine.address())) {
        tell(
            site,
            new Told(IpRange.of(machine.address()), new Step.HandOut(machine), Integer.MAX_VALUE));
      } else if (machine.address().isV4()) {
        problems.add(
            new Problem(
                Kind.REAL_HOST_NOWHERE,
                i,
                machine.address() + " is on no router's link, so nothing leads to it"));
      }
    }
  }

  /// The more specific goes before the less; of two alike the one that was written first.
  private RangeMap<Step> steps(Router router) {
    List<Told> widestFirst = new ArrayList<>(told.getOrDefault(router, List.of()).reversed());
    widestFirst.sort(Comparator.comparingLong((Told t) -> t.network.size()).reversed());
    RangeMap.Builder<Step> out = new RangeMap.Builder<>();
    for (Told each : widestFirst) {
      out.put(each.network, each.step);
    }
    out.put(IpRange.of(router.address()), new Step.Take());
    return out.build();
  }

  private RangeMap<RangeMap<Way>> inbound(WayFinder finder) {
    List<Route.Entry> entries = new ArrayList<>();
    for (Route route : routes) {
      if (route instanceof Route.Entry entry && entry.router().isV4()) {
        entries.add(entry);
      }
    }
    entries.sort(Comparator.comparingLong((Route.Entry e) -> networkOf(e).size()).reversed());
    RangeMap.Builder<Route.Entry> whose = new RangeMap.Builder<>();
    Set<IpRange> taken = new HashSet<>();
    for (Route.Entry entry : entries) {
      if (taken.add(networkOf(entry))) {
        whose.put(networkOf(entry), entry);
      }
    }
    Map<Route.Entry, RangeMap<Way>> ways = new HashMap<>();
    RangeMap.Builder<RangeMap<Way>> out = new RangeMap.Builder<>();
    for (RangeMap.Entry<Route.Entry> each : whose.build().entries()) {
      Route.Entry entry = each.value();
      out.put(
          each.range(),
          ways.computeIfAbsent(entry, e -> finder.waysInto(router(e.router()), networkOf(e))));
    }
    // An entry router is always its own entry, whatever network it is for.
    for (Route.Entry entry : entries) {
      RangeMap<Way> own = ways.get(entry);
      IpRange address = IpRange.of(entry.router());
      out.put(
          address,
          own != null && own.find(entry.router()) != null
              ? own
              : finder.waysInto(router(entry.router()), address));
    }
    return out.build();
  }

  private static IpRange networkOf(Route.Entry entry) {
    IpRange network = entry.network();
    return network == null ? EVERYTHING : network;
  }

  private RangeMap<IpRange> far() {
    RangeMap.Builder<IpRange> out = new RangeMap.Builder<>();
    for (Route route : routes) {
      if (route instanceof Route.Tunnel tunnel) {
        out.put(tunnel.network(), tunnel.network());
      }
    }
    for (Extras.RealHost machine : realHosts) {
      IpRange range = IpRange.of(machine.address());
      out.put(range, range);
    }
    return out.build();
  }

  private List<Route.Tunnel> tunnels() {
    List<Route.Tunnel> out = new ArrayList<>();
    for (Route route : routes) {
      if (route instanceof Route.Tunnel tunnel
          && tunnel.source().isV4()
          && tunnel.destination().isV4()) {
        out.add(tunnel);
      }
    }
    return out;
  }

  private List<IpRange> networks() {
    List<IpRange> out = new ArrayList<>();
    for (Route route : routes) {
      @Nullable IpRange network =
          switch (route) {
            case Route.Entry r -> r.network();
            case Route.Link r -> r.network();
            case Route.Unreachable r -> r.network();
            case Route.NextHop r -> r.network().equals(EVERYTHING) ? null : r.network();
            case Route.Tunnel r -> r.network();
          };
      if (network != null) {
        out.add(network);
      }
    }
    byAddress.keySet().forEach(address -> out.add(IpRange.of(address)));
    return out;
  }

  private void noteLoop(Router at, Lane lane, int route) {
    noteLoop(at, lane.to(), route);
  }

  private void noteLoop(Router at, Router to, int route) {
    if (looping.add(route)) {
      problems.add(
          new Problem(
              Kind.LOOP,
              route,
              at == to
                  ? "router " + at + " sends these packets to itself"
                  : "these packets go in a circle: router "
                      + at
                      + " sends them back to "
                      + to
                      + ", from where they came"));
    }
  }

  private void inspect(List<Router> routers) {
    boolean anyEntry = false;
    for (Router router : routers) {
      anyEntry |= router.entry;
    }
    if (!anyEntry && !routers.isEmpty()) {
      problems.add(
          new Problem(
              Kind.NO_ENTRY,
              firstSaid(routers.getFirst()),
              "there is no \"route entry\", so packets meet no router and the routes mean nothing"));
      return;
    }
    for (Router router : routers) {
      if (!router.reached) {
        problems.add(
            new Problem(
                Kind.UNREACHABLE_ROUTER,
                firstSaid(router),
                "no entry router leads to router " + router));
      } else if (router.entry && told.getOrDefault(router, List.of()).isEmpty()) {
        problems.add(
            new Problem(
                Kind.ENTRY_WITHOUT_LINKS,
                firstSaid(router),
                "entry router " + router + " has no links and no routes: nothing is behind it"));
      }
    }
    inspectLinks();
    inspectGateways();
  }

  private void inspectLinks() {
    List<Link> sorted = new ArrayList<>(links);
    sorted.sort(Comparator.comparing((Link l) -> l.network.first()));
    @Nullable Link widest = null;
    for (Link link : sorted) {
      if (widest != null && widest.network.overlaps(link.network)) {
        Link later = widest.route > link.route ? widest : link;
        Link earlier = widest.route > link.route ? link : widest;
        problems.add(
            new Problem(
                Kind.OVERLAPPING_LINKS,
                later.route,
                "link "
                    + later.network
                    + " of router "
                    + later.router
                    + " shares addresses with link "
                    + earlier.network
                    + " of router "
                    + earlier.router));
      }
      if (widest == null || widest.network.last().compareTo(link.network.last()) < 0) {
        widest = link;
      }
    }
  }

  private void inspectGateways() {
    Map<Between, Boolean> placed = new HashMap<>();
    Map<Between, Integer> said = new LinkedHashMap<>();
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i) instanceof Route.NextHop hop && hop.router().isV4()) {
        Router parent = router(hop.router());
        Between pair = new Between(parent, router(hop.gateway()), Route.Line.PERFECT);
        said.putIfAbsent(pair, i);
        placed.merge(pair, isPlaced(pair, hop), Boolean::logicalOr);
      }
    }
    said.forEach((pair, route) -> {
      if (!placed.getOrDefault(pair, true)) {
        problems.add(
            new Problem(
                Kind.GATEWAY_ELSEWHERE,
                route,
                "gateway "
                    + pair.to
                    + " is neither on a link of router "
                    + pair.from
                    + " nor in a network behind it"));
      }
    });
  }

  /// Whether a gateway lies where its parent finds it: on a link of the parent, in the network
  /// behind the line, or on a link of its own.
  private static boolean isPlaced(Between pair, Route.NextHop hop) {
    return hop.network().contains(hop.gateway())
        || isOn(pair.from.links(), hop.gateway())
        || isOn(pair.to.links(), hop.gateway());
  }

  private static boolean isOn(List<IpRange> networks, IpAddress address) {
    for (IpRange network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
