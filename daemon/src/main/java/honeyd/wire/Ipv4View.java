package honeyd.wire;

import honeyd.base.DropReason;
import honeyd.net.IpAddress;
import java.lang.foreign.MemorySegment;

/// An IPv4 header in place (RFC 791). Owned by one worker, re-wrapped per packet, never stored.
///
/// ```
///  0       1       2               4               6               8
/// +-------+-------+---------------+---------------+---------------+
/// |ver|ihl|  tos  |  total length |identification | flags + offset|
/// +-------+-------+---------------+---------------+---------------+
/// |  ttl  | proto |   checksum    |            source             |
/// +-------+-------+---------------+-------------------------------+
/// |         destination           |  options, 0 to 40 bytes ...
/// +-------------------------------+-------------------------------
/// ```
public final class Ipv4View {
  static final int VERSION_IHL = 0;
  static final int TOS = 1;
  static final int TOTAL_LENGTH = 2;
  static final int IDENTIFICATION = 4;
  static final int FLAGS_OFFSET = 6;
  static final int TTL = 8;
  static final int PROTOCOL = 9;
  static final int CHECKSUM = 10;
  static final int SRC = 12;
  static final int DST = 16;

  /// Length of the header without options.
  public static final int HEADER_BYTES = 20;

  /// Length of the longest header.
  public static final int MAX_HEADER_BYTES = 60;

  /// Largest total length.
  public static final int MAX_PACKET_BYTES = 65535;

  /// The bit of [#flagsAndOffset] that RFC 791 reserves and RFC 3514 jokes about.
  public static final int RESERVED = 0x8000;

  /// Don't Fragment, a bit of [#flagsAndOffset].
  public static final int DF = 0x4000;

  /// More Fragments, a bit of [#flagsAndOffset].
  public static final int MF = 0x2000;

  private static final int OFFSET_MASK = 0x1fff;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;

