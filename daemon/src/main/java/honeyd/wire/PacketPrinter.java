package honeyd.wire;

import honeyd.base.DropReason;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/// Writes one packet as one line in the notation of the packet scripts:
///
/// ```
/// tcp 10.0.0.1:40000 > 10.0.0.9:81 S 100:100(0) win 1024 <mss 1460,nop,wscale 7> {ttl 64, df, id 7}
/// udp 10.0.0.1:40000 > 10.0.0.9:53 (5) "hello" {ttl 64, id 7}
/// icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) "ping" {ttl 64, id 7}
/// icmp 10.0.0.9 > 10.0.0.1 unreachable port [udp 10.0.0.1:40000 > 10.0.0.9:53 {ttl 64, id 7, len 33}] (28) {ttl 64, id 8}
/// arp who-has 10.0.0.9 tell 10.0.0.1 at 02:00:00:00:00:01
/// gre 192.0.2.1 > 192.0.2.2 key 5 [udp 10.0.0.1:40000 > 10.0.0.9:53 (0) {ttl 64, id 7}] {ttl 64, id 8}
/// ip 10.0.0.1 > 10.0.0.9 proto 17 (1480) {ttl 64, id 7, mf}
/// malformed ipv4_bad_header_length raw 440000...
/// ```
///
/// TCP flags are `F S R P . U E W` (`.` is ACK, `-` stands for none). Fields that are zero and
/// usually are so are left out. What is in GRE inside GRE is not looked into. Any bytes can be
/// printed. Not for the packet path: it makes garbage. One thread.
public final class PacketPrinter {
  private static final int MAX_RAW_BYTES = 96;
  private static final HexFormat HEX = HexFormat.of();
  private static final String FLAG_LETTERS = "FSRP.UEW";

  private final EthernetView ethernet = new EthernetView();
  private final ArpView arp = new ArpView();
  private final Ipv4View ip = new Ipv4View();
  private final Ipv4View quoted = new Ipv4View();
  private final IcmpView icmp = new IcmpView();
  private final UdpView udp = new UdpView();
  private final TcpView tcp = new TcpView();
  private final GreView gre = new GreView();
  private final TcpOptionPrinter options = new TcpOptionPrinter();
  private final int payloadLimit;
  private final int rawLimit;
  private final StringBuilder extras = new StringBuilder();
  private boolean inGre;

  /// Shows at most the first 48 bytes of a payload.
  public PacketPrinter() {
    this(48, MAX_RAW_BYTES);
  }

  private PacketPrinter(int payloadLimit, int rawLimit) {
    this.payloadLimit = payloadLimit;
    this.rawLimit = rawLimit;
  }

