package honeyd.testkit.script;

/// Octets between double quotes: printable ASCII as itself, `\n \r \t \" \\` and `\xNN`.
final class QuotedText {
  private QuotedText() {}

  /// Reads from the opening quote at `at` to the closing one and returns where the text goes on.
  static int read(String text, int at, StringBuilder out) {
    int i = at + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      char c = text.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (i >= text.length()) {
        break;
      }
      char escape = text.charAt(i++);
      switch (escape) {
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case '"', '\\' -> out.append(escape);
        case 'x' -> {
          if (i + 2 > text.length()) {
            throw new IllegalArgumentException("\\x needs two digits");
          }
          out.append((char) Integer.parseInt(text.substring(i, i + 2), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException("unknown escape \\" + escape);
      }
    }
    if (i >= text.length()) {
      throw new IllegalArgumentException("a closing quote is missing");
    }
    return i + 1;
  }

  static String write(String octets) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c >= ' ' && c <= '~') {
            out.append(c);
          } else {
            out.append(String.format("\\x%02x", (int) c));
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
