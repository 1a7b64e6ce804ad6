package honeyd.testkit;

import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.PacketSpec.Kind;
import honeyd.wire.ArpView;
import honeyd.wire.IcmpType;
import java.util.Map;

/// Packets that tests send, with usual values for all that a test does not care about:
///
/// ```java
/// bench.send(syn().from(CLIENT, 40000).to(HOST, 80).seq(100));
/// ```
public final class Packets {
  private Packets() {}

  /// A packet in the notation of [honeyd.wire.PacketPrinter].
  public static Packet packet(String text) {
    return new Packet(PacketSpec.parse(text));
  }

  /// A segment with the given flags (`"SA"`), sequence numbers 0 and no payload.
  public static Packet tcp(String flags) {
    return new Packet(new PacketSpec(Kind.TCP, Map.of(Field.SEQ, 0L))).flags(flags);
  }

  public static Packet syn() {
    return tcp("S");
  }

  public static Packet rst() {
    return tcp("R");
  }

  /// A segment with ACK and the given acknowledgment number.
  public static Packet ack(int ack) {
    return tcp("A").ack(ack);
  }

  public static Packet udp(String payload) {
    return new Packet(new PacketSpec(Kind.UDP, Map.of())).payload(payload);
  }

  /// An echo request, identifier 1, sequence 1.
  public static Packet echo(String payload) {
    return icmp(IcmpType.ECHO_REQUEST).icmpId(1).seq(1).payload(payload);
  }

  /// An ICMP message of any type, code 0 and no payload.
  public static Packet icmp(int type) {
    return new Packet(new PacketSpec(Kind.ICMP, Map.of(Field.TYPE, (long) type)));
  }

  /// A timestamp request, identifier 1, sequence 1.
  public static Packet timestampRequest(int originateMs) {
    return icmp(IcmpType.TIMESTAMP_REQUEST)
        .icmpId(1)
        .seq(1)
        .with(Field.ORIGINATE, Integer.toUnsignedLong(originateMs));
  }

  /// An address mask request, identifier 1, sequence 1.
  public static Packet maskRequest() {
    return icmp(IcmpType.MASK_REQUEST).icmpId(1).seq(1).with(Field.MASK, IpAddress.ofV4(0));
  }

  /// An IP packet of any protocol; also a fragment, with [Field#MF] and [Field#OFFSET].
  public static Packet ip(int protocol, String payload) {
    return new Packet(new PacketSpec(Kind.IP, Map.of(Field.PROTOCOL, (long) protocol)))
        .payload(payload);
  }

  /// An ARP request to everyone: who has `target`, tell `sender` at `senderMac`.
  public static Packet arpWhoHas(String target, String sender, long senderMac) {
    return arp(ArpView.REQUEST, sender, senderMac)
        .to(target)
        .macs(senderMac, MacAddress.BROADCAST.bits());
  }

  /// An ARP reply to `targetMac`: `sender` is at `senderMac`.
  public static Packet arpReply(String sender, long senderMac, String target, long targetMac) {
    return arp(ArpView.REPLY, sender, senderMac)
        .to(target)
        .with(Field.TARGET_MAC, new MacAddress(targetMac))
        .macs(senderMac, targetMac);
  }

  private static Packet arp(int operation, String sender, long senderMac) {
    return new Packet(
            new PacketSpec(
                Kind.ARP,
                Map.of(
                    Field.OPERATION,
                    (long) operation,
                    Field.SENDER_MAC,
                    new MacAddress(senderMac))))
        .from(sender);
  }
}
