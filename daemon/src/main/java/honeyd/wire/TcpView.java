package honeyd.wire;

import honeyd.base.DropReason;
import java.lang.foreign.MemorySegment;

/// A TCP header in place (RFC 9293 §3.1). Owned by one worker, re-wrapped per packet, never stored.
///
/// ```
///  0            2            4                         8
/// +------------+------------+-------------------------+-------------------------+
/// |  src port  |  dst port  |     sequence number     | acknowledgment number   |
/// +---+---+----+------------+------------+------------+-------------------------+
/// |off|rsv|flag|   window   |  checksum  |   urgent   |  options, 0 to 40 bytes ...
/// +---+---+----+------------+------------+------------+--------------------------
///  12      13   14           16           18           20
/// ```
public final class TcpView {
  static final int SRC_PORT = 0;
  static final int DST_PORT = 2;
  static final int SEQ = 4;
  static final int ACK_NUMBER = 8;
  static final int OFFSET_RESERVED = 12;
  static final int FLAGS = 13;
  static final int WINDOW = 14;
  static final int CHECKSUM = 16;
  static final int URGENT_POINTER = 18;

  /// Length of the header without options.
  public static final int HEADER_BYTES = 20;

  /// Length of the longest header.
  public static final int MAX_HEADER_BYTES = 60;

  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;
  public static final int ECE = 0x40;
  public static final int CWR = 0x80;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private long limit;

  /// Looks at the segment in `bytes` from `at` to `limit`, which is the end of the IP packet. The
  /// checksum is not looked at: see [#isChecksumValid].
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    if (limit - at < HEADER_BYTES) {
      return DropReason.TCP_TRUNCATED;
    }
    int headerBytes = headerBytes();
    if (headerBytes < HEADER_BYTES || headerBytes > limit - at) {
      return DropReason.TCP_BAD_DATA_OFFSET;
    }
    return DropReason.NONE;
  }

  /// Stands over bytes that are about to be written: zeroes the fixed header and writes the data
  /// offset. Options and payload are the caller's.
  ///
  /// @param limit where the segment will end
  /// @param headerBytes 20 to 60, a multiple of 4
  public TcpView begin(MemorySegment bytes, long at, long limit, int headerBytes) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    bytes.set(BigEndian.U64, at, 0);
    bytes.set(BigEndian.U64, at + 8, 0);
    bytes.set(BigEndian.U32, at + 16, 0);
    bytes.set(BigEndian.U8, at + OFFSET_RESERVED, (byte) (headerBytes << 2));
    return this;
  }

  public int srcPort() {
    return u16(SRC_PORT);
  }

  public int dstPort() {
    return u16(DST_PORT);
  }

  public int seq() {
    return bytes.get(BigEndian.U32, at + SEQ);
  }

  public int ack() {
    return bytes.get(BigEndian.U32, at + ACK_NUMBER);
  }

  /// Length of the header with its options, in bytes: the data offset times four.
  public int headerBytes() {
    return (u8(OFFSET_RESERVED) & 0xf0) >>> 2;
  }

  /// The four bits between data offset and flags, which senders should leave zero.
  public int reserved() {
    return u8(OFFSET_RESERVED) & 0xf;
  }

  /// The eight flags, [#FIN] lowest and [#CWR] highest.
  public int flags() {
    return u8(FLAGS);
  }

  /// Whether any of `mask`'s flags is set.
  public boolean has(int mask) {
    return (flags() & mask) != 0;
  }

  /// The window as it stands, before scaling.
  public int window() {
    return u16(WINDOW);
  }

  public int checksum() {
    return u16(CHECKSUM);
  }

  public int urgentPointer() {
    return u16(URGENT_POINTER);
  }

  /// The memory that the segment lies in.
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
    return (int) (limit - at) - headerBytes();
  }

  /// Sequence numbers that the segment takes: its payload, and one each for SYN and FIN
  /// (`SEG.LEN`).
  public int sequenceBytes() {
    int flags = flags();
    return payloadBytes() + (flags & FIN) + ((flags & SYN) >>> 1);
  }

  public long end() {
    return limit;
  }

  public TcpView srcPort(int port) {
    return u16(SRC_PORT, port);
  }

  public TcpView dstPort(int port) {
    return u16(DST_PORT, port);
  }

  public TcpView seq(int seq) {
    bytes.set(BigEndian.U32, at + SEQ, seq);
    return this;
  }

  public TcpView ack(int ack) {
    bytes.set(BigEndian.U32, at + ACK_NUMBER, ack);
    return this;
  }

  /// Changes the data offset and keeps the reserved bits.
  public TcpView headerBytes(int headerBytes) {
    return u8(OFFSET_RESERVED, headerBytes << 2 | reserved());
  }

  /// Changes the reserved bits and keeps the data offset.
  public TcpView reserved(int fourBits) {
    return u8(OFFSET_RESERVED, (u8(OFFSET_RESERVED) & 0xf0) | (fourBits & 0xf));
  }

  public TcpView flags(int flags) {
    return u8(FLAGS, flags);
  }

  public TcpView window(int window) {
    return u16(WINDOW, window);
  }

  public TcpView checksum(int checksum) {
    return u16(CHECKSUM, checksum);
  }

  public TcpView urgentPointer(int pointer) {
    return u16(URGENT_POINTER, pointer);
  }

  /// Whether the checksum is right.
  ///
  /// @param pseudoHeader the sum of the IP header's part, such as [Ipv4View#pseudoHeader]
  public boolean isChecksumValid(long pseudoHeader) {
    return Checksum.finish(Checksum.add(pseudoHeader, bytes, at, limit - at)) == 0;
  }

  /// Computes the checksum over header and payload and writes it; call it last.
  public TcpView updateChecksum(long pseudoHeader) {
    checksum(0);
    return checksum(Checksum.finish(Checksum.add(pseudoHeader, bytes, at, limit - at)));
  }

  private int u8(int field) {
    return Byte.toUnsignedInt(bytes.get(BigEndian.U8, at + field));
  }

  private int u16(int field) {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + field));
  }

  private TcpView u8(int field, int value) {
    bytes.set(BigEndian.U8, at + field, (byte) value);
    return this;
  }

  private TcpView u16(int field, int value) {
    bytes.set(BigEndian.U16, at + field, (short) value);
    return this;
  }
}
