package honeyd.testkit;

import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.TcpOptionList;
import java.nio.charset.StandardCharsets;

/// A packet to send, put together field by field; see [Packets]. Immutable.
///
/// @param spec what is set so far
public record Packet(PacketSpec spec) {
  public Packet from(String address) {
    return with(Field.SRC, IpAddress.parse(address));
  }

  public Packet from(String address, int port) {
    return from(address).with(Field.SRC_PORT, (long) port);
  }

  public Packet to(String address) {
    return with(Field.DST, IpAddress.parse(address));
  }

  public Packet to(String address, int port) {
    return to(address).with(Field.DST_PORT, (long) port);
  }

  /// TCP sequence number, or the sequence of an ICMP query.
  public Packet seq(int seq) {
    return spec.kind() == PacketSpec.Kind.ICMP
        ? with(Field.ICMP_SEQ, (long) seq)
        : with(Field.SEQ, Integer.toUnsignedLong(seq));
  }

  public Packet ack(int ack) {
    return with(Field.ACK, Integer.toUnsignedLong(ack));
  }

  /// Letters of `FSRPAUEW`; `.` is `A` too.
  public Packet flags(String letters) {
    return with(Field.FLAGS, Checks.flagLetters(letters));
  }

  public Packet window(int window) {
    return with(Field.WINDOW, (long) window);
  }

  public Packet urgent(int pointer) {
    return with(Field.URGENT, (long) pointer);
  }

  /// TCP's reserved bits.
  public Packet reserved(int bits) {
    return with(Field.RESERVED, (long) bits);
  }

  /// Options as the packet notation writes them: `mss 1460,nop,wscale 7`.
  public Packet options(String options) {
    return with(Field.OPTIONS, TcpOptionList.parse(options));
  }

  /// Payload, one char per octet.
  public Packet payload(String octets) {
    return with(Field.PAYLOAD, octets).with(Field.LENGTH, (long) octets.length());
  }

  public Packet payload(byte[] octets) {
    return payload(new String(octets, StandardCharsets.ISO_8859_1));
  }

  /// The identifier of an ICMP query.
  public Packet icmpId(int id) {
    return with(Field.ICMP_ID, (long) id);
  }

  public Packet icmpCode(int code) {
    return with(Field.CODE, (long) code);
  }

  public Packet ttl(int ttl) {
    return with(Field.TTL, (long) ttl);
  }

  /// IPv4 identification.
  public Packet id(int id) {
    return with(Field.ID, (long) id);
  }

  public Packet tos(int tos) {
    return with(Field.TOS, (long) tos);
  }

  public Packet dontFragment() {
    return with(Field.DF, true);
  }

  public Packet wrongChecksum() {
    return with(Field.BAD_SUM, true);
  }

  public Packet macs(long src, long dst) {
    return with(Field.ETH_SRC, new MacAddress(src)).with(Field.ETH_DST, new MacAddress(dst));
  }

  /// The same with any other field set.
  public Packet with(Field field, Object value) {
    return new Packet(spec.with(field, value));
  }

  public byte[] toIp() {
    return spec.toIp();
  }

  /// An Ethernet frame; [#macs] wins over the arguments.
  public byte[] toEthernet(long srcMac, long dstMac) {
    return spec.toEthernet(srcMac, dstMac);
  }

  @Override
  public String toString() {
    return spec.toString();
  }
}
