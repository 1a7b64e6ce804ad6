package honeyd.base;

/// Everything the machine counts apart from drops, which [DropReason] names: a stable name, a unit
/// and a sentence each. Pages and the metrics output are printed from this table.
public enum Counter {
  FRAMES_RECEIVED("frames.received", "frames", "Frames taken from all links."),
  FRAMES_SENT("frames.sent", "frames", "Frames handed to all links."),
  BYTES_RECEIVED("bytes.received", "bytes", "Bytes of all frames received."),
  BYTES_SENT("bytes.sent", "bytes", "Bytes of all frames sent."),
  KERNEL_DROPS("link.kernel_drops", "frames", "Frames the kernel dropped before we read them."),
  EVENTS_LOST("events.lost", "events", "Events dropped because the reporter was behind."),
  ARP_REQUESTS_SENT("arp.requests_sent", "frames", "ARP requests sent for neighbours."),
  ARP_REPLIES_SENT("arp.replies_sent", "frames", "ARP replies sent for virtual hosts."),
  ARPD_TAKEN("arpd.taken", "addresses", "Unused addresses that arpd took over."),
  ARPD_GIVEN_UP("arpd.given_up", "addresses", "Addresses that arpd gave up for a real machine."),
  ICMP_ECHO_REPLIES("icmp.echo_replies", "packets", "Echo replies sent."),
  ICMP_ERRORS_SENT("icmp.errors_sent", "packets", "ICMP errors sent by hosts and routers."),
  PACKETS_SPOOFED("ip.spoofed", "packets", "Packets sent with other addresses (spoof)."),
  TCP_CONNECTIONS_OPENED("tcp.opened", "connections", "Connections that reached ESTABLISHED."),
  TCP_CONNECTIONS_CLOSED("tcp.closed", "connections", "Connections that ended."),
  TCP_TARPITTED("tcp.tarpitted", "connections", "Connections to tarpits, past their handshake."),
  TCP_CONNECTIONS_EVICTED("tcp.evicted", "connections", "Connections given up for newer ones."),
  TCP_RETRANSMITS("tcp.retransmits", "segments", "Segments sent again."),
  TCP_RESETS_SENT("tcp.resets_sent", "segments", "RST segments sent."),
  UDP_FLOWS_OPENED("udp.opened", "flows", "UDP flows opened."),
  BROADCASTS_SENT("broadcast.sent", "datagrams", "Datagrams broadcast by hosts."),
  BROADCASTS_LEFT_OUT("broadcast.left_out", "runs", "Runs of broadcast left out: too many."),
  FRAGMENTS_REASSEMBLED("ip.reassembled", "packets", "Packets rebuilt from fragments."),
  TRANSIT_DUPLICATES("transit.duplicates", "packets", "Packets doubled by a line's duplicate."),
  SERVICES_STARTED(
      "service.started", "services", "Scripts, proxies and internal services started."),
  SERVICES_REFUSED("service.refused", "services", "Services refused because too many were open."),
  SERVICES_FAILED("service.failed", "services", "Scripts and proxies that could not be started."),
  DHCP_SENT("dhcp.messages_sent", "messages", "DHCP messages sent for hosts that lease."),
  DHCP_LEASES("dhcp.leases", "leases", "Leases had by hosts; renewing one counts no further."),
  LOG_LINES_LOST("log.lines_lost", "lines", "Log lines dropped because a file took no more."),
  LOG_WRITE_FAILURES("log.write_failures", "failures", "Writes to a log file that failed."),
  AGENT_ERRORS("agent.errors", "errors", "Errors of ours that a worker survived.");

  private final String stableName;
  private final String unit;
  private final String sentence;

  Counter(String stableName, String unit, String sentence) {
    this.stableName = stableName;
    this.unit = unit;
    this.sentence = sentence;
  }

  public String stableName() {
    return stableName;
  }

  public String unit() {
    return unit;
  }

  public String sentence() {
    return sentence;
  }
}
