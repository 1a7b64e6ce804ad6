package honeyd.event;

/// How a flow came to its end.
public enum FlowEnd {
  /// Both sides closed in order.
  CLOSED,
  /// The attacker sent RST.
  RESET_BY_PEER,
  /// We sent RST: the service failed or gave up.
  RESET_BY_US,
  /// Nothing came for too long, in the handshake, idle or while retransmitting.
  EXPIRED,
  /// Given up for a newer connection.
  EVICTED,
  /// The daemon stopped.
  SHUTDOWN,
}
