package honeyd.stack;

import honeyd.model.Extras;
import honeyd.model.PartOption;
import java.util.List;

/// Limits of one worker's stack: what an attacker can make it hold, and for how long. Immutable.
///
/// @param maxConnections TCP connections past their handshake; beyond it the least recently used is
///   given up
/// @param maxHalfOpen TCP connections whose handshake is not done, at most a million; beyond it the
///   oldest is given up
/// @param maxTarpitted connections that `tarpit open` holds, likewise; they count nowhere else
/// @param maxUdpFlows UDP flows, likewise
/// @param maxHosts hosts at work; beyond it the one that was asked longest ago rests
/// @param maxRestingHosts hosts whose counters are remembered while they rest
/// @param maxNeighbours addresses whose MAC is remembered, per worker
/// @param maxFragments IP fragments waiting for their companions
/// @param maxFragmentBytes bytes of those fragments
/// @param maxTransitBytes packets that are under way in the virtual network
/// @param synWaitNs how long a handshake may take where the personality does not say
/// @param tcpIdleNs how long a connection may be silent
/// @param tarpitIdleNs how long a peer that `tarpit open` holds may be silent
/// @param closeWaitNs how long a closing connection may take where the personality does not say
/// @param udpIdleNs how long a UDP flow may be silent
/// @param hostIdleNs how long a host is silent until it rests
public record StackSettings(
    int maxConnections,
    int maxHalfOpen,
    int maxTarpitted,
    int maxUdpFlows,
    int maxHosts,
    int maxRestingHosts,
    int maxNeighbours,
    int maxFragments,
    int maxFragmentBytes,
    long maxTransitBytes,
    long synWaitNs,
    long tcpIdleNs,
    long tarpitIdleNs,
    long closeWaitNs,
    long udpIdleNs,
    long hostIdleNs) {
  private static final long SECOND_NS = 1_000_000_000L;

  /// Honeyd's own limits where it has them.
  public static StackSettings defaults() {
    return new StackSettings(
        32_000,
        1 << 16,
        1 << 18,
        32_000,
        1 << 17,
        1 << 22,
        1 << 14,
        10_000,
        25 << 20,
        64L << 20,
        60 * SECOND_NS,
        300 * SECOND_NS,
        // Longer than keep-alives are apart, which RFC 9293 §3.8.4 has at two hours or more.
        9_000 * SECOND_NS,
        60 * SECOND_NS,
        60 * SECOND_NS,
        3_600 * SECOND_NS);
  }

  /// The same with what a configuration's `option`s say.
  public StackSettings with(List<Extras.OptionValue> options) {
    StackSettings out = this;
    for (Extras.OptionValue each : options) {
      out = out.with(each.option(), each.value());
    }
    return out;
  }

  private StackSettings with(PartOption option, long value) {
    int count = (int) Math.min(Integer.MAX_VALUE, value);
    long ns = value * SECOND_NS;
    return switch (option) {
      case TCP_CONNECTIONS -> withMaxConnections(count);
      case TCP_HALF_OPEN -> withMaxHalfOpen(count);
      case UDP_FLOWS -> withMaxUdpFlows(count);
      case TARPIT_CONNECTIONS -> withMaxTarpitted(count);
      case TCP_IDLE -> withIdle(ns, tarpitIdleNs, udpIdleNs, hostIdleNs);
      case TARPIT_IDLE -> withIdle(tcpIdleNs, ns, udpIdleNs, hostIdleNs);
      case UDP_IDLE -> withIdle(tcpIdleNs, tarpitIdleNs, ns, hostIdleNs);
      case HOST_IDLE -> withIdle(tcpIdleNs, tarpitIdleNs, udpIdleNs, ns);
    };
  }

  private StackSettings withIdle(long tcpNs, long tarpitNs, long udpNs, long hostNs) {
    return new StackSettings(
        maxConnections,
        maxHalfOpen,
        maxTarpitted,
        maxUdpFlows,
        maxHosts,
        maxRestingHosts,
        maxNeighbours,
        maxFragments,
        maxFragmentBytes,
        maxTransitBytes,
        synWaitNs,
        tcpNs,
        tarpitNs,
        closeWaitNs,
        udpNs,
        hostNs);
  }

  public StackSettings withMaxConnections(int n) {
    return with(n, maxHalfOpen, maxTarpitted, maxUdpFlows, maxHosts, maxRestingHosts);
  }

  public StackSettings withMaxHalfOpen(int n) {
    return with(maxConnections, n, maxTarpitted, maxUdpFlows, maxHosts, maxRestingHosts);
  }

  public StackSettings withMaxTarpitted(int n) {
    return with(maxConnections, maxHalfOpen, n, maxUdpFlows, maxHosts, maxRestingHosts);
  }

  public StackSettings withMaxUdpFlows(int n) {
    return with(maxConnections, maxHalfOpen, maxTarpitted, n, maxHosts, maxRestingHosts);
  }

  public StackSettings withMaxHosts(int n) {
    return with(maxConnections, maxHalfOpen, maxTarpitted, maxUdpFlows, n, maxRestingHosts);
  }

  public StackSettings withMaxRestingHosts(int n) {
    return with(maxConnections, maxHalfOpen, maxTarpitted, maxUdpFlows, maxHosts, n);
  }

  private StackSettings with(
      int connections, int halfOpen, int tarpitted, int udpFlows, int hosts, int restingHosts) {
    return new StackSettings(
        connections,
        halfOpen,
        tarpitted,
        udpFlows,
        hosts,
        restingHosts,
        maxNeighbours,
        maxFragments,
        maxFragmentBytes,
        maxTransitBytes,
        synWaitNs,
        tcpIdleNs,
        tarpitIdleNs,
        closeWaitNs,
        udpIdleNs,
        hostIdleNs);
  }

  /// One of `workers` equal parts of what an attacker can make the machine hold. What a worker
  /// remembers of neighbours is not divided: each needs its own.
  public StackSettings shared(int workers) {
    return new StackSettings(
        Math.ceilDiv(maxConnections, workers),
        Math.ceilDiv(maxHalfOpen, workers),
        Math.ceilDiv(maxTarpitted, workers),
        Math.ceilDiv(maxUdpFlows, workers),
        Math.ceilDiv(maxHosts, workers),
        Math.ceilDiv(maxRestingHosts, workers),
        maxNeighbours,
        Math.ceilDiv(maxFragments, workers),
        Math.ceilDiv(maxFragmentBytes, workers),
        Math.ceilDiv(maxTransitBytes, workers),
        synWaitNs,
        tcpIdleNs,
        tarpitIdleNs,
        closeWaitNs,
        udpIdleNs,
        hostIdleNs);
  }
}
