package honeyd.testkit.script;

import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.wire.ArpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.GreView;
import honeyd.wire.IcmpView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Makes bytes of a [PacketSpec].
///
/// What is not set gets a usual value: TTL 64, no DF, identification 0, TCP window 1024, payload of
/// the letters a to z, checksums right.
final class PacketBytes {
  private static final int USUAL_TTL = 64;
  private static final int USUAL_WINDOW = 1024;

  private PacketBytes() {}

  static byte[] ethernet(PacketSpec spec, long srcMac, long dstMac) {
    long src = spec.get(Field.ETH_SRC) instanceof MacAddress mac ? mac.bits() : srcMac;
    long dst = spec.get(Field.ETH_DST) instanceof MacAddress mac ? mac.bits() : dstMac;
    boolean isArp = spec.kind() == PacketSpec.Kind.ARP || reason(spec).startsWith("arp_");
    if (reason(spec).startsWith("ethernet_")) {
      return raw(spec);
    }
    byte[] payload = spec.kind() == PacketSpec.Kind.ARP ? arp(spec, src) : ip(spec);
    int tag = spec.get(Field.VLAN) == null ? 0 : EthernetView.TAG_BYTES;
    int headerBytes = EthernetView.HEADER_BYTES + tag;
    byte[] frame = new byte[headerBytes + payload.length];
    new EthernetView()
        .begin(MemorySegment.ofArray(frame), 0, frame.length)
        .dstMac(dst)
        .srcMac(src)
        .vlanTci((int) spec.number(Field.VLAN, -1))
        .etherType(etherType(spec, isArp ? EtherType.ARP : EtherType.IPV4));
    System.arraycopy(payload, 0, frame, headerBytes, payload.length);
    return frame;
  }

  /// In GRE the field is about what is in there.
  private static int etherType(PacketSpec spec, int usual) {
    return spec.kind() == PacketSpec.Kind.RAW ? (int) spec.number(Field.ETHER_TYPE, usual) : usual;
  }

  private static String reason(PacketSpec spec) {
    return spec.get(Field.REASON) instanceof String reason ? reason : "";
  }

  private static byte[] arp(PacketSpec spec, long srcMac) {
    byte[] packet = new byte[ArpView.PACKET_BYTES];
    new ArpView()
        .begin(MemorySegment.ofArray(packet), 0)
        .operation((int) spec.number(Field.OPERATION, ArpView.REQUEST))
        .senderMac(spec.get(Field.SENDER_MAC) instanceof MacAddress mac ? mac.bits() : srcMac)
        .senderBits(address(spec, Field.SRC))
        .targetMac(spec.get(Field.TARGET_MAC) instanceof MacAddress mac ? mac.bits() : 0)
        .targetBits(address(spec, Field.DST));
    return packet;
  }

  private static int address(PacketSpec spec, Field field) {
    return spec.get(field) instanceof IpAddress address ? address.v4Bits() : 0;
  }

  private static byte[] raw(PacketSpec spec) {
    return HexFormat.of().parseHex(spec.get(Field.RAW) instanceof String hex ? hex : "");
  }

  static byte[] ip(PacketSpec spec) {
    return switch (spec.kind()) {
      case TCP -> tcp(spec);
      case UDP -> udp(spec);
      case ICMP -> icmp(spec);
      case GRE -> gre(spec);
      case IP -> {
        byte[] payload = payload(spec);
        int protocol = (int) spec.number(Field.PROTOCOL, 0);
        Ipv4View ip = ipHeader(spec, protocol, payload.length);
        MemorySegment.copy(
            MemorySegment.ofArray(payload), 0, ip.bytes(), ip.payloadAt(), payload.length);
        yield finish(spec, ip);
      }
      case RAW -> raw(spec);
      case ARP, ANY -> throw new IllegalArgumentException("not an IP packet: " + spec);
      case QUOTE -> quote(spec, 28);
    };
  }

