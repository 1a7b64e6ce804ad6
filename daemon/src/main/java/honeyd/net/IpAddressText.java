package honeyd.net;

/// The text forms of [IpAddress]: dotted quads, RFC 4291 input, RFC 5952 output.
final class IpAddressText {
  private IpAddressText() {}

  static IpAddress parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : IpAddress.ofV4(parseV4(text, text));
  }

  private static int parseV4(String quad, String whole) {
    int bits = 0;
    int parts = 0;
    int value = -1;
    for (int i = 0; i <= quad.length(); i++) {
      char c = i < quad.length() ? quad.charAt(i) : '.';
      if (c == '.') {
        if (value < 0) {
          throw bad(whole, "an IPv4 address is four numbers with dots between");
        }
        bits = bits << 8 | value;
        parts++;
        value = -1;
      } else if (c >= '0' && c <= '9') {
        // Leading zeros are refused: some readers take them as octal.
        if (value == 0) {
          throw bad(whole, "a part has a leading zero");
        }
        value = Math.max(value, 0) * 10 + (c - '0');
        if (value > 255) {
          throw bad(whole, "a part is larger than 255");
        }
      } else {
        throw bad(whole, "unexpected '" + c + "'");
      }
    }
    if (parts != 4) {
      throw bad(whole, "an IPv4 address is four numbers with dots between");
    }
    return bits;
  }

  private static IpAddress parseV6(String text) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int i = 0;
    if (text.startsWith("::")) {
      gap = 0;
      i = 2;
    }
    while (i < text.length()) {
      int end = i;
      while (end < text.length() && text.charAt(end) != ':') {
        end++;
      }
      String part = text.substring(i, end);
      if (part.indexOf('.') >= 0) {
        if (end != text.length() || count > 6) {
          throw bad(text, "an embedded IPv4 address must come last");
        }
        int v4 = parseV4(part, text);
        groups[count++] = v4 >>> 16;
        groups[count++] = v4 & 0xffff;
        i = end;
        break;
      }
      if (count == 8) {
        throw bad(text, "more than eight groups");
      }
      groups[count++] = parseGroup(part, text);
      i = end;
      if (i < text.length()) {
        i++;
        if (i < text.length() && text.charAt(i) == ':') {
          if (gap >= 0) {
            throw bad(text, "\"::\" stands twice");
          }
          gap = count;
          i++;
        } else if (i == text.length()) {
          throw bad(text, "ends in a single ':'");
        }
      }
    }
    if ((gap < 0 && count != 8) || (gap >= 0 && count == 8)) {
      throw bad(text, "an IPv6 address is eight groups, or fewer with one \"::\"");
    }
    int[] full = new int[8];
    int head = gap < 0 ? 8 : gap;
    System.arraycopy(groups, 0, full, 0, Math.min(head, count));
    if (gap >= 0) {
      int tail = count - gap;
      System.arraycopy(groups, gap, full, 8 - tail, tail);
    }
    long hi = 0;
    long lo = 0;
    for (int g = 0; g < 4; g++) {
      hi = hi << 16 | full[g];
      lo = lo << 16 | full[g + 4];
    }
    return new IpAddress(hi, lo);
  }

  private static int parseGroup(String part, String whole) {
    if (part.isEmpty() || part.length() > 4) {
      throw bad(whole, "a group is one to four hexadecimal digits");
    }
    int value = 0;
    for (int i = 0; i < part.length(); i++) {
      int digit = Character.digit(part.charAt(i), 16);
      if (digit < 0 || part.charAt(i) > 'f') {
        throw bad(whole, "unexpected '" + part.charAt(i) + "'");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  static String format(IpAddress a) {
    if (a.isV4()) {
      int b = (int) a.lo();
      return (b >>> 24) + "." + (b >>> 16 & 255) + "." + (b >>> 8 & 255) + "." + (b & 255);
    }
    int[] groups = new int[8];
    for (int g = 0; g < 4; g++) {
      groups[g] = (int) (a.hi() >>> (48 - 16 * g)) & 0xffff;
      groups[g + 4] = (int) (a.lo() >>> (48 - 16 * g)) & 0xffff;
    }
    // RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals.
    int bestAt = -1;
    int bestLength = 1;
    for (int g = 0; g < 8; ) {
      int end = g;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - g > bestLength) {
        bestAt = g;
        bestLength = end - g;
      }
      g = Math.max(end, g + 1);
    }
    StringBuilder out = new StringBuilder();
    for (int g = 0; g < 8; g++) {
      if (g == bestAt) {
        out.append("::");
        g += bestLength - 1;
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(groups[g]));
    }
    return out.toString();
  }

  private static IllegalArgumentException bad(String text, String why) {
    return new IllegalArgumentException("\"" + text + "\" is not an address: " + why);
  }
}
