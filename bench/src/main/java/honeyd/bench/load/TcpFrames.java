package honeyd.bench.load;

import honeyd.link.Link;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;

/// Writes a client's TCP segments to a link. One thread; allocates nothing.
final class TcpFrames {
  private static final int IP = EthernetView.HEADER_BYTES;
  private static final int TCP = IP + Ipv4View.HEADER_BYTES;
  private static final int WINDOW = 64_240;
  private static final int MSS = 1_460;
  private static final int SYN_OPTIONS = 4;

  private final Link link;
  private final Numbering numbering;
  private final int dstPort;
  private final EthernetView ethernet = new EthernetView();
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final TcpOptionWriter options = new TcpOptionWriter();
  private final byte[] optionBytes = new byte[40];
  private final long srcMac;
  private final long dstMac;

  TcpFrames(Link link, long srcMac, long dstMac, Numbering numbering, int dstPort) {
    this.link = link;
    this.srcMac = srcMac;
    this.dstMac = dstMac;
    this.numbering = numbering;
    this.dstPort = dstPort;
  }

  /// Sends a segment of connection `number`; a SYN carries the maximum segment size.
  ///
  /// @param payload the whole of it is sent
  void send(int number, int flags, int seq, int ack, MemorySegment payload) {
    int headerBytes = TcpView.HEADER_BYTES + ((flags & TcpView.SYN) != 0 ? SYN_OPTIONS : 0);
    int length = TCP + headerBytes + (int) payload.byteSize();
    long at = link.reserve(length);
    if (at < 0) {
      throw new IllegalStateException("no room on the link");
    }
    MemorySegment out = link.transmitBytes();
    ethernet.begin(out, at, at + length).dstMac(dstMac).srcMac(srcMac).etherType(EtherType.IPV4);
    ip.begin(out, at + IP, Ipv4View.HEADER_BYTES)
        .totalLength(length - IP)
        .ttl(64)
        .protocol(IpProtocol.TCP)
        .srcBits(numbering.source(number))
        .dstBits(numbering.host(number))
        .updateChecksum();
    tcp.begin(out, at + TCP, at + length, headerBytes)
        .srcPort(numbering.port(number))
        .dstPort(dstPort)
        .seq(seq)
        .ack(ack)
        .flags(flags)
        .window(WINDOW);
    if (headerBytes > TcpView.HEADER_BYTES) {
      options.begin(optionBytes).mss(MSS).finish();
      options.copyTo(out, tcp.optionsAt());
    }
    MemorySegment.copy(payload, 0, out, at + TCP + headerBytes, payload.byteSize());
    tcp.updateChecksum(ip.pseudoHeader());
    link.commit(length);
  }
}