  private static Ipv4View ipHeader(PacketSpec spec, int protocol, int payloadBytes) {
    byte[] options =
        HexFormat.of().parseHex(spec.get(Field.IP_OPTIONS) instanceof String hex ? hex : "");
    int headerBytes = Ipv4View.HEADER_BYTES + options.length;
    MemorySegment bytes = MemorySegment.ofArray(new byte[headerBytes + payloadBytes]);
    MemorySegment.copy(
        MemorySegment.ofArray(options), 0, bytes, Ipv4View.HEADER_BYTES, options.length);
    int fragment = (int) spec.number(Field.OFFSET, 0) >> 3;
    fragment |= spec.isSet(Field.DF) ? Ipv4View.DF : 0;
    fragment |= spec.isSet(Field.MF) ? Ipv4View.MF : 0;
    fragment |= spec.isSet(Field.EVIL) ? Ipv4View.RESERVED : 0;
    return new Ipv4View()
        .begin(bytes, 0, headerBytes)
        .tos((int) spec.number(Field.TOS, 0))
        .totalLength(headerBytes + payloadBytes)
        .identification((int) spec.number(Field.ID, 0))
        .flagsAndOffset(fragment)
        .ttl((int) spec.number(Field.TTL, USUAL_TTL))
        .protocol(protocol)
        .srcBits(address(spec, Field.SRC))
        .dstBits(address(spec, Field.DST));
  }

  private static byte[] finish(PacketSpec spec, Ipv4View ip) {
    ip.updateChecksum();
    if (spec.isSet(Field.BAD_IP_SUM)) {
      ip.checksum(ip.checksum() ^ 0x5555);
    }
    return (byte[]) ip.bytes().heapBase().orElseThrow();
  }

  private static byte[] tcp(PacketSpec spec) {
    byte[] options =
        spec.get(Field.OPTIONS) instanceof TcpOptionList list ? list.toBytes() : new byte[0];
    byte[] payload = payload(spec);
    int headerBytes = TcpView.HEADER_BYTES + options.length;
    Ipv4View ip = ipHeader(spec, IpProtocol.TCP, headerBytes + payload.length);
    long at = ip.payloadAt();
    TcpView tcp =
        new TcpView()
            .begin(ip.bytes(), at, ip.end(), headerBytes)
            .srcPort((int) spec.number(Field.SRC_PORT, 0))
            .dstPort((int) spec.number(Field.DST_PORT, 0))
            .seq((int) spec.number(Field.SEQ, 0))
            .ack((int) spec.number(Field.ACK, 0))
            .reserved((int) spec.number(Field.RESERVED, 0))
            .flags(flags(spec.get(Field.FLAGS) instanceof String letters ? letters : "-"))
            .window((int) spec.number(Field.WINDOW, USUAL_WINDOW))
            .urgentPointer((int) spec.number(Field.URGENT, 0));
    MemorySegment.copy(
        MemorySegment.ofArray(options), 0, ip.bytes(), tcp.optionsAt(), options.length);
    MemorySegment.copy(
        MemorySegment.ofArray(payload), 0, ip.bytes(), tcp.payloadAt(), payload.length);
    tcp.updateChecksum(ip.pseudoHeader());
    if (spec.isSet(Field.BAD_SUM)) {
      tcp.checksum(tcp.checksum() ^ 0x5555);
    }
    return finish(spec, ip);
  }

