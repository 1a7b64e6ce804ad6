package honeyd.model.topology;

import honeyd.model.Extras;
import honeyd.model.Route;
import org.jspecify.annotations.Nullable;

/// The routers that a packet meets, in order, the lanes between them, and how its way ends.
///
/// ```
///   router(0) ── lane(0) ─► router(1) ── lane(1) ─► … router(length - 1) ─► end
/// ```
///
/// Immutable; the arrays behind it are made when first asked for, by whichever thread asks. All
/// threads.
public final class Way {
  /// More routers than the largest TTL lets a packet meet.
  static final int MAX_ROUTERS = 256;

  /// How a way ends, at its last router.
  public enum End {
    /// On a link of the router: at a virtual host, if one lives there.
    HOST,
    /// At the router itself.
    ROUTER,
    /// At `unreach`.
    UNREACHABLE,
    /// Where the router knows no route.
    NO_ROUTE,
    /// In a tunnel.
    TUNNEL,
    /// At a real machine on a link of the router.
    REAL_HOST,
    /// Outside of the virtual network; the router is an entry.
    OUTSIDE
  }

  /// A way so far: shared by all ways that begin alike.
  ///
  /// @param via the lane by which the router was reached, null for the first
  record Stretch(Router router, @Nullable Lane via, @Nullable Stretch before, int routers) {
    static Stretch from(Router first) {
      return new Stretch(first, null, null, 1);
    }

    Stretch over(Lane lane) {
      return new Stretch(lane.to(), lane, this, routers + 1);
    }
  }

  private final Stretch stretch;
  private final End end;
  private final Route.@Nullable Tunnel tunnel;
  private final Extras.@Nullable RealHost machine;
  private volatile Lane @Nullable [] lanes;
  private volatile int leastMtu;

  Way(Stretch stretch, End end, Route.@Nullable Tunnel tunnel, Extras.@Nullable RealHost machine) {
    this.stretch = stretch;
    this.end = end;
    this.tunnel = tunnel;
    this.machine = machine;
  }

  static Way ending(Stretch stretch, End end) {
    return new Way(stretch, end, null, null);
  }

  public End end() {
    return end;
  }

  /// How many routers there are, at least one.
  public int length() {
    return stretch.routers;
  }

  /// The router at a place from 0 to `length() - 1`.
  public Router router(int i) {
    return i == stretch.routers - 1 ? stretch.router : lane(i).from();
  }

  /// The lane from router `i` to router `i + 1`.
  public Lane lane(int i) {
    Lane[] known = lanes;
    return (known == null ? flatten() : known)[i];
  }

  private Lane[] flatten() {
    Lane[] out = new Lane[stretch.routers - 1];
    Stretch at = stretch;
    for (int i = out.length - 1; i >= 0; i--) {
      Lane via = at.via;
      Stretch before = at.before;
      if (via == null || before == null) {
        throw new IllegalStateException("a way of " + stretch.routers + " routers is too short");
      }
      out[i] = via;
      at = before;
    }
    lanes = out;
    return out;
  }

  /// The last router.
  public Router last() {
    return stretch.router;
  }

  /// The tunnel, where the way ends in one.
  public Route.@Nullable Tunnel tunnel() {
    return tunnel;
  }

  /// The real machine, where the way ends at one.
  public Extras.@Nullable RealHost machine() {
    return machine;
  }

  /// Smallest MTU of the lanes, `Integer.MAX_VALUE` where none has one.
  public int leastMtu() {
    int known = leastMtu;
    return known != 0 ? known : findLeastMtu();
  }

  private int findLeastMtu() {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < length() - 1; i++) {
      int mtu = lane(i).line().mtuBytes();
      if (mtu > 0) {
        least = Math.min(least, mtu);
      }
    }
    leastMtu = least;
    return least;
  }

  /// `10.0.0.1 > 10.1.0.1 > HOST`.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length(); i++) {
      out.append(router(i)).append(" > ");
    }
    return out.append(end).toString();
  }
}
