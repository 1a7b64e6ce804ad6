package honeyd.stack.transit;

import honeyd.model.topology.Router;

/// What happens to packets where their way ends, or where a router gives them up. One worker.
///
/// The parcel is the caller's again when a call returns, unless it was given to [Transit#awaitArp].
public interface Terminus {
  /// A packet for a virtual host, or for the last router itself.
  void deliver(Parcel parcel, long nowNs);

  /// A packet for a real machine on a link of the last router.
  void handOut(Parcel parcel, long nowNs);

  /// A packet for the other end of a tunnel.
  void enterTunnel(Parcel parcel, long nowNs);

  /// A packet for the outside.
  void leave(Parcel parcel, long nowNs);

  /// The TTL of somebody's packet ended at a router.
  void expired(Parcel parcel, Router at, long nowNs);

  /// A router has no way for somebody's packet.
  ///
  /// @param code one of [honeyd.wire.IcmpType]'s codes of unreachable
  void unreachable(Parcel parcel, Router at, int code, long nowNs);

  /// Somebody's packet is longer than a lane takes, and may not be cut.
  void tooLong(Parcel parcel, Router at, int mtuBytes, long nowNs);
}
