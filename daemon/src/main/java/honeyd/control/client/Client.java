package honeyd.control.client;

import honeyd.base.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/// `honeydctl`: what is typed or piped goes to the daemon's console, answers come back.
public final class Client {
  /// Everything was done.
  public static final int OK = 0;

  /// A line was refused, or the console could not be asked.
  public static final int FAILED = 1;

  private Client() {}

  /// How to behave.
  ///
  /// @param socket the daemon's
  /// @param json whether answers are JSON
  /// @param verbose whether each line is shown before its answer, and a sum at the end
  /// @param timeoutMs how long an answer may take; 0 for as long as it likes
  /// @param clock for how long all of it took
  public record Options(Path socket, boolean json, boolean verbose, long timeoutMs, Clock clock) {}

  /// The user's side.
  public record Streams(InputStream in, PrintStream out, PrintStream err) {}

  /// Talks until the user has nothing more to say; returns the exit code.
  ///
  /// @param terminal whether a person types
  public static int run(Options options, Streams streams, boolean terminal)
      throws InterruptedException {
    try {
      return terminal ? new TerminalClient(options).run() : new PipedClient(options, streams).run();
    } catch (IOException e) {
      streams.err.println("honeydctl: " + e.getMessage());
      return FAILED;
    }
  }
}
