package honeyd.bench;

import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.wire.IcmpType;
import honeyd.wire.IcmpView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import honeyd.wire.UdpView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A scanner: one packet of a kind over and over, each to the next address and from the next
/// source.
final class Traffic {
  /// What is sent, and what a plain host says to it.
  enum Kind {
    ECHO("ICMP echo request, 84 bytes -> reply"),
    CLOSED("TCP SYN, 60 bytes, closed port -> RST"),
    OPEN("TCP SYN, 60 bytes, open port -> SYN/ACK"),
    UDP("UDP, 48 bytes, closed port -> unreachable");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  /// Which addresses are visited.
  enum Targets {
    ONE("1"),
    NETWORK("65,534"),
    SPREAD("all of a /8");

    final String title;

    Targets(String title) {
      this.title = title;
    }
  }

  static final int OPEN_PORT = 80;
  static final int CLOSED_PORT = 81;
  private static final int NETWORK_SIZE = 65_534;
  private static final int SOURCE_PORTS = 60_000;

  private final Kind kind;
  private final Targets targets;
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();
  private final MemorySegment packet;
  private final int lengthBytes;
  private int sent;

  Traffic(Kind kind, Targets targets, Arena arena) {
    this.kind = kind;
    this.targets = targets;
    lengthBytes =
        switch (kind) {
          case ECHO -> 84;
          case CLOSED, OPEN -> 60;
          case UDP -> 48;
        };
    packet = arena.allocate(lengthBytes, 8);
    ip.begin(packet, 0, Ipv4View.HEADER_BYTES).totalLength(lengthBytes).ttl(64);
    switch (kind) {
      case ECHO -> {
        ip.protocol(IpProtocol.ICMP);
        new IcmpView()
            .begin(packet, 20, lengthBytes)
            .type(IcmpType.ECHO_REQUEST)
            .identifier(1)
            .sequence(1)
            .updateChecksum();
      }
      case CLOSED, OPEN -> {
        ip.protocol(IpProtocol.TCP);
        tcp.begin(packet, 20, lengthBytes, 40)
            .dstPort(kind == Kind.OPEN ? OPEN_PORT : CLOSED_PORT)
            .seq(1)
            .flags(TcpView.SYN)
            .window(64_240);
        byte[] options = new byte[40];
        TcpOptionWriter writer = new TcpOptionWriter().begin(options);
        writer.mss(1460).sackPermitted().timestamps(1, 0).nop().windowScale(7).finish();
        writer.copyTo(packet, tcp.optionsAt());
      }
      case UDP -> {
        ip.protocol(IpProtocol.UDP);
        udp.begin(packet, 20).dstPort(CLOSED_PORT).length(lengthBytes - 20);
      }
    }
  }

  /// Puts the next `n` packets on the link.
  void inject(MemoryLink link, int n) {
    for (int i = 0; i < n; i++) {
      prepare();
      if (!link.inject(packet, 0, lengthBytes, Link.NO_VLAN, Link.ChecksumState.UNVERIFIED)) {
        throw new IllegalStateException("no room on the link");
      }
    }
  }

  private void prepare() {
    int i = sent++;
    int port = 1_024 + Integer.remainderUnsigned(i, SOURCE_PORTS);
    int source = 0xac10_0000 | (Integer.divideUnsigned(i, SOURCE_PORTS) & 0xffff);
    int target =
        switch (targets) {
          case ONE -> 0x0a00_0009;
          case NETWORK -> 0x0a01_0001 + Integer.remainderUnsigned(i, NETWORK_SIZE);
          case SPREAD -> 0x0a00_0000 | (i * 0x9e37_79b1) >>> 8;
        };
    ip.srcBits(source).dstBits(target).updateChecksum();
    switch (kind) {
      case ECHO -> {}
      case CLOSED, OPEN -> tcp.srcPort(port).updateChecksum(ip.pseudoHeader());
      case UDP -> udp.srcPort(port).updateChecksum(ip);
    }
  }
}
