package honeyd.personality;

/// How ICMP timestamp requests are answered (RFC 792).
public enum TimestampReply {
  /// Not at all.
  NONE,
  /// With milliseconds since midnight UT in network order, as the RFC has it.
  NETWORK_ORDER,
  /// With the same number, its bytes the other way round.
  REVERSED
}
