package honeyd.model.topology;

import honeyd.model.topology.Way.End;
import honeyd.model.topology.Way.Stretch;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.HashSet;
import java.util.Set;

/// Follows routes from a router to every network behind it. Immutable apart from what it notes for
/// the compiler; all threads once that is done.
final class WayFinder {
  private static final IpRange ALL_V4 = IpRange.parse("0.0.0.0/0");

  /// Told of routes that lead back to where the packet was.
  interface LoopNote {
    void loop(Router at, Lane lane, int route);
  }

  private final LoopNote loops;

  WayFinder(LoopNote loops) {
    this.loops = loops;
  }

  /// The way to the outside: along the default routes to the first entry router.
  Way exit(Router from) {
    Stretch stretch = Stretch.from(from);
    while (!stretch.router().entry) {
      Lane up = stretch.router().up;
      if (up == null || stretch.routers() >= Way.MAX_ROUTERS) {
        return Way.ending(stretch, End.NO_ROUTE);
      }
      stretch = stretch.over(up);
    }
    return Way.ending(stretch, End.OUTSIDE);
  }

  /// The ways of packets from outside that come in at an entry router.
  RangeMap<Way> waysInto(Router entry, IpRange network) {
    Walk walk = new Walk(true);
    walk.visit(network, Stretch.from(entry));
    return walk.ways.build();
  }

  /// The ways of packets that a router takes from a real machine or out of a tunnel.
  RangeMap<Way> waysFrom(Router router) {
    Walk walk = new Walk(false);
    walk.visit(ALL_V4, Stretch.from(router));
    return walk.ways.build();
  }

  /// The same for a few networks only.
  RangeMap<Way> waysTo(Router router, RangeMap<IpRange> networks) {
    Walk walk = new Walk(false);
    for (RangeMap.Entry<IpRange> entry : networks.entries()) {
      walk.visit(entry.range(), Stretch.from(router));
    }
    return walk.ways.build();
  }

  private final class Walk {
    final RangeMap.Builder<Way> ways = new RangeMap.Builder<>();
    private final boolean fromOutside;
    private final Set<Router> met = new HashSet<>();

    Walk(boolean fromOutside) {
      this.fromOutside = fromOutside;
    }

    /// Never deeper than [Way#MAX_ROUTERS].
    void visit(IpRange range, Stretch stretch) {
      Router router = stretch.router();
      met.add(router);
      router.steps.forEachPart(
          range,
          (part, step) -> {
            switch (step) {
              case null -> byDefault(part, stretch);
              case Step.Deliver _ -> end(part, stretch, End.HOST);
              case Step.Take _ -> end(part, stretch, End.ROUTER);
              case Step.Refuse _ -> end(part, stretch, End.UNREACHABLE);
              case Step.Enter s -> ways.put(part, new Way(stretch, End.TUNNEL, s.tunnel(), null));
              case Step.HandOut s ->
                  ways.put(part, new Way(stretch, End.REAL_HOST, null, s.machine()));
              case Step.Forward s -> forward(part, stretch, s);
            }
          });
      met.remove(router);
    }

    private void forward(IpRange part, Stretch stretch, Step.Forward step) {
      if (met.contains(step.lane().to())) {
        if (step.route() >= 0) {
          loops.loop(stretch.router(), step.lane(), step.route());
        }
        end(part, stretch, End.NO_ROUTE);
      } else {
        over(part, stretch, step.lane());
      }
    }

    private void byDefault(IpRange part, Stretch stretch) {
      Router router = stretch.router();
      Lane up = router.up;
      if (router.entry && !fromOutside) {
        end(part, stretch, End.OUTSIDE);
      } else if (router.entry || up == null || met.contains(up.to())) {
        end(part, stretch, End.NO_ROUTE);
      } else {
        over(part, stretch, up);
      }
    }

    private void over(IpRange part, Stretch stretch, Lane lane) {
      if (stretch.routers() >= Way.MAX_ROUTERS) {
        end(part, stretch, End.NO_ROUTE);
      } else {
        visit(part, stretch.over(lane));
      }
    }

    private void end(IpRange part, Stretch stretch, End end) {
      ways.put(part, Way.ending(stretch, end));
    }
  }
}
