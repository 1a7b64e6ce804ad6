package honeyd.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Writes the options of one DHCP message in the order in which they are given. Owned by one
/// thread, re-used per message.
///
/// An option that has no room is left out whole, and so is all that comes after: there is always
/// room for [#end].
public final class DhcpOptionWriter {
  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private long limit;

  /// Stands behind the fixed part of a message that was begun.
  public DhcpOptionWriter begin(DhcpView message) {
    bytes = message.bytes();
    at = message.optionsAt();
    limit = message.end() - 1;
    return this;
  }

  public DhcpOptionWriter u8(int code, int value) {
    if (has(code, 1)) {
      bytes.set(BigEndian.U8, at + 2, (byte) value);
      at += 3;
    }
    return this;
  }

  public DhcpOptionWriter u16(int code, int value) {
    if (has(code, 2)) {
      bytes.set(BigEndian.U16, at + 2, (short) value);
      at += 4;
    }
    return this;
  }

  public DhcpOptionWriter u32(int code, int value) {
    if (has(code, 4)) {
      bytes.set(BigEndian.U32, at + 2, value);
      at += 6;
    }
    return this;
  }

  /// @param value at most 255 bytes
  public DhcpOptionWriter bytes(int code, byte[] value) {
    if (has(code, value.length)) {
      MemorySegment.copy(value, 0, bytes, ValueLayout.JAVA_BYTE, at + 2, value.length);
      at += 2 + value.length;
    }
    return this;
  }

  /// Ends the options; returns where the message ends.
  public long end() {
    bytes.set(BigEndian.U8, at, (byte) DhcpOption.END);
    limit = at;
    return at + 1;
  }

  private boolean has(int code, int length) {
    if (limit - at < 2 + length) {
      limit = at;
      return false;
    }
    bytes.set(BigEndian.U8, at, (byte) code);
    bytes.set(BigEndian.U8, at + 1, (byte) length);
    return true;
  }
}
