package honeyd.testkit.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A network namespace: interfaces, routes and neighbours of its own, and the processes started in
/// it. Made and ended by [NetLab].
public final class Namespace {
  private static final Duration QUICK = Duration.ofSeconds(20);

  private final String name;
  private final Path directory;
  private final List<Running> started = new ArrayList<>();

  Namespace(String name, Path directory) {
    this.name = name;
    this.directory = directory;
  }

  public String name() {
    return name;
  }

  /// Runs a command to its end, without input.
  ///
  /// @throws AssertionError if it takes longer than `limit`
  public Outcome run(Duration limit, String... command) {
    return start(command).endInput().end(limit);
  }

  /// Runs a line of shell to its end.
  public Outcome shell(Duration limit, String line) {
    return run(limit, "sh", "-c", line);
  }

  /// Sets something up: words of one command, which must succeed.
  public Outcome set(String words) {
    return run(QUICK, words.split(" +")).orFail();
  }

  /// Starts a command and leaves it running, at most until the lab is closed.
  public Running start(String... command) {
    return startIn(directory, command);
  }

  /// As above, in another directory than the lab's.
  Running startIn(Path place, String... command) {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
    words.addAll(List.of(command));
    Running running = Running.start(words, place, Map.of());
    synchronized (started) {
      started.add(running);
    }
    return running;
  }

  /// Kills what still runs in it, started by us or by what we started, by process id.
  void end() {
    synchronized (started) {
      started.forEach(Running::close);
    }
    Running.start(List.of("ip", "netns", "pids", name), null, Map.of())
        .end(QUICK)
        .out()
        .lines()
        .map(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
        .forEach(handle -> handle.ifPresent(ProcessHandle::destroyForcibly));
    Running.start(List.of("ip", "netns", "del", name), null, Map.of()).end(QUICK);
  }

  @Override
  public String toString() {
    return name;
  }
}
