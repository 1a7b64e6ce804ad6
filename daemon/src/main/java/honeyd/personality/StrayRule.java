package honeyd.personality;

/// What becomes of a SYN or RST that lies in an open connection's window, where an attacker could
/// have put it.
public enum StrayRule {
  /// It ends the connection (RFC 793 §3.4, §3.9); a SYN is answered with a RST.
  BELIEVED,
  /// It is answered with an acknowledgement, and the peer has to show that it means it (RFC 5961
  /// §3, §4).
  CHALLENGED,
  /// It is dropped in silence.
  IGNORED
}
