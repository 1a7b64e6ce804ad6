package honeyd.wire;

import honeyd.base.DropReason;
import java.lang.foreign.MemorySegment;

/// An ICMP message in place (RFC 792). Owned by one worker, re-wrapped per packet, never stored.
///
/// ```
///  0      1      2             4             6             8
/// +------+------+-------------+-------------+-------------+--------
/// | type | code |  checksum   |    rest of header, or     | payload
/// |      |      |             | identifier  |  sequence   |
/// +------+------+-------------+-------------+-------------+--------
/// ```
public final class IcmpView {
  static final int TYPE = 0;
  static final int CODE = 1;
  static final int CHECKSUM = 2;
  static final int REST = 4;
  static final int IDENTIFIER = 4;
  static final int SEQUENCE = 6;
  static final int ORIGINATE_TIMESTAMP = 8;
  static final int RECEIVE_TIMESTAMP = 12;
  static final int TRANSMIT_TIMESTAMP = 16;
  static final int ADDRESS_MASK = 8;

  public static final int HEADER_BYTES = 8;

  /// Length of a timestamp request or reply.
  public static final int TIMESTAMP_BYTES = 20;

  /// Length of an address mask request or reply.
  public static final int MASK_BYTES = 12;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private long limit;

  /// Looks at the message in `bytes` from `at` to `limit`, which is the end of the IP packet. The
  /// checksum is not looked at: see [#isChecksumValid].
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    return limit - at < HEADER_BYTES ? DropReason.ICMP_TRUNCATED : DropReason.NONE;
  }

  /// Stands over bytes that are about to be written and zeroes the header.
  ///
  /// @param limit where the message will end
  public IcmpView begin(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    bytes.set(BigEndian.U64, at, 0);
    return this;
  }

  /// One of [IcmpType], or any other number.
  public int type() {
    return Byte.toUnsignedInt(bytes.get(BigEndian.U8, at + TYPE));
  }

  public int code() {
    return Byte.toUnsignedInt(bytes.get(BigEndian.U8, at + CODE));
  }

  public int checksum() {
    return u16(CHECKSUM);
  }

  /// The second word of the header, whatever it means: gateway, pointer, next-hop MTU.
  public int restOfHeader() {
    return bytes.get(BigEndian.U32, at + REST);
  }

  public int identifier() {
    return u16(IDENTIFIER);
  }

  public int sequence() {
    return u16(SEQUENCE);
  }

  /// Length of header and payload.
  public int messageBytes() {
    return (int) (limit - at);
  }

  public long payloadAt() {
    return at + HEADER_BYTES;
  }

  public int payloadBytes() {
    return (int) (limit - at) - HEADER_BYTES;
  }

  public long end() {
    return limit;
  }

  /// Milliseconds since midnight UT; only when [#messageBytes] is at least [#TIMESTAMP_BYTES].
  public int originateTimestamp() {
    return bytes.get(BigEndian.U32, at + ORIGINATE_TIMESTAMP);
  }

  /// See [#originateTimestamp()].
  public int receiveTimestamp() {
    return bytes.get(BigEndian.U32, at + RECEIVE_TIMESTAMP);
  }

  /// See [#originateTimestamp()].
  public int transmitTimestamp() {
    return bytes.get(BigEndian.U32, at + TRANSMIT_TIMESTAMP);
  }

  /// The mask; only when [#messageBytes] is at least [#MASK_BYTES].
  public int addressMask() {
    return bytes.get(BigEndian.U32, at + ADDRESS_MASK);
  }

  public IcmpView type(int type) {
    bytes.set(BigEndian.U8, at + TYPE, (byte) type);
    return this;
  }

  public IcmpView code(int code) {
    bytes.set(BigEndian.U8, at + CODE, (byte) code);
    return this;
  }

  public IcmpView checksum(int checksum) {
    return u16(CHECKSUM, checksum);
  }

  public IcmpView restOfHeader(int word) {
    return u32(REST, word);
  }

  public IcmpView identifier(int identifier) {
    return u16(IDENTIFIER, identifier);
  }

  public IcmpView sequence(int sequence) {
    return u16(SEQUENCE, sequence);
  }

  public IcmpView originateTimestamp(int ms) {
    return u32(ORIGINATE_TIMESTAMP, ms);
  }

  public IcmpView receiveTimestamp(int ms) {
    return u32(RECEIVE_TIMESTAMP, ms);
  }

  public IcmpView transmitTimestamp(int ms) {
    return u32(TRANSMIT_TIMESTAMP, ms);
  }

  public IcmpView addressMask(int mask) {
    return u32(ADDRESS_MASK, mask);
  }

  public boolean isChecksumValid() {
    return Checksum.of(bytes, at, limit - at) == 0;
  }

  /// Computes the checksum over header and payload and writes it; call it last.
  public IcmpView updateChecksum() {
    return checksum(0).checksum(Checksum.of(bytes, at, limit - at));
  }

  private int u16(int field) {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + field));
  }

  private IcmpView u16(int field, int value) {
    bytes.set(BigEndian.U16, at + field, (short) value);
    return this;
  }

  private IcmpView u32(int field, int value) {
    bytes.set(BigEndian.U32, at + field, value);
    return this;
  }
}
