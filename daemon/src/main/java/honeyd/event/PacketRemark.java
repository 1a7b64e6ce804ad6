package honeyd.event;

/// Why a packet that belongs to no flow was logged, for sinks that say more than the packet log.
public enum PacketRemark {
  /// Nothing to add: ICMP and other protocols.
  NONE,
  /// A request to a closed port.
  CLOSED_PORT,
  /// A packet to a filtered port.
  FILTERED,
  /// A segment other than SYN that met no connection.
  NO_CONNECTION,
  /// A bad transport checksum.
  BAD_CHECKSUM,
  /// A SYN lost to `droprate syn` or to a full table.
  SYN_DROPPED,
  /// SYN together with FIN or RST on an open port: `{Honeyd Scanner?}` in the packet log.
  SCANNER,
  /// A packet that a virtual router did not forward: its TTL ended, or there was no way on.
  NOT_DELIVERED,
}
