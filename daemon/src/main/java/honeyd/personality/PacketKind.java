package honeyd.personality;

/// Kinds of outgoing packets for which a system may build the IP header differently.
public enum PacketKind {
  /// A segment of a TCP connection that is past the SYN.
  TCP_SEGMENT,
  /// A UDP datagram from a service.
  UDP_DATAGRAM,
  /// An ICMP reply other than echo (timestamp, mask, information).
  ICMP_REPLY,
  /// An ICMP error other than port unreachable.
  ICMP_ERROR
}
