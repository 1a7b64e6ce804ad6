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

  /// `route IP add net NET tunnel SRC DST [no checksum]`: a network at the other end of a GRE
  /// tunnel (RFC 2784).
  ///
  /// @param source our end, an address of this machine
  /// @param destination the other end
  /// @param checksum whether packets are sent with GRE's own checksum; a Linux peer wants what it
  ///   was set up with (`csum`)
  record Tunnel(
      IpAddress router, IpRange network, IpAddress source, IpAddress destination, boolean checksum)
      implements Route {}

  /// Properties of the line between two routers, alike in both directions.
  ///
  /// @param latencyNs one way, apart from the time that bandwidth takes
  /// @param jitterNs mean of what is added to the latency of each packet, [#USUAL_JITTER] for a
  ///   little
  /// @param lossPermyriad hundredths of a percent of packets lost
  /// @param duplicatePermyriad hundredths of a percent of packets that arrive twice
  /// @param reorderPermyriad hundredths of a percent of packets that later ones overtake
  /// @param bandwidthBps bits per second, zero for no limit
  /// @param dropFromNs length of the queue, in time, from which packets are dropped at random
  /// @param dropToNs length from which every packet is dropped; zero for no such rule
  /// @param mtuBytes largest IP packet that passes, zero for any
  record Line(
      long latencyNs,
      long jitterNs,
      int lossPermyriad,
      int duplicatePermyriad,
      int reorderPermyriad,
      long bandwidthBps,
      long dropFromNs,
      long dropToNs,
      int mtuBytes) {
    /// What Honeyd takes for a line without `latency`.
    public static final long DEFAULT_LATENCY_NS = 3_000_000;

    /// As much jitter as a line of this latency has where nobody wrote any.
    public static final long USUAL_JITTER = -1;

    private static final long LEAST_USUAL_JITTER_NS = 20_000;

    /// No delay, no loss, no limit.
    public static final Line PERFECT = new Line(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// A line of which nothing was written.
    public static final Line USUAL =
        new Line(DEFAULT_LATENCY_NS, USUAL_JITTER, 0, 0, 0, 0, 0, 0, 0);

    /// Mean of the jitter in force: 20 µs and a thousandth of the latency where none was written,
    /// as measured delays of wide-area lines are never constant (Fu et al. 2006).
    public long meanJitterNs() {
      return jitterNs == USUAL_JITTER ? LEAST_USUAL_JITTER_NS + latencyNs / 1000 : jitterNs;
    }
  }
}
