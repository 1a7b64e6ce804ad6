package honeyd.daemon;

/// The daemon cannot start or go on; the message is a whole sentence for the person who started it.
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String sentence) {
    super(sentence);
  }
}
