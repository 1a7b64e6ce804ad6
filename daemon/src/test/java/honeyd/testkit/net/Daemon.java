package honeyd.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The daemon as a process of its own, from the jar that Maven just made, and the logs it writes.
public final class Daemon {
  /// Long enough for a loaded machine; a start is measured by its own test.
  private static final Duration START = Duration.ofSeconds(30);

  private static final Duration STOP = Duration.ofSeconds(15);

  private final Running running;
  private final Path directory;

  Daemon(Running running, Path directory) {
    this.running = running;
    this.directory = directory;
  }

  /// The root of the source tree.
  public static Path root() {
    String given = System.getProperty("honeyd.root");
    return Path.of(given == null ? ".." : given).toAbsolutePath().normalize();
  }

  /// The JVM's command line for the daemon with these words.
  static String[] command(List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.add("--illegal-native-access=deny");
    command.add("-Dhoneyd.home=" + root());
    command.addAll(List.of("-cp", root().resolve("daemon/target/honeyd.jar").toString()));
    command.add("honeyd.daemon.Main");
    command.addAll(words);
    return command.toArray(String[]::new);
  }

  public Running process() {
    return running;
  }

  /// Waits until the daemon takes packets.
  public void awaitReady() {
    Await.until(
        START,
        "the daemon listens",
        () -> !running.isAlive() || running.err().contains("listening "),
        running::describe);
    if (!running.isAlive()) {
      throw new AssertionError("the daemon ended at start: " + running.describe());
    }
  }

  /// What the packet log holds now; empty if there is none.
  public String packetLog() {
    return read("packets.log");
  }

  /// What the service log holds now; empty if there is none.
  public String serviceLog() {
    return read("services.log");
  }

  private String read(String name) {
    try {
      Path path = directory.resolve(name);
      return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until some line of the packet log matches.
  public void awaitPacketLog(String regex) {
    Await.until(
        Duration.ofSeconds(10),
        "a packet log line like " + regex,
        () -> packetLog().lines().anyMatch(line -> line.matches(regex)),
        this::packetLog);
  }

  /// Waits until some line of the service log matches.
  public void awaitServiceLog(String regex) {
    Await.until(
        Duration.ofSeconds(10),
        "a service log line like " + regex,
        () -> serviceLog().lines().anyMatch(line -> line.matches(regex)),
        this::serviceLog);
  }

  /// Asks it to end and waits for it.
  ///
  /// @throws AssertionError if it does not end, or not with 0
  public Outcome terminate() {
    running.signal("TERM");
    return running.end(STOP).orFail();
  }

  /// Ends it in whatever state it is.
  void stop() {
    running.close();
  }
}