  /// Shows every byte of a payload, however long the line gets.
  public static PacketPrinter unabridged() {
    return new PacketPrinter(Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /// Appends the frame that begins with an Ethernet header and lies between `at` and `limit`.
  public StringBuilder printEthernet(StringBuilder out, MemorySegment bytes, long at, long limit) {
    extras.setLength(0);
    DropReason reason = ethernet.wrap(bytes, at, limit);
    if (reason != DropReason.NONE) {
      return malformed(out, reason, bytes, at, limit);
    }
    switch (ethernet.etherType()) {
      case EtherType.IPV4 -> ipv4(out, bytes, ethernet.payloadAt(), limit);
      case EtherType.ARP -> arp(out, bytes, ethernet.payloadAt(), limit);
      default -> {
        out.append("ethertype 0x").append(HEX.toHexDigits((short) ethernet.etherType()));
        raw(out, bytes, ethernet.payloadAt(), limit);
      }
    }
    if (ethernet.vlanTci() != VlanTag.NONE) {
      extra("vlan").append(' ').append(ethernet.vlanTci());
    }
    extra("eth")
        .append(' ')
        .append(new MacAddress(ethernet.srcMac()))
        .append(" > ")
        .append(new MacAddress(ethernet.dstMac()));
    return finish(out);
  }

  /// Appends the packet that begins with an IPv4 header and lies between `at` and `limit`.
  public StringBuilder printIp(StringBuilder out, MemorySegment bytes, long at, long limit) {
    extras.setLength(0);
    ipv4(out, bytes, at, limit);
    return finish(out);
  }

  private void arp(StringBuilder out, MemorySegment bytes, long at, long limit) {
    DropReason reason = arp.wrap(bytes, at, limit);
    if (reason != DropReason.NONE) {
      malformed(out, reason, bytes, at, limit);
      return;
    }
    if (arp.operation() == ArpView.REQUEST) {
      address(out.append("arp who-has "), arp.targetBits());
      address(out.append(" tell "), arp.senderBits());
      out.append(" at ").append(new MacAddress(arp.senderMac()));
      if (arp.targetMac() != 0) {
        extra("target").append(' ').append(new MacAddress(arp.targetMac()));
      }
    } else {
      address(out.append("arp reply "), arp.senderBits());
      out.append(" is-at ").append(new MacAddress(arp.senderMac()));
      address(out.append(" to "), arp.targetBits());
      extra("target").append(' ').append(new MacAddress(arp.targetMac()));
    }
  }

  private void ipv4(StringBuilder out, MemorySegment bytes, long at, long limit) {
    DropReason reason = ip.wrap(bytes, at, limit);
    if (reason != DropReason.NONE) {
      malformed(out, reason, bytes, at, limit);
      return;
    }
    ipExtras(ip);
    int mark = out.length();
    if (ip.isFragment()) {
      otherProtocol(out, bytes);
    } else {
      reason =
          switch (ip.protocol()) {
            case IpProtocol.TCP -> tcp(out, bytes);
            case IpProtocol.UDP -> udp(out, bytes);
            case IpProtocol.ICMP -> icmp(out, bytes);
            case IpProtocol.GRE -> inGre ? otherProtocol(out, bytes) : gre(out, bytes);
            default -> otherProtocol(out, bytes);
          };
    }
    if (reason != DropReason.NONE) {
      out.setLength(mark);
      extras.setLength(0);
      malformed(out, reason, bytes, at, ip.end());
    }
  }

  private DropReason otherProtocol(StringBuilder out, MemorySegment bytes) {
    out.append("ip ");
    addresses(out, ip);
    out.append(" proto ").append(ip.protocol());
    payload(out, bytes, ip.payloadAt(), ip.end());
    return DropReason.NONE;
  }

  private DropReason tcp(StringBuilder out, MemorySegment bytes) {
    DropReason reason = tcp.wrap(bytes, ip.payloadAt(), ip.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    out.append("tcp ");
    endpoints(out, ip, tcp.srcPort(), tcp.dstPort());
    out.append(' ');
    flags(out, tcp.flags());
    int payloadBytes = tcp.payloadBytes();
    number(out.append(' '), tcp.seq());
    number(out.append(':'), tcp.seq() + payloadBytes);
    out.append('(').append(payloadBytes).append(')');
    if (tcp.has(TcpView.ACK) || tcp.ack() != 0) {
      number(out.append(" ack "), tcp.ack());
    }
    out.append(" win ").append(tcp.window());
    if (tcp.urgentPointer() != 0) {
      out.append(" urg ").append(tcp.urgentPointer());
    }
    if (tcp.optionsBytes() > 0) {
      options.print(out.append(' '), bytes, tcp.optionsAt(), tcp.optionsBytes());
    }
    quotedText(out, bytes, tcp.payloadAt(), tcp.end());
    if (tcp.reserved() != 0) {
      extra("reserved").append(' ').append(tcp.reserved());
    }
    if (!tcp.isChecksumValid(ip.pseudoHeader())) {
      extra("bad-sum");
    }
    return DropReason.NONE;
  }

  private DropReason udp(StringBuilder out, MemorySegment bytes) {
    DropReason reason = udp.wrap(bytes, ip.payloadAt(), ip.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    out.append("udp ");
    endpoints(out, ip, udp.srcPort(), udp.dstPort());
    payload(out, bytes, udp.payloadAt(), udp.end());
    if (udp.checksum() == 0) {
      extra("no-sum");
    } else if (!udp.isChecksumValid(ip)) {
      extra("bad-sum");
    }
    return DropReason.NONE;
  }

  private DropReason icmp(StringBuilder out, MemorySegment bytes) {
    DropReason reason = icmp.wrap(bytes, ip.payloadAt(), ip.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    out.append("icmp ");
    addresses(out, ip);
    int type = icmp.type();
    out.append(' ').append(IcmpNames.type(type));
    if (icmp.code() != 0 || IcmpNames.hasCodes(type)) {
      out.append(' ').append(IcmpNames.code(type, icmp.code()));
    }
    boolean showPayload = true;
    if (IcmpNames.isQuery(type)) {
      out.append(" id ").append(icmp.identifier()).append(" seq ").append(icmp.sequence());
      showPayload = icmpQueryFields(out, type);
    } else if (icmp.restOfHeader() != 0) {
      number(out.append(" rest "), icmp.restOfHeader());
    }
    if (IcmpType.isError(type)
        && quoted.wrapQuoted(bytes, icmp.payloadAt(), icmp.end()) == DropReason.NONE) {
      quote(out, bytes, Math.min(quoted.end(), icmp.end()));
      showPayload = false;
    }
    out.append(" (").append(icmp.payloadBytes()).append(')');
    if (showPayload) {
      quotedText(out, bytes, icmp.payloadAt(), icmp.end());
    }
    if (!icmp.isChecksumValid()) {
      extra("bad-sum");
    }
    return DropReason.NONE;
  }

  private DropReason gre(StringBuilder out, MemorySegment bytes) {
    DropReason reason = gre.wrap(bytes, ip.payloadAt(), ip.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    out.append("gre ");
    addresses(out, ip);
    if (gre.hasKey()) {
      number(out.append(" key "), gre.key());
    }
    if (gre.hasSequence()) {
      number(out.append(" seq "), gre.sequence());
    }
    if (gre.reserved() != 0) {
      extra("reserved").append(' ').append(gre.reserved());
    }
    if (!gre.hasChecksum()) {
      extra("no-sum");
    } else if (!gre.isChecksumValid()) {
      extra("bad-sum");
    }
    if (gre.protocolType() == EtherType.IPV4) {
      inside(out, bytes);
    } else {
      out.append(" type 0x").append(HEX.toHexDigits((short) gre.protocolType()));
      payload(out, bytes, gre.payloadAt(), gre.end());
    }
    return DropReason.NONE;
  }

  /// The packet in the tunnel; the view of the outer header is gone then.
  private void inside(StringBuilder out, MemorySegment bytes) {
    String outer = extras.toString();
    extras.setLength(0);
    inGre = true;
    ipv4(out.append(" ["), bytes, gre.payloadAt(), gre.end());
    inGre = false;
    finish(out).append(']');
    extras.setLength(0);
    extras.append(outer);
  }

  /// Whether a payload is left to show.
  private boolean icmpQueryFields(StringBuilder out, int type) {
    if ((type == IcmpType.TIMESTAMP_REQUEST || type == IcmpType.TIMESTAMP_REPLY)
        && icmp.messageBytes() == IcmpView.TIMESTAMP_BYTES) {
      number(out.append(" orig "), icmp.originateTimestamp());
      number(out.append(" recv "), icmp.receiveTimestamp());
      number(out.append(" xmit "), icmp.transmitTimestamp());
      return false;
    }
    if ((type == IcmpType.MASK_REQUEST || type == IcmpType.MASK_REPLY)
        && icmp.messageBytes() == IcmpView.MASK_BYTES) {
      address(out.append(" mask "), icmp.addressMask());
      return false;
    }
    return true;
  }

  /// The quoted header and, for protocols with ports, the first eight bytes after it.
  private void quote(StringBuilder out, MemorySegment bytes, long limit) {
    int protocol = quoted.protocol();
    long at = quoted.payloadAt();
    boolean eight = limit - at >= 8;
    boolean ports = eight && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP);
    out.append(" [");
    switch (protocol) {
      case IpProtocol.TCP -> out.append("tcp ");
      case IpProtocol.UDP -> out.append("udp ");
      case IpProtocol.ICMP -> out.append("icmp ");
      default -> out.append("proto ").append(protocol).append(' ');
    }
    if (ports) {
      endpoints(
          out,
          quoted,
          Short.toUnsignedInt(bytes.get(BigEndian.U16, at)),
          Short.toUnsignedInt(bytes.get(BigEndian.U16, at + 2)));
    } else {
      addresses(out, quoted);
    }
    if (ports && protocol == IpProtocol.TCP) {
      number(out.append(" seq "), bytes.get(BigEndian.U32, at + 4));
    }
    String outer = extras.toString();
    extras.setLength(0);
    ipExtras(quoted);
    extra("len").append(' ').append(quoted.totalLength());
    out.append(" {").append(extras).append("}]");
    extras.setLength(0);
    extras.append(outer);
  }

  private void ipExtras(Ipv4View header) {
    extra("ttl").append(' ').append(header.ttl());
    if (header.isDontFragment()) {
      extra("df");
    }
    extra("id").append(' ').append(header.identification());
    if (header.tos() != 0) {
      extra("tos").append(' ').append(header.tos());
    }
    if (header.isMoreFragments()) {
      extra("mf");
    }
    if (header.fragmentOffsetBytes() != 0) {
      extra("offset").append(' ').append(header.fragmentOffsetBytes());
    }
    if ((header.flagsAndOffset() & Ipv4View.RESERVED) != 0) {
      extra("evil");
    }
    if (header.optionsBytes() > 0) {
      extra("ipopts").append(' ');
      hex(extras, header.bytes(), header.optionsAt(), header.payloadAt());
    }
    if (!header.isChecksumValid()) {
      extra("bad-ip-sum");
    }
  }

  private StringBuilder malformed(
      StringBuilder out, DropReason reason, MemorySegment bytes, long at, long limit) {
    out.append("malformed ").append(reason.stableName());
    raw(out, bytes, at, limit);
    return out;
  }

  private void raw(StringBuilder out, MemorySegment bytes, long at, long limit) {
    out.append(" raw ");
    if (at >= limit) {
      out.append("nothing");
      return;
    }
    long end = Math.min(limit, at + rawLimit);
    hex(out, bytes, at, end);
    if (end < limit) {
      out.append("...");
    }
  }

  private void payload(StringBuilder out, MemorySegment bytes, long at, long end) {
    out.append(" (").append(end - at).append(')');
    quotedText(out, bytes, at, end);
  }

  /// `"text"`, with `...` behind it where the payload goes on; nothing for an empty one.
  private void quotedText(StringBuilder out, MemorySegment bytes, long at, long end) {
    if (at >= end) {
      return;
    }
    long shown = Math.min(end, at + payloadLimit);
    out.append(" \"");
    for (long i = at; i < shown; i++) {
      int c = Byte.toUnsignedInt(bytes.get(BigEndian.U8, i));
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c >= ' ' && c <= '~') {
            out.append((char) c);
          } else {
            out.append("\\x").append(HEX.toHexDigits((byte) c));
          }
        }
      }
    }
    out.append('"');
    if (shown < end) {
      out.append("...");
    }
  }

  private StringBuilder finish(StringBuilder out) {
    if (!extras.isEmpty()) {
      out.append(" {").append(extras).append('}');
    }
    return out;
  }

  private StringBuilder extra(String word) {
    if (!extras.isEmpty()) {
      extras.append(", ");
    }
    return extras.append(word);
  }

  private static void flags(StringBuilder out, int flags) {
    if (flags == 0) {
      out.append('-');
    }
    for (int i = 0; i < FLAG_LETTERS.length(); i++) {
      if ((flags >>> i & 1) != 0) {
        out.append(FLAG_LETTERS.charAt(i));
      }
    }
  }

  private static void addresses(StringBuilder out, Ipv4View header) {
    address(out, header.srcBits());
    address(out.append(" > "), header.dstBits());
  }

  private static void endpoints(StringBuilder out, Ipv4View header, int srcPort, int dstPort) {
    address(out, header.srcBits());
    out.append(':').append(srcPort).append(" > ");
    address(out, header.dstBits());
    out.append(':').append(dstPort);
  }

  private static void address(StringBuilder out, int bits) {
    out.append(IpAddress.ofV4(bits));
  }

  private static void number(StringBuilder out, int unsigned) {
    out.append(Integer.toUnsignedLong(unsigned));
  }

  private static void hex(StringBuilder out, MemorySegment bytes, long at, long end) {
    for (long i = at; i < end; i++) {
      out.append(HEX.toHexDigits(bytes.get(BigEndian.U8, i)));
    }
  }
}
