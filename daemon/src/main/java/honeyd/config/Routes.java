package honeyd.config;

import honeyd.config.ConfigLoader.Sourced;
import honeyd.config.Statement.LineProperty;
import honeyd.model.Route;
import java.util.ArrayList;
import java.util.List;

/// The `route` statements while they are linked. One thread.
final class Routes {
  private static final String KEPT = "it is kept but has no effect";

  private final Addresses addresses;
  private final Notices notices;
  private final List<Route> routes = new ArrayList<>();

  Routes(Addresses addresses, Notices notices) {
    this.addresses = addresses;
    this.notices = notices;
  }

  List<Route> all() {
    return routes;
  }

  void entry(Sourced at, Statement.RouteEntry s) {
    routes.add(new Route.Entry(addresses.one(s.router()), s.network()));
    if (s.network() != null) {
      notices.notInForce(
          at, "route entry … network", "the router answers ARP, for all networks alike");
    }
  }

  void link(Sourced at, Statement.RouteLink s) {
    routes.add(new Route.Link(addresses.one(s.router()), s.network()));
    notices.notInForce(at, "route … link", KEPT);
  }

  void unreachable(Sourced at, Statement.RouteUnreach s) {
    routes.add(new Route.Unreachable(addresses.one(s.router()), s.network()));
    notices.notInForce(at, "route … unreach", KEPT);
  }

  void net(Sourced at, Statement.RouteNet s) {
    routes.add(
        new Route.NextHop(
            addresses.one(s.router()),
            s.network(),
            addresses.one(s.gateway()),
            line(at, s.properties())));
    notices.notInForce(at, "route … add net", KEPT);
  }

  void tunnel(Sourced at, Statement.RouteTunnel s) {
    routes.add(
        new Route.Tunnel(
            addresses.one(s.router()),
            s.network(),
            addresses.one(s.source()),
            addresses.one(s.destination()),
            s.checksum()));
    notices.notInForce(at, "route … tunnel", KEPT);
  }

  private Route.Line line(Sourced at, List<LineProperty> properties) {
    long latencyNs = Route.Line.DEFAULT_LATENCY_NS;
    long jitterNs = Route.Line.USUAL_JITTER;
    int loss = 0;
    int duplicate = 0;
    int reorder = 0;
    int mtu = 0;
    long bandwidth = 0;
    long dropFrom = 0;
    long dropTo = 0;
    for (LineProperty property : properties) {
      switch (property) {
        case LineProperty.Latency p -> latencyNs = p.ns();
        case LineProperty.Loss p -> loss = Permyriad.of(p.percent(), at, notices);
        case LineProperty.Bandwidth p -> bandwidth = p.bitsPerSecond();
        case LineProperty.DropBetween p -> {
          dropFrom = p.fromNs();
          dropTo = p.toNs();
        }
        case LineProperty.Jitter p -> jitterNs = p.ns();
        case LineProperty.Duplicate p -> duplicate = Permyriad.of(p.percent(), at, notices);
        case LineProperty.Reorder p -> reorder = Permyriad.of(p.percent(), at, notices);
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
}
