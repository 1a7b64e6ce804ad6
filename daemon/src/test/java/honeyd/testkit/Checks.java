package honeyd.testkit;

import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.PacketSpec.Kind;
import honeyd.testkit.script.TcpOptionList;
import java.util.Map;

/// What is expected of a packet, put together of parts; what no part names is not cared about,
/// except that checksums must be right.
///
/// ```java
/// bench.expectOne(
///     ipv4(ttl(128), dontFragment()),
///     tcp(flags("SA"), ack(101), window(8192), options("M5B4 N W8 S T")));
/// ```
public final class Checks {
  private static final String NOTATION = "FSRP.UEW";

  private Checks() {}

  /// All checks as one pattern; `expected(...).mismatchIp(packet)` is null when they hold, else the
  /// differences with both packets.
  public static PacketSpec expected(Check... checks) {
    return all(checks).addTo(new PacketSpec(Kind.ANY, Map.of()));
  }

  /// A packet as the notation writes it: `expectOne(packet("tcp 10.0.0.9:80 > 10.0.0.1:9 R"))`.
  public static Check packet(String text) {
    PacketSpec parsed = PacketSpec.parse(text);
    return e -> {
      PacketSpec out = e.withKind(parsed.kind());
      for (Map.Entry<Field, Object> field : parsed.fields().entrySet()) {
        out = out.with(field.getKey(), field.getValue());
      }
      return out;
    };
  }

  private static Check all(Check... checks) {
    return expected -> {
      PacketSpec out = expected;
      for (Check check : checks) {
        out = check.addTo(out);
      }
      return out;
    };
  }

  private static Check of(Kind kind, Check... checks) {
    return e -> all(checks).addTo(e.withKind(kind));
  }

  public static Check ipv4(Check... checks) {
    return all(checks);
  }

  public static Check tcp(Check... checks) {
    return of(Kind.TCP, checks);
  }

  public static Check udp(Check... checks) {
    return of(Kind.UDP, checks);
  }

  /// @param type one of [honeyd.wire.IcmpType]
  public static Check icmp(int type, Check... checks) {
    return e -> field(Field.TYPE, (long) type).addTo(of(Kind.ICMP, checks).addTo(e));
  }

  public static Check arp(Check... checks) {
    return of(Kind.ARP, checks);
  }

  /// Any field at all.
  public static Check field(Field field, Object value) {
    return e -> e.with(field, value);
  }

  public static Check from(String address) {
    return field(Field.SRC, IpAddress.parse(address));
  }

  public static Check from(String address, int port) {
    return all(from(address), field(Field.SRC_PORT, (long) port));
  }

  public static Check to(String address) {
    return field(Field.DST, IpAddress.parse(address));
  }

  public static Check to(String address, int port) {
    return all(to(address), field(Field.DST_PORT, (long) port));
  }

  public static Check ttl(int ttl) {
    return field(Field.TTL, (long) ttl);
  }

  public static Check dontFragment() {
    return field(Field.DF, true);
  }

  public static Check mayFragment() {
    return field(Field.DF, false);
  }

  public static Check id(int id) {
    return field(Field.ID, (long) id);
  }

  public static Check tos(int tos) {
    return field(Field.TOS, (long) tos);
  }

  /// Exactly these TCP flags: letters of `FSRPAUEW`.
  public static Check flags(String letters) {
    return field(Field.FLAGS, flagLetters(letters));
  }

  /// The notation's order, `A` as `.`.
  static String flagLetters(String letters) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < NOTATION.length(); i++) {
      if (letters.replace('A', '.').indexOf(NOTATION.charAt(i)) >= 0) {
        out.append(NOTATION.charAt(i));
      }
    }
    return out.isEmpty() ? "-" : out.toString();
  }

  public static Check seq(int seq) {
    return field(Field.SEQ, Integer.toUnsignedLong(seq));
  }

  public static Check ack(int ack) {
    return field(Field.ACK, Integer.toUnsignedLong(ack));
  }

  public static Check window(int window) {
    return field(Field.WINDOW, (long) window);
  }

  /// TCP options as nmap writes them with blanks between, `M5B4 N W8 S T`; none for an empty text.
  public static Check options(String nmapText) {
    return field(Field.OPTIONS, TcpOptionList.parseNmap(nmapText));
  }

  public static Check payload(String octets) {
    return all(field(Field.PAYLOAD, octets), payloadBytes(octets.length()));
  }

  public static Check payloadBytes(int length) {
    return field(Field.LENGTH, (long) length);
  }

  public static Check code(int code) {
    return field(Field.CODE, (long) code);
  }

  public static Check icmpId(int id) {
    return field(Field.ICMP_ID, (long) id);
  }

  public static Check icmpSeq(int sequence) {
    return field(Field.ICMP_SEQ, (long) sequence);
  }

  public static Check senderMac(long mac) {
    return field(Field.SENDER_MAC, new MacAddress(mac));
  }

  public static Check macs(long src, long dst) {
    return all(
        field(Field.ETH_SRC, new MacAddress(src)), field(Field.ETH_DST, new MacAddress(dst)));
  }
}
