package honeyd.report;

import honeyd.event.Event;
import honeyd.event.Event.Severity;
import honeyd.event.EventView;
import honeyd.event.FlowEnd;
import honeyd.event.PacketRemark;
import honeyd.net.MacAddress;
import honeyd.net.Transport;

/// Turns events into Honeyd's syslog lines.
///
/// Lines of level DEBUG are made only when debugging, as Honeyd's mask does.
public final class SyslogWriter implements EventWriter {
  private final Syslog syslog;
  private final boolean debug;

  /// @param debug whether `-d` was given
  public SyslogWriter(Syslog syslog, boolean debug) {
    this.syslog = syslog;
    this.debug = debug;
  }

  @Override
  public void start(long epochMicros) {}

  @Override
  public void write(Event event) {
    switch (event) {
      case Event.PacketSeen p -> packet(p);
      case Event.FlowOpened o ->
          debug(isTcp(o.tuple()) ? "Connection request: tcp " : "Connection: udp ", o.tuple(), "");
      case Event.FlowEstablished e ->
          debug(
              "Connection established: " + word(e.tuple()) + " ",
              e.tuple(),
              e.behaviour() == null ? "" : " <-> " + VisibleText.whole(e.behaviour()));
      case Event.FlowClosed c -> closed(c);
      case Event.Noted n -> noted(n);
      case Event.ServiceOutput o -> {
        for (String chunk : VisibleText.chunks(o.line())) {
          syslog.log(Severity.NOTICE, "E" + connection(o.tuple()) + ": " + chunk);
        }
      }
      case Event.Announcement a -> {
        if (debug || a.severity() != Severity.DEBUG) {
          syslog.log(a.severity(), VisibleText.whole(a.sentence()));
        }
      }
    }
  }

  @Override
  public void write(EventView view) {
    // All that a worker has for this log is of level DEBUG.
    if (debug) {
      write(view.event());
    }
  }

  @Override
  public void flush(long nowNs, long epochMicros) {}

  @Override
  public void reopen(long epochMicros) {}

  @Override
  public void stop(long epochMicros) {}

  private void packet(Event.PacketSeen p) {
    if (isTcp(p.tuple())) {
      if (p.remark() == PacketRemark.CLOSED_PORT) {
        debug("Killing attempted connection: tcp ", p.tuple(), "");
      } else if (p.remark() == PacketRemark.NO_CONNECTION) {
        debug("Killing unknown connection: tcp ", p.tuple(), "");
      }
    } else if (p.tuple().protocol() == Transport.UDP.number()
        && p.remark() == PacketRemark.CLOSED_PORT) {
      debug("Connection to closed port: udp ", p.tuple(), "");
    }
  }

  private void closed(Event.FlowClosed c) {
    String protocol = word(c.tuple());
    switch (c.end()) {
      case CLOSED, SHUTDOWN -> debug("Connection closed: " + protocol + " ", c.tuple(), "");
      case RESET_BY_PEER -> debug("Connection dropped by reset: " + protocol + " ", c.tuple(), "");
      case RESET_BY_US -> debug("Connection dropped with reset: " + protocol + " ", c.tuple(), "");
      case EXPIRED, EVICTED -> expiring(c);
    }
  }

  /// Honeyd prints the address of its structure and the number of the state here; neither exists in
  /// an event, and zeros keep the line's shape for readers that match it.
  private void expiring(Event.FlowClosed c) {
    String why = c.end() == FlowEnd.EVICTED ? " for a newer connection" : "";
    if (isTcp(c.tuple())) {
      debug("Expiring TCP ", c.tuple(), " (0x0) in state 0" + why);
    } else {
      debug("Expiring UDP ", c.tuple(), " (0x0)" + why);
    }
  }

  private void noted(Event.Noted n) {
    if (!debug) {
      return;
    }
    String text =
        switch (n.kind()) {
          case ICMP_ECHO_REPLY -> "Sending ICMP Echo Reply: " + n.from() + " -> " + n.to();
          case ICMP_TIMESTAMP_REPLY ->
              "Sending ICMP Timestamp Reply: " + n.from() + " -> " + n.to();
          case ICMP_MASK_REPLY -> "Sending ICMP Address Mask Reply: " + n.from() + " -> " + n.to();
          case ICMP_INFO_REPLY -> "Sending ICMP Info Reply: " + n.from() + " -> " + n.to();
          case PORT_UNREACHABLE_RECEIVED ->
              "Received port unreachable: " + n.from() + " -> " + n.to() + ": errors " + n.a();
          case ARP_REQUEST_SENT -> "arp_send: who-has " + n.to() + " tell " + n.from();
          case ARP_REPLY_SENT -> "arp reply " + n.from() + " is-at " + new MacAddress(n.a());
          case ARP_LEARNED -> "arp_recv_cb: " + n.from() + " at " + new MacAddress(n.a());
          case ARP_EXPIRED -> "arp_timeout: expiring " + n.to();
          case FRAGMENT_RECEIVED -> "Received fragment from " + fragment(n);
          case FRAGMENT_DROPPED -> "Dropping fragment from " + fragment(n);
          case FRAGMENT_EXPIRED -> "Expiring fragment from " + n.from() + ", id " + n.a();
          case OS_EXPIRED -> "Expiring OS fingerprint for " + n.from();
          case NO_ROUTE -> "No route to " + n.to();
        };
    Severity severity =
        switch (n.kind()) {
          case ARP_REPLY_SENT -> Severity.INFO;
          case ICMP_ECHO_REPLY,
              ICMP_TIMESTAMP_REPLY,
              ICMP_MASK_REPLY,
              ICMP_INFO_REPLY,
              PORT_UNREACHABLE_RECEIVED,
              ARP_REQUEST_SENT,
              ARP_LEARNED,
              ARP_EXPIRED,
              FRAGMENT_RECEIVED,
              FRAGMENT_DROPPED,
              FRAGMENT_EXPIRED,
              OS_EXPIRED,
              NO_ROUTE ->
              Severity.DEBUG;
        };
    syslog.log(severity, text);
  }

  private static String fragment(Event.Noted n) {
    return n.from() + ", id " + n.a() + ": " + (n.b() >>> 32) + "@" + (int) n.b();
  }

  private void debug(String before, Event.Tuple tuple, String after) {
    if (debug) {
      syslog.log(Severity.DEBUG, before + connection(tuple) + after);
    }
  }

  /// Honeyd's form of a connection: `(SRC:SPORT - DST:DPORT)`.
  private static String connection(Event.Tuple t) {
    return "(" + t.remote() + ":" + t.remotePort() + " - " + t.local() + ":" + t.localPort() + ")";
  }

  private static boolean isTcp(Event.Tuple tuple) {
    return tuple.protocol() == Transport.TCP.number();
  }

  private static String word(Event.Tuple tuple) {
    return (isTcp(tuple) ? Transport.TCP : Transport.UDP).word();
  }
}
