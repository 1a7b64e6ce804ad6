package honeyd.config;

import honeyd.config.ConfigLoader.Sourced;
import honeyd.config.Statement.LineProperty;
import honeyd.model.Extras;
import honeyd.model.Route;
import honeyd.model.topology.Problem;
import honeyd.model.topology.Topology;
import honeyd.model.topology.Way;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The `route` statements and the real machines while they are linked. One thread.
final class Routes {
  private static final IpRange NO_MACHINE = IpRange.parse("224.0.0.0-255.255.255.255");

  private final Addresses addresses;
  private final Notices notices;
  private final List<Route> routes = new ArrayList<>();
  private final List<Sourced> routePlaces = new ArrayList<>();
  private final List<Extras.RealHost> realHosts = new ArrayList<>();
  private final List<Sourced> realHostPlaces = new ArrayList<>();
  private final Map<IpAddress, String> interfaces = new HashMap<>();
  private @Nullable Topology compiled;

  Routes(Addresses addresses, Notices notices) {
    this.addresses = addresses;
    this.notices = notices;
  }

  List<Route> all() {
    return routes;
  }

  List<Extras.RealHost> realHosts() {
    return realHosts;
  }

  /// Where the real machine of this place in [#realHosts] stands in the text.
  Sourced realHostPlace(int index) {
    return realHostPlaces.get(index);
  }

  void entry(Sourced at, Statement.RouteEntry s) {
    keep(at, new Route.Entry(addresses.one(s.router()), s.network()), s.network(), null);
  }

  void link(Sourced at, Statement.RouteLink s) {
    keep(at, new Route.Link(addresses.one(s.router()), s.network()), s.network(), null);
  }

  void unreachable(Sourced at, Statement.RouteUnreach s) {
    keep(at, new Route.Unreachable(addresses.one(s.router()), s.network()), s.network(), null);
  }

  void net(Sourced at, Statement.RouteNet s) {
    IpAddress gateway = addresses.one(s.gateway());
    Route.Line line = line(at, s.properties());
    keep(
        at,
        new Route.NextHop(addresses.one(s.router()), s.network(), gateway, line),
        s.network(),
        gateway);
  }

  void tunnel(Sourced at, Statement.RouteTunnel s) {
    IpAddress source = machine(addresses.one(s.source()));
    IpAddress destination = machine(addresses.one(s.destination()));
    if (source.equals(destination)) {
      throw new BadValue(
          "a tunnel has two ends, and " + source + " is both", destination.toString());
    }
    keep(
        at,
        new Route.Tunnel(addresses.one(s.router()), s.network(), source, destination, s.checksum()),
        s.network(),
        source.isV4() ? destination : source);
  }

  /// An address that one machine can have.
  private static IpAddress machine(IpAddress address) {
    if (NO_MACHINE.contains(address) || (address.isV4() && address.equals(IpAddress.ofV4(0)))) {
      throw new BadValue(address + " is the address of no machine", address.toString());
    }
    return address;
  }

  private void keep(Sourced at, Route route, @Nullable IpRange network, @Nullable IpAddress other) {
    compiled = null;
    routes.add(route);
    routePlaces.add(at);
    if (!route.router().isV4()
        || (network != null && !network.first().isV4())
        || (other != null && !other.isV4())) {
      notices.notInForce(at, "route of IPv6 addresses", "it is kept but has no effect");
    }
  }

  void realHost(Sourced at, Statement.BindInterface s) {
    IpAddress address = addresses.one(s.hosts());
    String earlier = interfaces.putIfAbsent(address, s.interfaceName());
    if (earlier != null) {
      throw new BadValue(
          address + " is bound to interface " + earlier + " already", address.toString());
    }
    compiled = null;
    realHosts.add(new Extras.RealHost(address, s.interfaceName()));
    realHostPlaces.add(at);
    if (!address.isV4()) {
      notices.notInForce(at, "bind of IPv6 addresses", "the hosts do not answer");
    }
  }

