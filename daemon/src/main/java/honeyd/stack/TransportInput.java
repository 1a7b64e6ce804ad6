package honeyd.stack;

import honeyd.wire.Ipv4View;
import org.jspecify.annotations.Nullable;

/// The step that takes packets of one IP protocol: TCP, UDP or ICMP. One worker.
public interface TransportInput {
  /// Makes a transport for a worker's stack.
  @FunctionalInterface
  interface Factory {
    TransportInput create(StackContext context);
  }

  /// Takes one packet; counts, logs and answers it. The packet may not be kept.
  void onPacket(IncomingPacket packet, long nowNs);

  /// The host with which the flow of a packet began, or null when it belongs to none. Looks at
  /// nothing but its addresses and ports.
  ///
  /// @param ip wrapped around the packet, which has been checked and is no fragment
  default @Nullable Host hostOfFlow(Ipv4View ip, long nowNs) {
    return null;
  }

  /// How many flows there are.
  default int flows() {
    return 0;
  }

  /// Looks at flows for somebody outside ([Inspection#scan]).
  ///
  /// @param from the place to begin at
  /// @param places how many to look at, those without a flow included
  /// @return where to go on, or [Inspection#THROUGH]
  default int scan(int from, int places, FlowVisitor visitor, long nowNs) {
    return Inspection.THROUGH;
  }

  /// Ends all flows because the worker stops: their ends are logged, their services told.
  void close(long nowNs);
}
