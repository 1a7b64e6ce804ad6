package honeyd.personality;

/// What can be wrong with an ARP request that some systems answer nevertheless: the eleven tests of
/// arp-fingerprint (arp-scan's companion), in its order.
public enum ArpOddity {
  /// The sender calls itself 127.0.0.0/8.
  LOOPBACK_SENDER,
  /// The sender has no address yet (RFC 5227's probe).
  ZERO_SENDER,
  /// The sender's address is broadcast or multicast.
  BROADCAST_SENDER,
  /// The sender's address belongs to another network.
  FOREIGN_SENDER,
  /// Neither a request nor a reply.
  UNKNOWN_OPERATION,
  /// The hardware type is 6, IEEE 802 networks.
  IEEE_802_HARDWARE,
  /// Another hardware type than 1 and 6.
  UNKNOWN_HARDWARE,
  /// The protocol type belongs to nobody.
  UNKNOWN_PROTOCOL,
  /// The protocol type is IPX.
  IPX_PROTOCOL,
  /// Protocol addresses are said not to have four bytes.
  WRONG_PROTOCOL_LENGTH,
  /// Hardware addresses are said not to have six bytes.
  WRONG_HARDWARE_LENGTH
}