  private Route.Line line(Sourced at, List<LineProperty> properties) {
    long latencyNs = Route.Line.DEFAULT_LATENCY_NS;
    long jitterNs = Route.Line.USUAL_JITTER;
    int loss = 0;
    int duplicate = 0;
    int reorder = 0;
    long bandwidth = 0;
    long dropFrom = 0;
    long dropTo = 0;
    int mtu = 0;
    for (LineProperty property : properties) {
      switch (property) {
        case LineProperty.Latency p -> latencyNs = p.ns();
        case LineProperty.Jitter p -> jitterNs = p.ns();
        case LineProperty.Loss p -> loss = Permyriad.of(p.percent(), at, notices);
        case LineProperty.Duplicate p -> duplicate = Permyriad.of(p.percent(), at, notices);
        case LineProperty.Reorder p -> reorder = Permyriad.of(p.percent(), at, notices);
        case LineProperty.Bandwidth p -> bandwidth = p.bitsPerSecond();
        case LineProperty.DropBetween p -> {
          dropFrom = p.fromNs();
          dropTo = p.toNs();
        }
        case LineProperty.Mtu p -> mtu = p.bytes();
      }
    }
    if (dropTo < dropFrom) {
      throw new BadValue("\"drop between\" goes from the shorter time to the longer", "between");
    }
    if (dropTo > 0 && bandwidth == 0) {
      notices.warning(at, "\"drop between\" means nothing without \"bandwidth\"", "drop");
    }
    return new Route.Line(
        latencyNs, jitterNs, loss, duplicate, reorder, bandwidth, dropFrom, dropTo, mtu);
  }

  /// How much was said.
  ///
  /// @param routes how many `route` statements
  /// @param realHosts how many real machines
  record Mark(int routes, int realHosts) {}

  Mark mark() {
    return new Mark(routes.size(), realHosts.size());
  }

  /// Forgets what was said since.
  void backTo(Mark mark) {
    compiled = null;
    routes.subList(mark.routes, routes.size()).clear();
    routePlaces.subList(mark.routes, routePlaces.size()).clear();
    List<Extras.RealHost> late = realHosts.subList(mark.realHosts, realHosts.size());
    late.forEach(host -> interfaces.remove(host.address()));
    late.clear();
    realHostPlaces.subList(mark.realHosts, realHostPlaces.size()).clear();
  }

  /// Compiles what was said, once.
  Topology compile() {
    Topology topology = compiled;
    if (topology == null) {
      topology = Topology.of(routes, realHosts);
      compiled = topology;
    }
    return topology;
  }

  /// Says what is wrong with a topology: loops always, the rest, which may only follow from a
  /// statement that is wrong itself, when asked for.
  void report(Topology topology, boolean all) {
    for (Problem problem : topology.problems()) {
      if (problem.kind() == Problem.Kind.LOOP) {
        Route route = routes.get(problem.route());
        notices.error(
            routePlaces.get(problem.route()),
            new BadValue(problem.sentence(), about(problem.kind(), route)));
      } else if (all && problem.kind() == Problem.Kind.REAL_HOST_NOWHERE) {
        notices.warning(
            realHostPlaces.get(problem.route()),
            problem.sentence(),
            realHosts.get(problem.route()).address().toString());
      } else if (all) {
        Route route = routes.get(problem.route());
        notices.warning(
            routePlaces.get(problem.route()), problem.sentence(), about(problem.kind(), route));
      }
    }
    if (all) {
      reportTunnels(topology);
    }
  }

  /// The word of the statement that a problem is about.
  private static String about(Problem.Kind kind, Route route) {
    return switch (route) {
      case Route.NextHop hop ->
          switch (kind) {
            case LOOP -> hop.network().toString();
            case GATEWAY_ELSEWHERE -> hop.gateway().toString();
            case UNREACHABLE_ROUTER,
                OVERLAPPING_LINKS,
                ENTRY_WITHOUT_LINKS,
                NO_ENTRY,
                REAL_HOST_NOWHERE ->
                "";
          };
      case Route.Link link ->
          kind == Problem.Kind.OVERLAPPING_LINKS ? link.network().toString() : "";
      case Route.Entry entry ->
          kind == Problem.Kind.ENTRY_WITHOUT_LINKS ? entry.router().toString() : "";
      case Route.Unreachable _, Route.Tunnel _ -> "";
    };
  }

  /// The ends of a tunnel are machines of the real network, and tell whose packets come out of it.
  private void reportTunnels(Topology topology) {
    Map<List<IpAddress>, Route.Tunnel> known = new HashMap<>();
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i) instanceof Route.Tunnel tunnel) {
        Sourced at = routePlaces.get(i);
        warnOfInside(at, topology, tunnel.source());
        warnOfInside(at, topology, tunnel.destination());
        Route.Tunnel first =
            known.putIfAbsent(List.of(tunnel.source(), tunnel.destination()), tunnel);
        if (first != null && !first.router().equals(tunnel.router())) {
          notices.warning(
              at,
              "router "
                  + first.router()
                  + " has a tunnel between the same machines; what comes out of it goes there",
              tunnel.destination().toString());
        }
      }
    }
  }

  private void warnOfInside(Sourced at, Topology topology, IpAddress end) {
    Way way = topology.inbound(end.hi(), end.lo());
    if (way != null && way.end() != Way.End.NO_ROUTE) {
      notices.warning(
          at,
          "the end " + end + " of the tunnel lies in the virtual network, but has to be outside",
          end.toString());
    }
  }
}
