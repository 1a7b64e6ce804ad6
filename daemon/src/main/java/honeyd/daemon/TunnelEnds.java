package honeyd.daemon;

import honeyd.event.Event.Severity;
import honeyd.link.Interfaces;
import honeyd.link.TunnelGuard;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.net.IpAddress;
import honeyd.stack.OutsideRoute;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The ends at this machine of the tunnels in force: keeps the kernel from answering in their
/// place.
///
/// Control thread.
final class TunnelEnds implements AutoCloseable {
  private static final String LOOPBACK = "lo";

  private final Announcer announcer;
  private TunnelGuard guard;
  private boolean saidKernelGre;

  private TunnelEnds(TunnelGuard guard, Announcer announcer) {
    this.guard = guard;
    this.announcer = announcer;
  }

  /// Guards the ends of a honeynet's tunnels.
  ///
  /// @throws StartException when one is at an address that this machine does not have, with what to
  ///   do
  static TunnelEnds open(Honeynet honeynet, Announcer announcer) throws StartException {
    TunnelEnds ends = new TunnelEnds(guard(honeynet), announcer);
    ends.warnOfKernelGre(honeynet);
    return ends;
  }

  /// Guards the ends of another honeynet's tunnels instead.
  ///
  /// @throws StartException as [#open]; then nothing has changed
  void adopt(Honeynet honeynet) throws StartException {
    TunnelGuard next = guard(honeynet);
    guard.close();
    guard = next;
    warnOfKernelGre(honeynet);
  }

  /// Why a tunnel of these routes cannot end here, or null when all can.
  static @Nullable String objection(List<Route> routes) {
    List<Route.Tunnel> tunnels = tunnels(routes);
    if (tunnels.isEmpty()) {
      return null;
    }
    try {
      List<IpAddress> own = OwnAddresses.now();
      for (Route.Tunnel tunnel : tunnels) {
        if (!own.contains(tunnel.source())) {
          return notOurs(tunnel);
        }
      }
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  static List<Route.Tunnel> tunnels(Honeynet honeynet) {
    return tunnels(honeynet.routes());
  }

  private static List<Route.Tunnel> tunnels(List<Route> routes) {
    List<Route.Tunnel> out = new ArrayList<>();
    for (Route route : routes) {
      if (route instanceof Route.Tunnel tunnel) {
        out.add(tunnel);
      }
    }
    return out;
  }

  /// The interfaces over which the other ends come: those that have the tunnels' sources, and those
  /// that the routes to their destinations leave over. Says so where there is no such route.
  static Set<String> interfaces(Honeynet honeynet, Announcer announcer) throws IOException {
    Set<String> out = new LinkedHashSet<>();
    List<Route.Tunnel> tunnels = tunnels(honeynet);
    if (tunnels.isEmpty()) {
      return out;
    }
    Map<IpAddress, List<String>> holders = new HashMap<>();
    for (String name : Interfaces.names()) {
      for (Interfaces.Address address : Interfaces.find(name).addresses()) {
        holders.computeIfAbsent(address.address(), _ -> new ArrayList<>()).add(name);
      }
    }
    List<OutsideRoute> routes = KernelRoutes.now();
    for (Route.Tunnel tunnel : tunnels) {
      out.addAll(holders.getOrDefault(tunnel.source(), List.of()));
      OutsideRoute best = null;
      for (OutsideRoute route : routes) {
        if (route.network().contains(tunnel.destination())
            && (best == null || route.network().size() < best.network().size())) {
          best = route;
        }
      }
      if (best == null || best.interfaceName().equals(KernelRoutes.REFUSES)) {
        announcer.say(
            Severity.WARNING,
            "this machine has no route to "
                + tunnel.destination()
                + ", the other end of a tunnel: what enters the tunnel is dropped");
      } else {
        out.add(best.interfaceName());
      }
    }
    out.remove(LOOPBACK);
    return out;
  }

  private static TunnelGuard guard(Honeynet honeynet) throws StartException {
    String objection = objection(honeynet.routes());
    if (objection != null) {
      throw new StartException(objection);
    }
    Set<IpAddress> sources = new LinkedHashSet<>();
    tunnels(honeynet).forEach(tunnel -> sources.add(tunnel.source()));
    try {
      return TunnelGuard.open(sources);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private static String notOurs(Route.Tunnel tunnel) {
    return "`route "
        + tunnel.router()
        + " add net "
        + tunnel.network()
        + " tunnel "
        + tunnel.source()
        + " "
        + tunnel.destination()
        + "`: "
        + tunnel.source()
        + " is not an address of this machine, so what the other end sends would not arrive. Write"
        + " the address under which "
        + tunnel.destination()
        + " knows this machine (`ip route get "
        + tunnel.destination()
        + "` shows it as src)";
  }

  private void warnOfKernelGre(Honeynet honeynet) {
    if (!saidKernelGre && TunnelGuard.isKernelGreLoaded() && !tunnels(honeynet).isEmpty()) {
      saidKernelGre = true;
      announcer.say(
          Severity.WARNING,
          "the kernel's own GRE (module ip_gre) answers the tunnels' packets with ICMP port"
              + " unreachable; a firewall rule stops it: docs/operations.md, Tunnels");
    }
  }

  @Override
  public void close() {
    guard.close();
  }
}
