package honeyd.model;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import org.jspecify.annotations.Nullable;

/// One line of the virtual network's topology: a `route` statement. Immutable.
public sealed interface Route {
  /// Address of the router that the statement is about.
  IpAddress router();

  /// `route entry IP [network NET]`: a router through which packets come in.
  ///
  /// @param network whose packets come in here, or null for all
  record Entry(IpAddress router, @Nullable IpRange network) implements Route {}

  /// `route IP link NET`: a network directly behind the router.
  record Link(IpAddress router, IpRange network) implements Route {}

  /// `route IP unreach NET`: answered with an ICMP unreachable.
  record Unreachable(IpAddress router, IpRange network) implements Route {}

  /// `route IP add net NET GATEWAY …`: a network behind another router.
  record NextHop(IpAddress router, IpRange network, IpAddress gateway, Line line)
      implements Route {}

  /// `route IP add net NET tunnel SRC DST`: a network at the other end of a GRE tunnel (RFC 2784).
  record Tunnel(IpAddress router, IpRange network, IpAddress source, IpAddress destination)
      implements Route {}

  /// Properties of the line between two routers.
  ///
  /// @param latencyNs one way; zero when not given
  /// @param lossPermyriad hundredths of a percent of packets lost
  /// @param bandwidthBps bits per second, zero for no limit
  /// @param dropFromNs length of the queue, in time, from which packets are dropped at random
  /// @param dropToNs length from which every packet is dropped; zero for no such rule
  record Line(
      long latencyNs, int lossPermyriad, long bandwidthBps, long dropFromNs, long dropToNs) {
    /// No delay, no loss, no limit.
    public static final Line PERFECT = new Line(0, 0, 0, 0, 0);
  }
}
