package honeyd.testkit;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

/// Wire bytes as text that can be pasted into Wireshark: hex pairs, blanks, `#` comments to the end
/// of a line.
public final class Hex {
  private Hex() {}

  public static byte[] bytes(String text) {
    String digits = text.replaceAll("#[^\n]*", "").replaceAll("\\s+", "");
    return HexFormat.of().parseHex(digits);
  }

  public static MemorySegment segment(String text) {
    return MemorySegment.ofArray(bytes(text));
  }

  /// Sixteen pairs a line.
  public static String text(byte[] bytes) {
    HexFormat pairs = HexFormat.ofDelimiter(" ");
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < bytes.length; i += 16) {
      out.append(pairs.formatHex(bytes, i, Math.min(bytes.length, i + 16))).append('\n');
    }
    return out.toString();
  }

  /// A buffer full of 0xa5: what is not written shows.
  public static MemorySegment dirty(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xa5);
    return MemorySegment.ofArray(bytes);
  }

  public static byte[] bytes(MemorySegment segment) {
    return segment.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }
}
