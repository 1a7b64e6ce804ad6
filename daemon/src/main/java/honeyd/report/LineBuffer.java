package honeyd.report;

import honeyd.net.IpAddress;
import java.util.Arrays;

/// Builds one line as bytes, without formatting machinery in between.
///
/// One thread; reused line after line. Grows to the longest line it ever held.
final class LineBuffer {
  /// Of each octet the digits from the low byte up, and how many in the high byte.
  private static final int[] OCTETS = octets();

  /// An address in dotted form, and what [#octet] writes beyond its end.
  private static final int LONGEST_V4 = 17;

  /// Of a long; ten to this power is none.
  private static final int MAX_DIGITS = 19;

  private byte[] bytes = new byte[512];
  private int length;

  private static int[] octets() {
    int[] out = new int[256];
    for (int value = 0; value < out.length; value++) {
      String digits = Integer.toString(value);
      for (int i = 0; i < digits.length(); i++) {
        out[value] |= digits.charAt(i) << (8 * i);
      }
      out[value] |= digits.length() << 24;
    }
    return out;
  }

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
    for (long bound = 10; digits < MAX_DIGITS && value >= bound; bound *= 10) {
      digits++;
    }
    return padded(value, digits);
  }

  /// Adds the lowest `digits` decimal digits of a number that is not negative.
  LineBuffer padded(long value, int digits) {
    ensure(digits);
    if (value <= Integer.MAX_VALUE) {
      // Dividing 32 bits is several times as fast.
      int rest = (int) value;
      for (int i = length + digits - 1; i >= length; i--) {
        int tenth = rest / 10;
        bytes[i] = (byte) ('0' + rest - 10 * tenth);
        rest = tenth;
      }
      length += digits;
      return this;
    }
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + value % 10);
      value /= 10;
    }
    length += digits;
    return this;
  }

  LineBuffer address(IpAddress address) {
    return address(address.hi(), address.lo());
  }

  /// Adds an address given by its two halves.
  LineBuffer address(long hi, long lo) {
    if (!IpAddress.isV4(hi, lo)) {
      return text(new IpAddress(hi, lo).toString());
    }
    ensure(LONGEST_V4);
    octet((int) lo >>> 24);
    bytes[length++] = '.';
    octet((int) lo >>> 16 & 255);
    bytes[length++] = '.';
    octet((int) lo >>> 8 & 255);
    bytes[length++] = '.';
    octet((int) lo & 255);
    return this;
  }

  private void octet(int value) {
    int digits = OCTETS[value];
    bytes[length] = (byte) digits;
    bytes[length + 1] = (byte) (digits >>> 8);
    bytes[length + 2] = (byte) (digits >>> 16);
    length += digits >>> 24;
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
