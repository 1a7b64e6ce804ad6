package honeyd.stack.tcp;

/// The states of RFC 9293 §3.3.2 that an endpoint which never connects can be in.
enum TcpState {
  /// Not in use.
  CLOSED,
  /// A SYN was answered, the handshake is open.
  SYN_RECEIVED,
  /// Data flows both ways.
  ESTABLISHED,
  /// We sent FIN, nothing is known of the peer's.
  FIN_WAIT_1,
  /// Our FIN is acknowledged, the peer may still send.
  FIN_WAIT_2,
  /// The peer sent FIN, we may still send.
  CLOSE_WAIT,
  /// Both sent FIN at once, ours is not acknowledged.
  CLOSING,
  /// The peer sent FIN, then we did; ours is not acknowledged.
  LAST_ACK,
  /// Over; waiting for stray segments.
  TIME_WAIT;

  /// Whether the peer may still send data.
  boolean receives() {
    return this == ESTABLISHED || this == FIN_WAIT_1 || this == FIN_WAIT_2;
  }

  /// Whether data or FIN of ours may be sent or sent again.
  boolean sends() {
    return this == ESTABLISHED
        || this == CLOSE_WAIT
        || this == FIN_WAIT_1
        || this == CLOSING
        || this == LAST_ACK;
  }
}
