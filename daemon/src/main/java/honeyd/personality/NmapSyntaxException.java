package honeyd.personality;

/// A place in a fingerprint database that cannot be understood; for people.
final class NmapSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;

  NmapSyntaxException(int line, String sentence) {
    super(sentence);
    this.line = line;
  }

  /// Line in the file, from 1.
  int line() {
    return line;
  }
}
