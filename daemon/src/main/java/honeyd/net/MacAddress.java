package honeyd.net;

import java.util.HexFormat;

/// A 48-bit Ethernet address.
///
/// @param bits the address in the low 48 bits, first octet highest
public record MacAddress(long bits) {
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
    }
  }

  /// Reads six hexadecimal octets of one or two digits with `:` or `-` between.
  ///
  /// @throws IllegalArgumentException with the text and what is wrong with it
  public static MacAddress parse(String text) {
    String[] parts = text.split("[:-]", -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("\"" + text + "\" is not six octets with ':' between");
    }
    long bits = 0;
    for (String part : parts) {
      if (part.isEmpty() || part.length() > 2 || !part.chars().allMatch(HexFormat::isHexDigit)) {
        throw new IllegalArgumentException("\"" + text + "\": \"" + part + "\" is not an octet");
      }
      bits = bits << 8 | HexFormat.fromHexDigits(part);
    }
    return new MacAddress(bits);
  }

  /// Whether the I/G bit is set: broadcast and multicast.
  public boolean isGroup() {
    return isGroup(bits);
  }

  public static boolean isGroup(long bits) {
    return (bits & 0x0100_0000_0000L) != 0;
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    StringBuilder out = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      if (shift < 40) {
        out.append(':');
      }
      out.append(hex.toHexDigits((byte) (bits >>> shift)));
    }
    return out.toString();
  }
}
