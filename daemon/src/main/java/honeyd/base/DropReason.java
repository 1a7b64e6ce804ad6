package honeyd.base;

/// Why a packet went no further. Each is a counter named `drop.` and its [#stableName].
///
/// Hostile bytes end here, never in an exception: views answer with one of these, [#NONE] meaning
/// that the packet is fine so far.
public enum DropReason {
  NONE("none", "Not dropped."),
  ETHERNET_TRUNCATED("ethernet_truncated", "Frame shorter than an Ethernet header."),
  ETHERNET_FOREIGN("ethernet_foreign", "Frame addressed to a MAC that is not the host's."),
  ETHERNET_BAD_SOURCE("ethernet_bad_source", "Frame whose source MAC is zero or a group."),
  ETHERNET_UNKNOWN_TYPE("ethernet_unknown_type", "EtherType that is neither IPv4 nor ARP."),
  ARP_TRUNCATED("arp_truncated", "ARP packet shorter than its format."),
  ARP_BAD_FORMAT("arp_bad_format", "ARP packet with wrong types, lengths or operation."),
  ARP_NOT_OURS("arp_not_ours", "ARP request for an address that no host answers for."),
  ARP_QUEUE_FULL("arp_queue_full", "Packet dropped while its neighbour's MAC was asked for."),
  ARP_UNANSWERED("arp_unanswered", "Packet dropped because its neighbour never answered."),
  ARPD_BUSY("arpd_busy", "ARP request unheeded: too many addresses were being asked about."),
  IPV4_TRUNCATED("ipv4_truncated", "IPv4 packet shorter than its header."),
  IPV4_BAD_VERSION("ipv4_bad_version", "IP version is not 4."),
  IPV4_BAD_HEADER_LENGTH("ipv4_bad_header_length", "IPv4 header length below 20 or past the end."),
  IPV4_BAD_TOTAL_LENGTH("ipv4_bad_total_length", "IPv4 total length impossible."),
  IPV4_BAD_CHECKSUM("ipv4_bad_checksum", "IPv4 header checksum wrong."),
  IPV4_BAD_SOURCE("ipv4_bad_source", "IPv4 source is not a unicast address."),
  IPV4_NOT_OURS("ipv4_not_ours", "Destination that no binding covers."),
  IPV4_FRAGMENT_HELD("ipv4_fragment_held", "Fragment kept for reassembly; counted, not lost."),
  IPV4_FRAGMENT_BAD("ipv4_fragment_bad", "Fragment with impossible offset or length."),
  IPV4_FRAGMENT_POLICY("ipv4_fragment_policy", "Fragment dropped by the template's policy."),
  IPV4_FRAGMENT_LIMIT("ipv4_fragment_limit", "Fragment dropped to stay within memory."),
  IPV4_FRAGMENT_EXPIRED("ipv4_fragment_expired", "Incomplete packet given up after its time."),
  IPV4_NEEDS_FRAGMENTATION("ipv4_needs_fragmentation", "Packet too long for the link, DF set."),
  IP_UNKNOWN_PROTOCOL("ip_unknown_protocol", "IP protocol that the host does not speak."),
  ICMP_TRUNCATED("icmp_truncated", "ICMP message shorter than its header."),
  ICMP_BAD_CHECKSUM("icmp_bad_checksum", "ICMP checksum wrong."),
  ICMP_FILTERED("icmp_filtered", "ICMP message to a host that blocks it."),
  ICMP_UNANSWERED_TYPE("icmp_unanswered_type", "ICMP type that the host does not answer."),
  ICMP_RATE_LIMITED("icmp_rate_limited", "ICMP error not sent: the host's rate limit."),
  ICMP_ERROR_FORBIDDEN("icmp_error_forbidden", "ICMP error not sent: RFC 1122 §3.2.2 forbids it."),
  UDP_TRUNCATED("udp_truncated", "UDP datagram shorter than its header."),
  UDP_BAD_LENGTH("udp_bad_length", "UDP length below 8 or past the packet."),
  UDP_BAD_CHECKSUM("udp_bad_checksum", "UDP checksum wrong."),
  UDP_FILTERED("udp_filtered", "Datagram to a port that is filtered."),
  UDP_UNREAD("udp_unread", "Datagram dropped because the service did not read."),
  UDP_BROADCAST_UNHEARD(
      "udp_broadcast_unheard", "Broadcast datagram that no host listens for, or in fragments."),
  UDP_BROADCAST_LIMITED(
      "udp_broadcast_limited", "Broadcast datagram that not every listener got: too many."),
  UDP_TABLE_FULL("udp_table_full", "Datagram dropped: too many UDP flows."),
  DHCP_TRUNCATED("dhcp_truncated", "DHCP message shorter than its fixed part."),
  DHCP_BAD_FORMAT("dhcp_bad_format", "DHCP message with wrong types, cookie or options."),
  DHCP_NOT_OURS("dhcp_not_ours", "DHCP message that no host of ours waits for."),
  TCP_TRUNCATED("tcp_truncated", "TCP segment shorter than its header."),
  TCP_BAD_DATA_OFFSET("tcp_bad_data_offset", "TCP data offset below 5 or past the segment."),
  TCP_BAD_CHECKSUM("tcp_bad_checksum", "TCP checksum wrong."),
  TCP_BAD_FLAGS("tcp_bad_flags", "Combination of TCP flags that the host ignores."),
  TCP_FILTERED("tcp_filtered", "Segment to a port that is filtered."),
  TCP_OUT_OF_WINDOW("tcp_out_of_window", "Segment outside the receive window."),
  TCP_PAWS("tcp_paws", "Segment with a timestamp from the past (RFC 7323 §5)."),
  TCP_BAD_ACK("tcp_bad_ack", "Segment that acknowledges what was never sent."),
  TCP_UNANSWERED("tcp_unanswered", "Segment that this host's system does not answer."),
  TCP_RESET_LIMITED("tcp_reset_limited", "RST for a closed port not sent: the host's rate limit."),
  TCP_TABLE_FULL("tcp_table_full", "SYN dropped: too many connections."),
  TCP_CHALLENGE_LIMITED("tcp_challenge_limited", "Challenge ACK not sent: RFC 5961 §7 limit."),
  GRE_TRUNCATED("gre_truncated", "GRE packet shorter than its header."),
  GRE_BAD_VERSION("gre_bad_version", "GRE version is not 0."),
  GRE_BAD_CHECKSUM("gre_bad_checksum", "GRE checksum wrong."),
  GRE_UNKNOWN_TYPE("gre_unknown_type", "GRE packet that carries no IPv4."),
  GRE_FRAGMENT("gre_fragment", "Fragment of a GRE packet: a tunnel's end does not rebuild them."),
  GRE_BAD_FLAGS("gre_bad_flags", "GRE header with fields of RFC 1701 (RFC 2784 §2.3)."),
  TEMPLATE_DROPRATE("template_droprate", "Packet dropped by the template's droprate."),
  TEMPLATE_NO_MEMBER(
      "template_no_member", "No member of the dynamic template answers this packet."),
  SPOOF_TO_HOST("spoof_to_host", "Answer not sent: spoof to names a host of this network."),
  TRANSIT_FULL("transit_full", "Packet dropped: too much under way in the virtual network."),
  TRANSIT_LOST("transit_lost", "Packet lost on a line, as its loss says."),
  TRANSIT_DROPPED_EARLY("transit_dropped_early", "Packet dropped as a line's drop between says."),
  TRANSIT_QUEUE_FULL("transit_queue_full", "Packet dropped: the queue before a line was full."),
  TRANSIT_EXPIRED("transit_expired", "TTL of a packet ended at a virtual router."),
  TRANSIT_NO_ROUTE("transit_no_route", "Packet for which a virtual router has no route."),
  TRANSIT_HOST_ABSENT("transit_host_absent", "Packet to an address on a link where nobody lives."),
  TRANSIT_ERROR_UNTOLD(
      "transit_error_untold", "ICMP error not sent: too many for the worker of the router."),
  TRANSIT_STOPPED("transit_stopped", "Packet that was under way when the daemon stopped."),
  LINK_FULL("link_full", "Frame not sent: the link's transmit queue was full."),
  LINK_TOO_LONG("link_too_long", "Frame not sent: longer than the link carries."),
  LINK_DOWN("link_down", "Frame not sent: the interface is down."),
  LINK_TRUNCATED("link_truncated", "Frame cut short by the kernel's buffer."),
  LINK_LOST("link_lost", "Frame dropped by a lossy link.");

  private final String stableName;
  private final String sentence;

  DropReason(String stableName, String sentence) {
    this.stableName = stableName;
    this.sentence = sentence;
  }

  public String stableName() {
    return stableName;
  }

  public String sentence() {
    return sentence;
  }
}
