package honeyd.wire;

import honeyd.base.DropReason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An ARP packet for IPv4 over Ethernet in place (RFC 826). Owned by one worker, re-wrapped per
/// packet, never stored.
///
/// ```
///  0      2      4    5    6      8           14        18          24        28
/// +------+------+----+----+------+-----------+---------+-----------+---------+
/// | htype| ptype|hlen|plen| oper |    sha    |   spa   |    tha    |   tpa   |
/// +------+------+----+----+------+-----------+---------+-----------+---------+
/// ```
public final class ArpView {
  static final int HARDWARE_TYPE = 0;
  static final int PROTOCOL_TYPE = 2;
  static final int HARDWARE_LENGTH = 4;
  static final int PROTOCOL_LENGTH = 5;
  static final int OPERATION = 6;
  static final int SENDER_MAC = 8;
  static final int SENDER_IP = 14;
  static final int TARGET_MAC = 18;
  static final int TARGET_IP = 24;

  /// Length of the packet; what follows is padding.
  public static final int PACKET_BYTES = 28;

  public static final int REQUEST = 1;
  public static final int REPLY = 2;

  /// Hardware types.
  public static final int ETHERNET_HARDWARE = 1;

  public static final int IEEE_802_HARDWARE = 6;

  private static final int FORMAT_UPPER = ETHERNET_HARDWARE << 16 | EtherType.IPV4;
  private static final int FORMAT_LOWER = 6 << 8 | 4;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;

  /// Looks at the packet in `bytes` from `at`; only requests and replies for IPv4 over Ethernet are
  /// well-formed.
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    if (limit - at < PACKET_BYTES) {
      return DropReason.ARP_TRUNCATED;
    }
    if (bytes.get(BigEndian.U32, at + HARDWARE_TYPE) != FORMAT_UPPER
        || bytes.get(BigEndian.U16, at + HARDWARE_LENGTH) != FORMAT_LOWER
        || (operation() != REQUEST && operation() != REPLY)) {
      return DropReason.ARP_BAD_FORMAT;
    }
    return DropReason.NONE;
  }

  /// Looks at the packet in `bytes` from `at` whatever its types and lengths say, as if they said
  /// IPv4 over Ethernet: some systems read no more of it than that.
  public DropReason wrapLoosely(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    return limit - at < PACKET_BYTES ? DropReason.ARP_TRUNCATED : DropReason.NONE;
  }

  /// [#ETHERNET_HARDWARE] unless something is wrong.
  public int hardwareType() {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + HARDWARE_TYPE));
  }

  /// [EtherType#IPV4] unless something is wrong.
  public int protocolType() {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + PROTOCOL_TYPE));
  }

  /// Said length of a hardware address in bytes.
  public int hardwareLength() {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at + HARDWARE_LENGTH));
  }

  /// Said length of a protocol address in bytes.
  public int protocolLength() {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at + PROTOCOL_LENGTH));
  }

  /// Stands over bytes that are about to be written and writes types and lengths.
  public ArpView begin(MemorySegment bytes, long at) {
    this.bytes = bytes;
    this.at = at;
    bytes.set(BigEndian.U32, at + HARDWARE_TYPE, FORMAT_UPPER);
    bytes.set(BigEndian.U16, at + HARDWARE_LENGTH, (short) FORMAT_LOWER);
    return this;
  }

  /// [#REQUEST] or [#REPLY].
  public int operation() {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + OPERATION));
  }

  /// Sender's Ethernet address in the low 48 bits.
  public long senderMac() {
    return mac(at + SENDER_MAC);
  }

  /// Sender's IPv4 address; 0 in an address probe (RFC 5227).
  public int senderBits() {
    return bytes.get(BigEndian.U32, at + SENDER_IP);
  }

  /// Target's Ethernet address in the low 48 bits; without meaning in a request.
  public long targetMac() {
    return mac(at + TARGET_MAC);
  }

  /// Target's IPv4 address.
  public int targetBits() {
    return bytes.get(BigEndian.U32, at + TARGET_IP);
  }

  /// Whether sender and target are one address: the sender announces itself (RFC 5227 §3).
  public boolean isGratuitous() {
    return senderBits() == targetBits();
  }

  public ArpView operation(int operation) {
    bytes.set(BigEndian.U16, at + OPERATION, (short) operation);
    return this;
  }

  public ArpView senderMac(long mac) {
    mac(at + SENDER_MAC, mac);
    return this;
  }

  public ArpView senderBits(int bits) {
    bytes.set(BigEndian.U32, at + SENDER_IP, bits);
    return this;
  }

  public ArpView targetMac(long mac) {
    mac(at + TARGET_MAC, mac);
    return this;
  }

  public ArpView targetBits(int bits) {
    bytes.set(BigEndian.U32, at + TARGET_IP, bits);
    return this;
  }

  private long mac(long from) {
    return (bytes.get(BigEndian.U16, from) & 0xffffL) << 32
        | (bytes.get(BigEndian.U32, from + 2) & 0xffff_ffffL);
  }

  private void mac(long to, long mac) {
    bytes.set(BigEndian.U16, to, (short) (mac >>> 32));
    bytes.set(BigEndian.U32, to + 2, (int) mac);
  }
}
