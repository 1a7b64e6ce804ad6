package honeyd.wire;

import java.lang.foreign.MemorySegment;

/// A walk over the options of one DHCP message (RFC 2131 §4.1, RFC 2132). Owned by one thread,
/// re-wrapped per message.
///
/// Padding is passed over. Where option 52 says that `file` or `sname` hold options too, they come
/// behind the others, in this order (RFC 2132 §9.3). The walk cannot leave a field: an option that
/// reaches past its end ends the walk and makes it [#isMalformed]. Each step moves on by at least
/// one byte, and each field is walked once.
public final class DhcpOptionCursor {
  private static final int IN_FILE = 1;
  private static final int IN_SERVER_NAME = 2;

  private MemorySegment bytes = MemorySegment.NULL;
  private long messageAt;
  private long end;
  private long next;
  private long optionAt;
  private int code;
  private int length;
  private int overload;
  private boolean overloadSeen;
  private boolean malformed;

  /// Stands before the first option of a message that was wrapped.
  public DhcpOptionCursor wrap(DhcpView message) {
    bytes = message.bytes();
    messageAt = message.at();
    next = message.optionsAt();
    end = message.end();
    code = DhcpOption.PAD;
    length = 0;
    overload = 0;
    overloadSeen = false;
    malformed = false;
    return this;
  }

  /// Moves to the next option; false at the end.
  public boolean next() {
    while (true) {
      while (next < end && u8(next) == DhcpOption.PAD) {
        next++;
      }
      if (next < end && u8(next) != DhcpOption.END) {
        return option();
      }
      if (!nextField()) {
        return false;
      }
    }
  }

  private boolean option() {
    optionAt = next;
    code = u8(optionAt);
    if (optionAt + 2 > end || optionAt + 2 + u8(optionAt + 1) > end) {
      malformed = true;
      overload = 0;
      next = end;
      return false;
    }
    length = u8(optionAt + 1);
    next = optionAt + 2 + length;
    if (code == DhcpOption.OVERLOAD && length == 1 && !overloadSeen) {
      overloadSeen = true;
      overload = u8(optionAt + 2) & (IN_FILE | IN_SERVER_NAME);
    }
    return true;
  }

  /// Goes on in the next field that holds options; false when there is none.
  private boolean nextField() {
    if ((overload & IN_FILE) != 0) {
      overload &= ~IN_FILE;
      next = messageAt + DhcpView.FILE;
      end = next + DhcpView.FILE_BYTES;
      return true;
    }
    if ((overload & IN_SERVER_NAME) != 0) {
      overload = 0;
      next = messageAt + DhcpView.SERVER_NAME;
      end = next + DhcpView.SERVER_NAME_BYTES;
      return true;
    }
    next = end;
    return false;
  }

  /// One of [DhcpOption], or any other number.
  public int code() {
    return code;
  }

  /// Length of the value in bytes, 0 to 255.
  public int length() {
    return length;
  }

  public long valueAt() {
    return optionAt + 2;
  }

  /// The value's octet `offset`; the caller has looked at [#length].
  public int valueU8(int offset) {
    return u8(valueAt() + offset);
  }

  /// The value's first four octets; the caller has looked at [#length].
  public int valueU32() {
    return bytes.get(BigEndian.U32, valueAt());
  }

  /// Whether the walk ended at an option that reaches past its field.
  public boolean isMalformed() {
    return malformed;
  }

  private int u8(long where) {
    return Byte.toUnsignedInt(bytes.get(BigEndian.U8, where));
  }
}
