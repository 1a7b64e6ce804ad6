package honeyd.report;

import honeyd.net.IpAddress;
import java.util.Arrays;

/// Builds one line as bytes, without formatting machinery in between.
///
/// One thread; reused line after line. Grows to the longest line it ever held.
final class LineBuffer {
  private byte[] bytes = new byte[512];
  private int length;

  LineBuffer clear() {
    length = 0;
    return this;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Adds text; a character that is not ASCII becomes `?`.
  LineBuffer text(String text) {
    int n = text.length();
    ensure(n);
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      bytes[length + i] = c < 0x80 ? (byte) c : (byte) '?';
    }
    length += n;
    return this;
  }

  LineBuffer character(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  LineBuffer raw(byte[] source, int from, int count) {
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  /// Adds a number in decimal.
  LineBuffer number(long value) {
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        return text(Long.toString(value));
      }
      character('-');
      value = -value;
    }
    int digits = 1;
    for (long v = value; v >= 10; v /= 10) {
      digits++;
    }
    return padded(value, digits);
  }

  /// Adds the lowest `digits` decimal digits of a number that is not negative.
  LineBuffer padded(long value, int digits) {
    ensure(digits);
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
    length += digits;
    return this;
  }

  LineBuffer address(IpAddress address) {
    if (!address.isV4()) {
      return text(address.toString());
    }
    int bits = (int) address.lo();
    return number(bits >>> 24)
        .character('.')
        .number(bits >>> 16 & 255)
        .character('.')
        .number(bits >>> 8 & 255)
        .character('.')
        .number(bits & 255);
  }

  /// Adds blanks until the line is `column` bytes long.
  LineBuffer padTo(int column) {
    int missing = column - length;
    if (missing > 0) {
      ensure(missing);
      Arrays.fill(bytes, length, column, (byte) ' ');
      length = column;
    }
    return this;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, java.nio.charset.StandardCharsets.US_ASCII);
  }
}
