package honeyd.personality.passive;

/// Numbers in the text of a database.
final class Numbers {
  private static final int MAX_DIGITS = 9;

  private Numbers() {}

  /// A decimal number from 0 to `largest`, or -1 when the text is none.
  static int parse(String text, int largest) {
    if (text.isEmpty() || text.length() > MAX_DIGITS) {
      return -1;
    }
    int n = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      n = n * 10 + c - '0';
    }
    return n <= largest ? n : -1;
  }
}
