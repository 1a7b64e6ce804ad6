package honeyd.wire;

import honeyd.base.DropReason;
import java.lang.foreign.MemorySegment;

/// A GRE header in place (RFC 2784, with the key and sequence number of RFC 2890). Owned by one
/// worker, re-wrapped per packet, never stored.
///
/// ```
///  0                2                4                6                8
/// +----------------+----------------+----------------+----------------+- - - - -+- - - - - -+-------
/// |C|0|K|S|0.. |ver| protocol type  |    checksum    |   reserved 1   |   key   | sequence  | payload
/// +----------------+----------------+----------------+----------------+- - - - -+- - - - - -+-------
///                                    only with C                       only with K, only with S
/// ```
public final class GreView {
  static final int FLAGS_VERSION = 0;
  static final int PROTOCOL_TYPE = 2;
  static final int CHECKSUM = 4;

  /// Length of the header without any of its three optional fields.
  public static final int HEADER_BYTES = 4;

  /// Length of the header with all of them.
  public static final int MAX_HEADER_BYTES = 16;

  /// A bit of the flags: checksum and reserved word follow.
  public static final int CHECKSUM_PRESENT = 0x8000;

  /// A bit of the flags: a key follows.
  public static final int KEY_PRESENT = 0x2000;

  /// A bit of the flags: a sequence number follows.
  public static final int SEQUENCE_PRESENT = 0x1000;

  /// Of RFC 1701's routing, strict source route and recursion. RFC 2784 §2.3: a receiver that does
  /// not know them must discard the packet, as it could not tell where the payload begins.
  private static final int FORBIDDEN = 0x4c00;

  /// Reserved for others, not to be looked at: RFC 2784 §2.3.
  private static final int RESERVED = 0x03f8;

  private static final int VERSION = 0x0007;
  private static final int FIELD_BYTES = 4;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private long limit;

  /// Looks at the header in `bytes` from `at`; its payload ends at `limit`, the end of the IP
  /// packet. The checksum is not looked at: see [#isChecksumValid].
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    if (limit - at < HEADER_BYTES) {
      return DropReason.GRE_TRUNCATED;
    }
    // Version 1 is PPTP's (RFC 2637), whose fields lie elsewhere.
    if (version() != 0) {
      return DropReason.GRE_BAD_VERSION;
    }
    if ((flagsAndVersion() & FORBIDDEN) != 0) {
      return DropReason.GRE_BAD_FLAGS;
    }
    return limit - at < headerBytes() ? DropReason.GRE_TRUNCATED : DropReason.NONE;
  }

  /// Stands over bytes that are about to be written: writes the flags and zeroes the rest of the
  /// header.
  ///
  /// @param limit where the payload will end
  /// @param flags which fields there are: [#CHECKSUM_PRESENT], [#KEY_PRESENT], [#SEQUENCE_PRESENT]
  public GreView begin(MemorySegment bytes, long at, long limit, int flags) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    u16(FLAGS_VERSION, flags);
    u16(PROTOCOL_TYPE, 0);
    for (int field = HEADER_BYTES; field < headerBytes(); field += FIELD_BYTES) {
      u32(field, 0);
    }
    return this;
  }

  /// Length of a header with the fields that `flags` name, in bytes: 4 to 16.
  public static int headerBytes(int flags) {
    int fields = flags & (CHECKSUM_PRESENT | KEY_PRESENT | SEQUENCE_PRESENT);
    return HEADER_BYTES + FIELD_BYTES * Integer.bitCount(fields);
  }

  /// Length of this header, in bytes.
  public int headerBytes() {
    return headerBytes(flagsAndVersion());
  }

  public int version() {
    return flagsAndVersion() & VERSION;
  }

  public boolean hasChecksum() {
    return has(CHECKSUM_PRESENT);
  }

  public boolean hasKey() {
    return has(KEY_PRESENT);
  }

  public boolean hasSequence() {
    return has(SEQUENCE_PRESENT);
  }

  /// The seven bits before the version, which senders should leave zero and receivers ignore.
  public int reserved() {
    return (flagsAndVersion() & RESERVED) >>> 3;
  }

  /// What the payload is, an EtherType: [EtherType#IPV4] for an IP packet.
  public int protocolType() {
    return u16(PROTOCOL_TYPE);
  }

  /// The checksum; only when [#hasChecksum].
  public int checksum() {
    return u16(CHECKSUM);
  }

  /// The key, which tells tunnels between the same ends apart; only when [#hasKey].
  public int key() {
    return bytes.get(BigEndian.U32, at + keyField());
  }

  /// The sequence number; only when [#hasSequence].
  public int sequence() {
    return bytes.get(BigEndian.U32, at + sequenceField());
  }

  public long payloadAt() {
    return at + headerBytes();
  }

  public int payloadBytes() {
    return (int) (limit - payloadAt());
  }

  public long end() {
    return limit;
  }

  public GreView protocolType(int etherType) {
    return u16(PROTOCOL_TYPE, etherType);
  }

  /// Writes the seven reserved bits.
  public GreView reserved(int bits) {
    return u16(FLAGS_VERSION, (flagsAndVersion() & ~RESERVED) | (bits << 3 & RESERVED));
  }

  /// Writes the checksum; only when [#hasChecksum].
  public GreView checksum(int checksum) {
    return u16(CHECKSUM, checksum);
  }

  /// Writes the key; only when [#hasKey].
  public GreView key(int key) {
    return u32(keyField(), key);
  }

  /// Writes the sequence number; only when [#hasSequence].
  public GreView sequence(int sequence) {
    return u32(sequenceField(), sequence);
  }

  /// Whether there is no checksum or it is right: it covers header and payload (RFC 2784 §2.2).
  public boolean isChecksumValid() {
    return !hasChecksum() || Checksum.of(bytes, at, limit - at) == 0;
  }

  /// Computes the checksum over header and payload and writes it, if the header has one; call it
  /// last.
  public GreView updateChecksum() {
    return hasChecksum() ? checksum(0).checksum(Checksum.of(bytes, at, limit - at)) : this;
  }

  private int flagsAndVersion() {
    return u16(FLAGS_VERSION);
  }

  private boolean has(int flag) {
    return (flagsAndVersion() & flag) != 0;
  }

  private int keyField() {
    return hasChecksum() ? HEADER_BYTES + FIELD_BYTES : HEADER_BYTES;
  }

  private int sequenceField() {
    return headerBytes() - FIELD_BYTES;
  }

  private int u16(int field) {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + field));
  }

  private GreView u16(int field, int value) {
    bytes.set(BigEndian.U16, at + field, (short) value);
    return this;
  }

  private GreView u32(int field, int value) {
    bytes.set(BigEndian.U32, at + field, value);
    return this;
  }
}
