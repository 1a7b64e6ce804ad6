package honeyd.dhcp;

/// What a client means to say; how it is said is its system's affair ([ClientHabits]). Re-used by
/// its client.
final class DhcpMessage {
  /// Which of a system's orders of options a message has.
  enum Form {
    DISCOVER,
    REQUEST,
    RENEW,
    DECLINE,
    RELEASE
  }

  Form form = Form.DISCOVER;
  int xid;
  int seconds;

  /// `ciaddr`, and where the packet comes from; 0 while there is no address.
  int clientBits;

  /// Option 50.
  int requestedBits;

  /// Option 54.
  int serverBits;
}
