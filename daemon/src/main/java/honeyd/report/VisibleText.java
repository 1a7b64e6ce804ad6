package honeyd.report;

import java.util.ArrayList;
import java.util.List;

/// Makes text that came from outside safe to print: bytes other than printable ASCII become `\xHH`,
/// so that no line can be forged and no terminal be told to do something.
final class VisibleText {
  /// Longest piece of service output in one line of a log.
  static final int MAX_CHUNK = 1023;

  private static final String HEX = "0123456789abcdef";

  private VisibleText() {}

  /// The text in pieces of at most [#MAX_CHUNK] characters, no escape cut in two; one empty piece
  /// for an empty text. A character beyond Latin-1 becomes `?`.
  static List<String> chunks(String text) {
    if (text.length() <= MAX_CHUNK && isVisible(text)) {
      return List.of(text);
    }
    List<String> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder(Math.min(text.length() * 4, MAX_CHUNK));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int width = isVisible(c) || c > 0xff ? 1 : 4;
      if (chunk.length() + width > MAX_CHUNK) {
        chunks.add(chunk.toString());
        chunk.setLength(0);
      }
      if (isVisible(c)) {
        chunk.append(c);
      } else if (c > 0xff) {
        chunk.append('?');
      } else {
        chunk.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk.toString());
    }
    return chunks;
  }

  /// The text in one piece, however long.
  static String whole(String text) {
    return isVisible(text) ? text : String.join("", chunks(text));
  }

  private static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isVisible(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVisible(char c) {
    return c >= ' ' && c <= '~';
  }
}
