package honeyd.model;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What `option PART NAME VALUE` can set: limits of the parts of the daemon. The original set its
/// plug-ins' options so; the parts that need some are built in here.
public enum PartOption {
  TCP_IDLE("tcp", "idle", 1, 604_800, 300, "seconds until a silent connection is given up"),
  TCP_CONNECTIONS(
      "tcp",
      "connections",
      1,
      10_000_000,
      32_000,
      "connections held at once, like --max-connections"),
  TCP_HALF_OPEN("tcp", "half_open", 1, 1_000_000, 65_536, "unfinished handshakes held at once"),
  UDP_IDLE("udp", "idle", 1, 604_800, 60, "seconds until a silent flow is given up"),
  UDP_FLOWS("udp", "flows", 1, 10_000_000, 32_000, "flows held at once"),
  TARPIT_IDLE(
      "tarpit", "idle", 1, 604_800, 9_000, "seconds until a silent peer in a tarpit is given up"),
  TARPIT_CONNECTIONS(
      "tarpit", "connections", 1, 10_000_000, 262_144, "connections that tarpits hold at once"),
  HOST_IDLE("host", "idle", 1, 604_800, 3_600, "seconds until a silent host rests");

  private final String part;
  private final String word;
  private final long least;
  private final long most;
  private final long usual;
  private final String sentence;

  PartOption(String part, String word, long least, long most, long usual, String sentence) {
    this.part = part;
    this.word = word;
    this.least = least;
    this.most = most;
    this.usual = usual;
    this.sentence = sentence;
  }

  /// Which part of the daemon it belongs to.
  public String part() {
    return part;
  }

  /// Its name there.
  public String word() {
    return word;
  }

  public long least() {
    return least;
  }

  public long most() {
    return most;
  }

  /// Its value when nothing sets it.
  public long usual() {
    return usual;
  }

  /// What it says, for a list.
  public String sentence() {
    return sentence;
  }

  /// The option of these names, or null.
  public static @Nullable PartOption find(String part, String word) {
    return Stream.of(values())
        .filter(o -> o.part.equals(part) && o.word.equals(word))
        .findFirst()
        .orElse(null);
  }

  /// All parts, for messages.
  public static List<String> parts() {
    return Stream.of(values()).map(PartOption::part).distinct().toList();
  }

  /// The names of a part, for messages.
  public static List<String> words(String part) {
    return Stream.of(values()).filter(o -> o.part.equals(part)).map(PartOption::word).toList();
  }
}
