package honeyd.config;

import honeyd.config.ConfigLoader.Sourced;
import honeyd.model.Template;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.model.topology.Way;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds bound hosts to which no packet comes, by the statement that binds them. One thread.
final class Reach {
  /// Hosts of one statement that cannot be reached.
  private static final class Lost {
    final IpAddress first;
    final String reason;
    long count;

    Lost(IpAddress first, String reason) {
      this.first = first;
      this.reason = reason;
    }

    String sentence() {
      return (count == 1 ? first.toString() : count + " addresses from " + first + " on")
          + " cannot be reached: "
          + reason;
    }
  }

  private final RangeMap.Builder<Sourced> places = new RangeMap.Builder<>();

  /// Notes which statement binds a range; a later one goes before an earlier.
  void bound(Sourced at, IpRange range) {
    places.put(range, at);
  }

  /// Forgets what binds an address.
  void unbound(IpRange range) {
    places.remove(range);
  }

  /// Says which of the bound hosts cannot be reached.
  ///
  /// @param bindings what is left of the statements in the end
  void report(RangeMap<Template> bindings, Topology topology, Notices notices) {
    if (topology.isFlat()) {
      return;
    }
    Map<Sourced, Lost> lost = new LinkedHashMap<>();
    for (RangeMap.Entry<Sourced> place : places.build().entries()) {
      if (place.range().first().isV4()) {
        topology.forEachInbound(
            place.range(),
            (part, way) -> {
              if (way == null || !isAtHost(way.end())) {
                bindings.forEachPart(
                    part,
                    (some, template) -> {
                      if (template != null) {
                        lost.computeIfAbsent(
                                    place.value(),
                                    _ ->
                                        new Lost(some.first(), reason(topology, way, some.first())))
                                .count +=
                            some.size();
                      }
                    });
              }
            });
      }
    }
    if (lost.size() <= Notices.MAX_EACH) {
      lost.forEach((at, hosts) -> notices.warning(at, hosts.sentence(), text(at)));
      return;
    }
    Map.Entry<Sourced, Lost> first = lost.entrySet().iterator().next();
    notices.warning(
        first.getKey(),
        first.getValue().sentence() + " (and the like of " + (lost.size() - 1) + " more bindings)",
        text(first.getKey()));
  }

  private static boolean isAtHost(Way.End end) {
    return switch (end) {
      case HOST, ROUTER, REAL_HOST -> true;
      case UNREACHABLE, NO_ROUTE, TUNNEL, OUTSIDE -> false;
    };
  }

  private static String reason(Topology topology, @Nullable Way way, IpAddress host) {
    if (way != null && way.end() == Way.End.UNREACHABLE) {
      return "router " + way.last() + " says so, by \"unreach\"";
    }
    if (way != null && way.end() == Way.End.TUNNEL) {
      return "router " + way.last() + " sends what is for there into a tunnel";
    }
    Router site = topology.siteOf(host.hi(), host.lo());
    return site == null
        ? "no router has a link there"
        : site.address().equals(host)
            ? "no route leads to this router"
            : "no route leads to router " + site + ", whose link is there";
  }

  private static String text(Sourced at) {
    Hosts hosts =
        switch (at.statement()) {
          case Statement.Bind s -> s.hosts();
          case Statement.BindIf s -> s.hosts();
          default -> throw new IllegalStateException("binds nothing: " + at.statement());
        };
    return switch (hosts) {
      case Hosts.Addresses a -> a.range().toString();
      case Hosts.Named n -> n.name();
    };
  }
}
