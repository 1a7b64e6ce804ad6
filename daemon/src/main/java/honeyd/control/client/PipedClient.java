package honeyd.control.client;

import honeyd.control.client.Connection.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Sends lines as fast as they come, without waiting for answers, and prints the answers: what was
/// asked for on standard output, complaints with the line's number on standard error.
final class PipedClient {
  private static final int SEND_CHARS = 1 << 15;
  private static final String TYPED = "<stdin>:";

  private final Client.Options options;
  private final Client.Streams streams;

  /// What was sent and is not answered, where it is to be shown.
  private final Queue<String> shown = new ConcurrentLinkedQueue<>();

  /// Lines that were sent before our own `quit`; known once that is sent.
  private volatile long lines = Long.MAX_VALUE;

  PipedClient(Client.Options options, Client.Streams streams) {
    this.options = options;
    this.streams = streams;
  }

  int run() throws IOException, InterruptedException {
    long startNs = options.clock().nanoTime();
    try (Connection connection =
        Connection.open(options.socket(), options.json(), options.timeoutMs())) {
      Thread.ofPlatform().daemon().name("console-lines").start(() -> sendAll(connection));
      long wrong = receive(connection);
      if (options.verbose()) {
        double seconds = (options.clock().nanoTime() - startNs) / 1e9;
        streams
            .err()
            .println(
                String.format(Locale.ROOT, "honeydctl: %d lines refused, %.2f s", wrong, seconds));
      }
      return wrong == 0 ? Client.OK : Client.FAILED;
    } finally {
      streams.out().flush();
    }
  }

  /// Sends what there is, then `quit`: the console closes the connection when all is answered.
  private void sendAll(Connection connection) {
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
      StringBuilder batch = new StringBuilder();
      long count = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        count++;
        if (options.verbose()) {
          shown.add(line);
        }
        batch.append(line).append('\n');
        if (batch.length() >= SEND_CHARS || !in.ready()) {
          connection.send(batch.toString());
          batch.setLength(0);
        }
      }
      lines = count;
      connection.send(batch + "quit\n");
    } catch (IOException e) {
      // The receiver sees the same, and what was answered until then.
    }
  }

  /// Prints answers until the console closes; returns how many lines were refused.
  private long receive(Connection connection) throws IOException, InterruptedException {
    long answered = 0;
    long wrong = 0;
    boolean begun = false;
    for (Part part = connection.next(); part != null; part = connection.next()) {
      if (!begun) {
        begun = true;
        showLine();
      }
      if (part.isEnd()) {
        begun = false;
        answered++;
        wrong += part.kind() == Part.Kind.FAILED ? 1 : 0;
      }
      // Our own `quit` is nobody's business.
      if (answered <= lines) {
        print(part, part.isEnd() ? answered : answered + 1);
      }
      if (!connection.hasMore()) {
        streams.out().flush();
      }
    }
    // The user's own `quit` is the last that is answered.
    if (begun || answered == 0) {
      throw new IOException("the console closed the connection before it answered all lines");
    }
    return wrong;
  }

  private void showLine() {
    String line = shown.poll();
    if (line != null) {
      streams.out().println("> " + line);
    }
  }

  private void print(Part part, long number) {
    switch (part.kind()) {
      case TEXT -> streams.out().println(part.text());
      case COMPLAINT -> {
        streams.out().flush();
        String text = part.text();
        streams
            .err()
            .println(
                text.startsWith(TYPED)
                    ? TYPED + number + ":" + text.substring(TYPED.length())
                    : text);
      }
      case OK, FAILED -> {
        if (options.json()) {
          streams.out().println(part.text());
        }
      }
    }
  }
}
