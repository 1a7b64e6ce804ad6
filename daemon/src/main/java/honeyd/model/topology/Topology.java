package honeyd.model.topology;

import honeyd.model.Extras;
import honeyd.model.Route;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The network between the hosts, compiled so that one look-up finds a packet's whole way.
///
/// A packet from outside comes in at the entry router whose `network` holds its destination, and is
/// sent on by each router's longest matching prefix, never back over the lane it came by. The
/// reverse routes that `add net` inserts are one default route for each router, towards the nearest
/// entry; an explicit route for `0.0.0.0/0` goes before it. Without an entry router the network is
/// flat: every host is next to its visitors.
///
/// Immutable. Ways from routers inside are worked out when first asked for and kept; there is one
/// for each router to the outside, and one for each network outside of the hosts (real machines,
/// tunnels). All threads.
public final class Topology {
  private static final Topology FLAT = of(List.of(), List.of());

  private final List<Router> routers;
  private final List<Lane> lanes;
  private final List<Problem> problems;
  private final RangeMap<RangeMap<Way>> inbound;
  private final RangeMap<Router> sites;
  private final RangeMap<IpRange> far;
  private final List<IpRange> networks;
  private final List<Route.Tunnel> tunnels;
  private final WayFinder finder;
  private final AtomicReferenceArray<@Nullable Way> exits;
  private final AtomicReferenceArray<@Nullable RangeMap<Way>> farWays;
  private final AtomicReferenceArray<@Nullable RangeMap<Way>> allWays;

  Topology(
      List<Router> routers,
      List<Lane> lanes,
      List<Problem> problems,
      RangeMap<RangeMap<Way>> inbound,
      RangeMap<Router> sites,
      RangeMap<IpRange> far,
      List<IpRange> networks,
      List<Route.Tunnel> tunnels,
      WayFinder finder) {
    this.routers = List.copyOf(routers);
    this.lanes = List.copyOf(lanes);
    this.problems = List.copyOf(problems);
    this.inbound = inbound;
    this.sites = sites;
    this.far = far;
    this.networks = List.copyOf(networks);
    this.tunnels = List.copyOf(tunnels);
    this.finder = finder;
    this.exits = new AtomicReferenceArray<>(routers.size());
    this.farWays = new AtomicReferenceArray<>(routers.size());
    this.allWays = new AtomicReferenceArray<>(routers.size());
  }

  /// Compiles routes, in the order of the configuration, and the real machines among the hosts.
  /// Routes of IPv6 are passed over. Whatever is wrong is in [#problems] and left out.
  public static Topology of(List<Route> routes, List<Extras.RealHost> realHosts) {
    return new TopologyCompiler(routes, realHosts).compile();
  }

  /// No routers at all.
  public static Topology flat() {
    return FLAT;
  }

  /// Whether no packet meets a router.
  public boolean isFlat() {
    return inbound.size() == 0;
  }

  /// All routers, those that nobody can reach included.
  public List<Router> routers() {
    return routers;
  }

  /// All lanes, by their index.
  public List<Lane> lanes() {
    return lanes;
  }

  /// What is wrong with the routes, in their order.
  public List<Problem> problems() {
    return problems;
  }

  /// The way of a packet from outside to an address, or null when no entry router takes it.
  public @Nullable Way inbound(long hi, long lo) {
    RangeMap<Way> ways = inbound.find(hi, lo);
    return ways == null ? null : ways.find(hi, lo);
  }

  /// Shows the ways of packets from outside to a range of addresses, in ascending parts; null where
  /// no entry router takes them.
  public void forEachInbound(IpRange range, RangeMap.Visitor<Way> visitor) {
    inbound.forEachPart(
        range,
        (part, ways) -> {
          if (ways == null) {
            visitor.visit(part, null);
          } else {
            ways.forEachPart(part, visitor);
          }
        });
  }

  /// The router that an address is next to: the one whose link holds it, the router itself for a
  /// router's own address, null for nowhere.
  public @Nullable Router siteOf(long hi, long lo) {
    return sites.find(hi, lo);
  }

  /// The way from a router to the outside.
  public Way exit(Router from) {
    Way known = exits.get(from.index());
    if (known == null) {
      known = finder.exit(from);
      exits.set(from.index(), known);
    }
    return known;
  }

  /// The way from a router to an address, wherever that is: to the outside where it is none of
  /// ours.
  ///
  /// From a router without real machines and tunnels only asked for [#isFar] addresses: for those
  /// there are few ways, while all ways are as many as there are networks.
  public Way way(Router from, long hi, long lo) {
    boolean toFar = isFar(hi, lo);
    AtomicReferenceArray<@Nullable RangeMap<Way>> kept = toFar ? farWays : allWays;
    RangeMap<Way> known = kept.get(from.index());
    if (known == null) {
      known = toFar ? finder.waysTo(from, far) : finder.waysFrom(from);
      kept.set(from.index(), known);
    }
    Way way = known.find(hi, lo);
    return way == null ? exit(from) : way;
  }

  /// Whether an address belongs to a real machine or to a tunnel's network.
  public boolean isFar(long hi, long lo) {
    return far.find(hi, lo) != null;
  }

  /// Every network that the routes name, their routers' addresses included: what the virtual
  /// network answers for.
  public List<IpRange> networks() {
    return networks;
  }

  /// The tunnel between these two ends, or null.
  ///
  /// @param ourBits IPv4 address of our end
  /// @param peerBits of the other
  public Route.@Nullable Tunnel tunnel(int ourBits, int peerBits) {
    for (int i = 0; i < tunnels.size(); i++) {
      Route.Tunnel tunnel = tunnels.get(i);
      if ((int) tunnel.source().lo() == ourBits && (int) tunnel.destination().lo() == peerBits) {
        return tunnel;
      }
    }
    return null;
  }

  /// The router at an address, or null.
  public @Nullable Router router(IpAddress address) {
    Router site = sites.find(address);
    return site != null && site.address().equals(address) ? site : null;
  }
}