  /// Looks at the packet in `bytes` from `at`; what lies between its total length and `limit` is
  /// padding. The checksum is not looked at: see [#isChecksumValid].
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    if (limit - at < HEADER_BYTES) {
      return DropReason.IPV4_TRUNCATED;
    }
    if (version() != 4) {
      return DropReason.IPV4_BAD_VERSION;
    }
    int headerBytes = headerBytes();
    if (headerBytes < HEADER_BYTES || headerBytes > limit - at) {
      return DropReason.IPV4_BAD_HEADER_LENGTH;
    }
    int totalLength = totalLength();
    if (totalLength < headerBytes || totalLength > limit - at) {
      return DropReason.IPV4_BAD_TOTAL_LENGTH;
    }
    return DropReason.NONE;
  }

  /// Looks again at a packet that [#wrap] has found right, or that was written here.
  public Ipv4View again(MemorySegment bytes, long at) {
    this.bytes = bytes;
    this.at = at;
    return this;
  }

  /// Looks at the header that an ICMP error quotes: the packet behind it is usually cut short, so
  /// the total length may reach past `limit`. [#end] then does too.
  public DropReason wrapQuoted(MemorySegment bytes, long at, long limit) {
    DropReason reason = wrap(bytes, at, limit);
    return reason == DropReason.IPV4_BAD_TOTAL_LENGTH && totalLength() >= headerBytes()
        ? DropReason.NONE
        : reason;
  }

  /// Stands over bytes that are about to be written: writes version and header length and zeroes
  /// the other 19 bytes of the fixed header. Options, if any, are the caller's.
  ///
  /// @param headerBytes 20 to 60, a multiple of 4
  public Ipv4View begin(MemorySegment bytes, long at, int headerBytes) {
    this.bytes = bytes;
    this.at = at;
    bytes.set(BigEndian.U64, at, 0);
    bytes.set(BigEndian.U64, at + 8, 0);
    bytes.set(BigEndian.U32, at + 16, 0);
    bytes.set(BigEndian.U8, at + VERSION_IHL, (byte) (4 << 4 | headerBytes >> 2));
    return this;
  }

  public int version() {
    return u8(VERSION_IHL) >>> 4;
  }

  /// Length of the header with its options, in bytes.
  public int headerBytes() {
    return (u8(VERSION_IHL) & 0xf) << 2;
  }

  /// Type of service: DSCP in the upper six bits, ECN in the lower two.
  public int tos() {
    return u8(TOS);
  }

  /// Length of header and payload, in bytes.
  public int totalLength() {
    return u16(TOTAL_LENGTH);
  }

  public int identification() {
    return u16(IDENTIFICATION);
  }

  /// The raw word: [#RESERVED], [#DF], [#MF] and the offset in units of eight bytes.
  public int flagsAndOffset() {
    return u16(FLAGS_OFFSET);
  }

  public boolean isDontFragment() {
    return (flagsAndOffset() & DF) != 0;
  }

  public boolean isMoreFragments() {
    return (flagsAndOffset() & MF) != 0;
  }

  /// Where this fragment's payload begins in the whole payload, in bytes: 0 to 65528.
  public int fragmentOffsetBytes() {
    return (flagsAndOffset() & OFFSET_MASK) << 3;
  }

  /// Whether the packet is only a part of one.
  public boolean isFragment() {
    return (flagsAndOffset() & (MF | OFFSET_MASK)) != 0;
  }

  public int ttl() {
    return u8(TTL);
  }

  /// One of [IpProtocol], or any other number.
  public int protocol() {
    return u8(PROTOCOL);
  }

  public int checksum() {
    return u16(CHECKSUM);
  }

  public int srcBits() {
    return bytes.get(BigEndian.U32, at + SRC);
  }

  public int dstBits() {
    return bytes.get(BigEndian.U32, at + DST);
  }

  /// The lower half of the source's 128 bits; see [IpAddress].
  public long srcLo() {
    return IpAddress.v4Lo(srcBits());
  }

  /// The lower half of the destination's 128 bits; see [IpAddress].
  public long dstLo() {
    return IpAddress.v4Lo(dstBits());
  }

  /// The memory that the header lies in.
  public MemorySegment bytes() {
    return bytes;
  }

  public long at() {
    return at;
  }

  public long optionsAt() {
    return at + HEADER_BYTES;
  }

  /// Length of the options, 0 to 40.
  public int optionsBytes() {
    return headerBytes() - HEADER_BYTES;
  }

  public long payloadAt() {
    return at + headerBytes();
  }

  public int payloadBytes() {
    return totalLength() - headerBytes();
  }

  /// Where the packet ends by its total length.
  public long end() {
    return at + totalLength();
  }

  public Ipv4View tos(int tos) {
    return u8(TOS, tos);
  }

  public Ipv4View totalLength(int lengthBytes) {
    return u16(TOTAL_LENGTH, lengthBytes);
  }

  public Ipv4View identification(int id) {
    return u16(IDENTIFICATION, id);
  }

  public Ipv4View flagsAndOffset(int word) {
    return u16(FLAGS_OFFSET, word);
  }

  public Ipv4View ttl(int ttl) {
    return u8(TTL, ttl);
  }

  public Ipv4View protocol(int protocol) {
    return u8(PROTOCOL, protocol);
  }

  public Ipv4View checksum(int checksum) {
    return u16(CHECKSUM, checksum);
  }

  public Ipv4View srcBits(int bits) {
    this.bytes.set(BigEndian.U32, at + SRC, bits);
    return this;
  }

  public Ipv4View dstBits(int bits) {
    this.bytes.set(BigEndian.U32, at + DST, bits);
    return this;
  }

  public boolean isChecksumValid() {
    return Checksum.of(bytes, at, headerBytes()) == 0;
  }

  /// Computes the header checksum and writes it; call it after every other setter.
  public Ipv4View updateChecksum() {
    return checksum(0).checksum(Checksum.of(bytes, at, headerBytes()));
  }

  /// The sum of the pseudo header for the payload's checksum; see [Checksum].
  public long pseudoHeader() {
    return Checksum.pseudoHeaderV4(srcBits(), dstBits(), protocol(), payloadBytes());
  }

  private int u8(int field) {
    return Byte.toUnsignedInt(bytes.get(BigEndian.U8, at + field));
  }

  private int u16(int field) {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + field));
  }

  private Ipv4View u8(int field, int value) {
    bytes.set(BigEndian.U8, at + field, (byte) value);
    return this;
  }

  private Ipv4View u16(int field, int value) {
    bytes.set(BigEndian.U16, at + field, (short) value);
    return this;
  }
}