  private static int flags(String letters) {
    int flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      int bit = "FSRP.UEW".indexOf(letters.charAt(i));
      flags |= bit < 0 ? 0 : 1 << bit;
    }
    return flags;
  }

  private static byte[] udp(PacketSpec spec) {
    byte[] payload = payload(spec);
    int length = UdpView.HEADER_BYTES + payload.length;
    Ipv4View ip = ipHeader(spec, IpProtocol.UDP, length);
    UdpView udp =
        new UdpView()
            .begin(ip.bytes(), ip.payloadAt())
            .srcPort((int) spec.number(Field.SRC_PORT, 0))
            .dstPort((int) spec.number(Field.DST_PORT, 0))
            .length(length);
    MemorySegment.copy(
        MemorySegment.ofArray(payload), 0, ip.bytes(), udp.payloadAt(), payload.length);
    udp.updateChecksum(ip);
    if (spec.isSet(Field.NO_SUM)) {
      udp.checksum(0);
    } else if (spec.isSet(Field.BAD_SUM)) {
      // Never 0 after the change: that would mean that there is none.
      udp.checksum(udp.checksum() == 0x5555 ? 0xaaaa : udp.checksum() ^ 0x5555);
    }
    return finish(spec, ip);
  }

  private static byte[] icmp(PacketSpec spec) {
    byte[] payload = icmpPayload(spec);
    Ipv4View ip = ipHeader(spec, IpProtocol.ICMP, IcmpView.HEADER_BYTES + payload.length);
    IcmpView icmp =
        new IcmpView()
            .begin(ip.bytes(), ip.payloadAt(), ip.end())
            .type((int) spec.number(Field.TYPE, 0))
            .code((int) spec.number(Field.CODE, 0))
            .restOfHeader((int) spec.number(Field.REST, 0));
    if (spec.get(Field.ICMP_ID) != null || spec.get(Field.ICMP_SEQ) != null) {
      icmp.identifier((int) spec.number(Field.ICMP_ID, 0))
          .sequence((int) spec.number(Field.ICMP_SEQ, 0));
    }
    MemorySegment.copy(
        MemorySegment.ofArray(payload), 0, ip.bytes(), icmp.payloadAt(), payload.length);
    if (spec.get(Field.ORIGINATE) != null) {
      icmp.originateTimestamp((int) spec.number(Field.ORIGINATE, 0))
          .receiveTimestamp((int) spec.number(Field.RECEIVE, 0))
          .transmitTimestamp((int) spec.number(Field.TRANSMIT, 0));
    }
    if (spec.get(Field.MASK) != null) {
      icmp.addressMask(address(spec, Field.MASK));
    }
    icmp.updateChecksum();
    if (spec.isSet(Field.BAD_SUM)) {
      icmp.checksum(icmp.checksum() ^ 0x5555);
    }
    return finish(spec, ip);
  }

  private static byte[] gre(PacketSpec spec) {
    byte[] payload =
        spec.get(Field.INNER) instanceof PacketSpec inner ? inner.toIp() : payload(spec);
    int flags = spec.isSet(Field.NO_SUM) ? 0 : GreView.CHECKSUM_PRESENT;
    flags |= spec.get(Field.KEY) == null ? 0 : GreView.KEY_PRESENT;
    flags |= spec.get(Field.SEQ) == null ? 0 : GreView.SEQUENCE_PRESENT;
    Ipv4View ip = ipHeader(spec, IpProtocol.GRE, GreView.headerBytes(flags) + payload.length);
    GreView gre =
        new GreView()
            .begin(ip.bytes(), ip.payloadAt(), ip.end(), flags)
            .reserved((int) spec.number(Field.RESERVED, 0))
            .protocolType((int) spec.number(Field.ETHER_TYPE, EtherType.IPV4));
    if (gre.hasKey()) {
      gre.key((int) spec.number(Field.KEY, 0));
    }
    if (gre.hasSequence()) {
      gre.sequence((int) spec.number(Field.SEQ, 0));
    }
    MemorySegment.copy(
        MemorySegment.ofArray(payload), 0, ip.bytes(), gre.payloadAt(), payload.length);
    gre.updateChecksum();
    if (spec.isSet(Field.BAD_SUM)) {
      gre.checksum(gre.checksum() ^ 0x5555);
    }
    return finish(spec, ip);
  }

  private static byte[] icmpPayload(PacketSpec spec) {
    if (spec.get(Field.QUOTE) instanceof PacketSpec quote) {
      return quote(quote, (int) spec.number(Field.LENGTH, 28));
    }
    if (spec.get(Field.ORIGINATE) != null) {
      return new byte[12];
    }
    return spec.get(Field.MASK) != null ? new byte[4] : payload(spec);
  }

  /// The first `lengthBytes` bytes of the quoted packet; what the spec does not know is zero.
  private static byte[] quote(PacketSpec quote, int lengthBytes) {
    Ipv4View ip = ipHeader(quote, (int) quote.number(Field.PROTOCOL, 0), 8);
    ip.totalLength((int) quote.number(Field.TOTAL_LENGTH, lengthBytes));
    if (quote.get(Field.SRC_PORT) != null) {
      UdpView start =
          new UdpView()
              .begin(ip.bytes(), ip.payloadAt())
              .srcPort((int) quote.number(Field.SRC_PORT, 0))
              .dstPort((int) quote.number(Field.DST_PORT, 0));
      if (quote.get(Field.SEQ) != null) {
        // TCP's ports lie where UDP's do, its sequence number where UDP has length and checksum.
        int seq = (int) quote.number(Field.SEQ, 0);
        start.length(seq >>> 16).checksum(seq);
      } else {
        start.length(ip.totalLength() - ip.headerBytes());
      }
    }
    return Arrays.copyOf(finish(quote, ip), lengthBytes);
  }

  private static byte[] payload(PacketSpec spec) {
    if (spec.get(Field.PAYLOAD) instanceof String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] start =
        spec.get(Field.PAYLOAD_START) instanceof String text
            ? text.getBytes(StandardCharsets.ISO_8859_1)
            : new byte[0];
    byte[] payload = new byte[(int) spec.number(Field.LENGTH, start.length)];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = i < start.length ? start[i] : (byte) ('a' + i % 26);
    }
    return payload;
  }
}
