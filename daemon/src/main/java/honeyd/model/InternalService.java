package honeyd.model;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The services that `internal "NAME"` can name.
public enum InternalService {
  ECHO("echo", 7, "sends back what it gets (RFC 862)"),
  DISCARD("discard", 9, "throws away what it gets (RFC 863)"),
  DAYTIME("daytime", 13, "says date and time in words (RFC 867)"),
  CHARGEN("chargen", 19, "sends lines of characters (RFC 864)"),
  TIME("time", 37, "says the seconds since 1900 in four bytes (RFC 868)");

  private final String word;
  private final int port;
  private final String sentence;

  InternalService(String word, int port, String sentence) {
    this.word = word;
    this.port = port;
    this.sentence = sentence;
  }

  /// Its name in a configuration.
  public String word() {
    return word;
  }

  /// The port that the Internet gave it.
  public int port() {
    return port;
  }

  /// What it does, for a list.
  public String sentence() {
    return sentence;
  }

  /// The service of this name, or null.
  public static @Nullable InternalService find(String word) {
    for (InternalService service : values()) {
      if (service.word.equals(word)) {
        return service;
      }
    }
    return null;
  }

  /// All names, for messages.
  public static List<String> words() {
    return Stream.of(values()).map(InternalService::word).toList();
  }
}
