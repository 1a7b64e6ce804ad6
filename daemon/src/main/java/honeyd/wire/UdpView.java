package honeyd.wire;

import honeyd.base.DropReason;
import java.lang.foreign.MemorySegment;

/// A UDP header in place (RFC 768). Owned by one worker, re-wrapped per packet, never stored.
///
/// ```
///  0            2            4            6            8
/// +------------+------------+------------+------------+---------
/// |  src port  |  dst port  |   length   |  checksum  | payload
/// +------------+------------+------------+------------+---------
/// ```
public final class UdpView {
  static final int SRC_PORT = 0;
  static final int DST_PORT = 2;
  static final int LENGTH = 4;
  static final int CHECKSUM = 6;

  public static final int HEADER_BYTES = 8;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;

  /// Looks at the datagram in `bytes` from `at`; what lies between its length and `limit`, the end
  /// of the IP packet, is not part of it. The checksum is not looked at: see [#isChecksumValid].
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    if (limit - at < HEADER_BYTES) {
      return DropReason.UDP_TRUNCATED;
    }
    int length = length();
    if (length < HEADER_BYTES || length > limit - at) {
      return DropReason.UDP_BAD_LENGTH;
    }
    return DropReason.NONE;
  }

  /// Stands over bytes that are about to be written and zeroes the header.
  public UdpView begin(MemorySegment bytes, long at) {
    this.bytes = bytes;
    this.at = at;
    bytes.set(BigEndian.U64, at, 0);
    return this;
  }

  public int srcPort() {
    return u16(SRC_PORT);
  }

  public int dstPort() {
    return u16(DST_PORT);
  }

  /// Length of header and payload, in bytes.
  public int length() {
    return u16(LENGTH);
  }

  /// The checksum; 0 means that the sender made none.
  public int checksum() {
    return u16(CHECKSUM);
  }

  public long payloadAt() {
    return at + HEADER_BYTES;
  }

  public int payloadBytes() {
    return length() - HEADER_BYTES;
  }

  public long end() {
    return at + length();
  }

  public UdpView srcPort(int port) {
    return u16(SRC_PORT, port);
  }

  public UdpView dstPort(int port) {
    return u16(DST_PORT, port);
  }

  public UdpView length(int lengthBytes) {
    return u16(LENGTH, lengthBytes);
  }

  public UdpView checksum(int checksum) {
    return u16(CHECKSUM, checksum);
  }

  /// Whether there is no checksum or it is right.
  ///
  /// @param ip the wrapped header in front
  public boolean isChecksumValid(Ipv4View ip) {
    // RFC 768: the pseudo header has UDP's own length, which may be shorter than IP's payload.
    return checksum() == 0 || Checksum.finish(sum(ip)) == 0;
  }

  /// Computes the checksum and writes it; call it last. A sum of zero goes out as 0xffff, because
  /// zero means that there is none (RFC 768).
  public UdpView updateChecksum(Ipv4View ip) {
    checksum(0);
    int computed = Checksum.finish(sum(ip));
    return checksum(computed == 0 ? 0xffff : computed);
  }

  private long sum(Ipv4View ip) {
    int length = length();
    return Checksum.add(
        Checksum.pseudoHeaderV4(ip.srcBits(), ip.dstBits(), IpProtocol.UDP, length),
        bytes,
        at,
        length);
  }

  private int u16(int field) {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + field));
  }

  private UdpView u16(int field, int value) {
    bytes.set(BigEndian.U16, at + field, (short) value);
    return this;
  }
}
