package honeyd.wire;

import java.lang.foreign.MemorySegment;

/// A walk over the options of one TCP header. Owned by one worker, re-wrapped per segment.
///
/// It cannot leave the header: an option whose length is 0 or 1, or reaches past the end, ends the
/// walk and makes it [#isMalformed]. At most 40 bytes are looked at, so a walk ends after 40 steps.
/// End-of-list is delivered as an option of its own and is the last one.
public final class TcpOptionCursor {
  /// Options longer than a header can carry are not looked at.
  public static final int MAX_OPTIONS_BYTES = TcpView.MAX_HEADER_BYTES - TcpView.HEADER_BYTES;

  private MemorySegment bytes = MemorySegment.NULL;
  private long end;
  private long next;
  private long optionAt;
  private int kind;
  private int length;
  private boolean malformed;

  /// Stands before the first option.
  ///
  /// @param at where the options begin
  /// @param lengthBytes how long they are together
  public TcpOptionCursor wrap(MemorySegment bytes, long at, int lengthBytes) {
    this.bytes = bytes;
    this.next = at;
    this.optionAt = at;
    this.end = at + Math.min(lengthBytes, MAX_OPTIONS_BYTES);
    this.kind = TcpOptionKind.NOP;
    this.length = 0;
    this.malformed = false;
    return this;
  }

  /// Moves to the next option; false at the end.
  public boolean next() {
    if (next >= end) {
      return false;
    }
    optionAt = next;
    kind = Byte.toUnsignedInt(bytes.get(BigEndian.U8, optionAt));
    if (kind == TcpOptionKind.EOL) {
      length = 1;
      next = end;
      return true;
    }
    if (kind == TcpOptionKind.NOP) {
      length = 1;
      next = optionAt + 1;
      return true;
    }
    length = optionAt + 1 < end ? Byte.toUnsignedInt(bytes.get(BigEndian.U8, optionAt + 1)) : 0;
    if (length < 2 || optionAt + length > end) {
      malformed = true;
      next = end;
      return false;
    }
    next = optionAt + length;
    return true;
  }

  /// One of [TcpOptionKind], or any other number.
  public int kind() {
    return kind;
  }

  /// Length of the option with kind and length: 1 for no-operation and end-of-list, else 2 to 40.
  public int length() {
    return length;
  }

  /// Where the current option begins; after a malformed end, where it went wrong.
  public long optionAt() {
    return optionAt;
  }

  /// Where the options end.
  public long end() {
    return end;
  }

  public long valueAt() {
    return optionAt + 2;
  }

  /// Length of the value, 0 to 38.
  public int valueBytes() {
    return Math.max(0, length - 2);
  }

  /// The value's octet `offset`; the caller has looked at [#valueBytes].
  public int valueU8(int offset) {
    return Byte.toUnsignedInt(bytes.get(BigEndian.U8, valueAt() + offset));
  }

  /// The value's first two octets; the caller has looked at [#valueBytes].
  public int valueU16() {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, valueAt()));
  }

  /// The value's four octets from `offset`; the caller has looked at [#valueBytes].
  public int valueU32(int offset) {
    return bytes.get(BigEndian.U32, valueAt() + offset);
  }

  /// Whether the walk ended at an option with an impossible length.
  public boolean isMalformed() {
    return malformed;
  }
}
