package honeyd.bench.load;

import honeyd.wire.Checksum;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IcmpType;
import honeyd.wire.IcmpView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Probes of one kind, each to the next host and from the next source port, numbered: the answer to
/// a probe carries its number. A probe is a copy of a frame made before, with four fields written
/// and the checksums corrected.
///
/// ```
///   SYN, CLOSED    the sequence number is the probe's
///   ECHO           identifier and sequence number are the probe's
/// ```
final class ProbeFrames {
  /// What is sent.
  enum Kind {
    /// A TCP SYN with Linux's options: 74 bytes with the Ethernet header.
    SYN,
    /// The same to a port that answers with a reset.
    CLOSED,
    /// An ICMP echo request as ping(8) sends it: 98 bytes.
    ECHO
  }

  private static final int IP = EthernetView.HEADER_BYTES;
  private static final int BODY = IP + Ipv4View.HEADER_BYTES;
  private static final ValueLayout.OfShort BE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Kind kind;
  private final MemorySegment model;
  private final int lengthBytes;
  private final Numbering numbering;
  private final long ipSum;
  private final long bodySum;

  /// @param port the TCP port
  ProbeFrames(Kind kind, long srcMac, long dstMac, Numbering numbering, int port) {
    this.kind = kind;
    this.numbering = numbering;
    lengthBytes = kind == Kind.ECHO ? BODY + 64 : BODY + 40;
    model = MemorySegment.ofArray(new byte[lengthBytes]);
    new EthernetView()
        .begin(model, 0, lengthBytes)
        .dstMac(dstMac)
        .srcMac(srcMac)
        .etherType(EtherType.IPV4);
    Ipv4View ip =
        new Ipv4View()
            .begin(model, IP, Ipv4View.HEADER_BYTES)
            .totalLength(lengthBytes - IP)
            .ttl(64)
            .protocol(kind == Kind.ECHO ? IpProtocol.ICMP : IpProtocol.TCP);
    long pseudo = 0;
    switch (kind) {
      case SYN, CLOSED -> {
        TcpView tcp = new TcpView().begin(model, BODY, lengthBytes, 40);
        tcp.dstPort(port).flags(TcpView.SYN).window(64_240);
        byte[] options = new byte[40];
        TcpOptionWriter writer = new TcpOptionWriter().begin(options);
        writer.mss(1460).sackPermitted().timestamps(1, 0).nop().windowScale(7).finish();
        writer.copyTo(model, tcp.optionsAt());
        pseudo = ip.pseudoHeader();
      }
      case ECHO -> new IcmpView().begin(model, BODY, lengthBytes).type(IcmpType.ECHO_REQUEST);
    }
    ipSum = Checksum.add(0, model, IP, Ipv4View.HEADER_BYTES);
    bodySum = Checksum.add(pseudo, model, BODY, lengthBytes - BODY);
  }

  int lengthBytes() {
    return lengthBytes;
  }

  /// Writes probe number `i`, unsigned.
  void write(MemorySegment out, long at, int i) {
    int source = numbering.source(i);
    int host = numbering.host(i);
    long addresses = (source & 0xffff_ffffL) + (host & 0xffff_ffffL);
    MemorySegment.copy(model, 0, out, at, lengthBytes);
    out.set(BE16, at + IP + 10, (short) Checksum.finish(ipSum + addresses));
    out.set(BE32, at + IP + 12, source);
    out.set(BE32, at + IP + 16, host);
    long number = i & 0xffff_ffffL;
    if (kind != Kind.ECHO) {
      int port = numbering.port(i);
      out.set(BE16, at + BODY, (short) port);
      out.set(BE32, at + BODY + 4, i);
      out.set(BE16, at + BODY + 16, (short) Checksum.finish(bodySum + addresses + port + number));
    } else {
      out.set(BE32, at + BODY + 4, i);
      out.set(BE16, at + BODY + 2, (short) Checksum.finish(bodySum + number));
    }
  }

  /// The number that a frame answers, or -1 when it is no answer to this kind of probe.
  long numberOf(MemorySegment frames, long at, int length) {
    if (length < BODY + 20 || frames.get(BE32, at + 12) >>> 8 != 0x080045) {
      return -1;
    }
    int protocol = frames.get(ValueLayout.JAVA_BYTE, at + IP + 9);
    if (kind != Kind.ECHO) {
      int wanted = TcpView.ACK | (kind == Kind.SYN ? TcpView.SYN : TcpView.RST);
      boolean answer =
          protocol == IpProtocol.TCP
              && (frames.get(ValueLayout.JAVA_BYTE, at + BODY + 13) & 0x17) == wanted;
      return answer ? (frames.get(BE32, at + BODY + 8) - 1) & 0xffff_ffffL : -1;
    }
    boolean reply =
        protocol == IpProtocol.ICMP && frames.get(ValueLayout.JAVA_BYTE, at + BODY) == 0;
    return reply ? frames.get(BE32, at + BODY + 4) & 0xffff_ffffL : -1;
  }
}
