package honeyd.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A process and what it has written so far, which is collected while it runs.
public final class Running implements AutoCloseable {
  private final String command;
  private final Process process;
  private final Collector out;
  private final Collector err;

  private Running(String command, Process process) {
    this.command = command;
    this.process = process;
    this.out = new Collector(process.getInputStream());
    this.err = new Collector(process.getErrorStream());
  }

  /// Starts a command in a directory with some more environment.
  static Running start(List<String> command, @Nullable Path directory, Map<String, String> env) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      builder.environment().put("LC_ALL", "C");
      builder.environment().putAll(env);
      return new Running(String.join(" ", command), builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What it wrote on standard output up to now.
  public String out() {
    return out.text();
  }

  /// What it wrote on standard error up to now.
  public String err() {
    return err.text();
  }

  /// Its standard input.
  public OutputStream in() {
    return process.getOutputStream();
  }

  /// Ends its standard input.
  public Running endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it has ended already and wanted no input
      return this;
    }
    return this;
  }

  /// Waits for its end.
  ///
  /// @throws AssertionError if it runs longer than `limit`; it is killed then
  public Outcome end(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
        throw new AssertionError(
            "still running after "
                + limit.toMillis()
                + " ms: "
                + new Outcome(command, -1, out(), err()));
      }
      out.join();
      err.join();
      return new Outcome(command, process.exitValue(), out(), err());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + command, e);
    }
  }

  /// Sends it a signal by name, such as `TERM`.
  public void signal(String name) {
    if (!process.isAlive()) {
      throw new AssertionError("has ended before SIG" + name + ": " + describe());
    }
    start(List.of("kill", "-" + name, Long.toString(pid())), null, Map.of())
        .end(Duration.ofSeconds(5))
        .orFail();
  }

  /// The command and all it wrote, for a failure's message.
  public String describe() {
    return command + "\n--- out\n" + out() + "\n--- err\n" + err();
  }

  /// Kills it and its children if they still run.
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /// Reads a stream to its end on a thread of its own.
  private static final class Collector {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;

    Collector(InputStream stream) {
      reader = Thread.ofVirtual().start(() -> readAll(stream));
    }

    private void readAll(InputStream stream) {
      byte[] buffer = new byte[8192];
      try (stream) {
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
          synchronized (text) {
            // bytes as characters: protocols are not always UTF-8, and nothing may be lost
            text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
          }
        }
      } catch (IOException e) {
        synchronized (text) {
          text.append("[unreadable: ").append(e.getMessage()).append(']');
        }
      }
    }

    String text() {
      synchronized (text) {
        return text.toString();
      }
    }

    /// A grandchild may hold the stream open for ever; what came until then is enough.
    void join() throws InterruptedException {
      reader.join(Duration.ofSeconds(2));
    }
  }
}
