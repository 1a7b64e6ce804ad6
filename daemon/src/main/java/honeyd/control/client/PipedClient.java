package honeyd.control.client;

import honeyd.control.RequestParser;
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
///
/// The last line is a `quit`, of ours where the user says none: the console closes the connection
/// when it has answered that.
final class PipedClient {
  private static final int SEND_CHARS = 1 << 15;
  private static final String TYPED = "<stdin>:";

  private final Client.Options options;
  private final Client.Streams streams;

  /// What was sent and is not answered, where it is to be shown.
  private final Queue<String> shown = new ConcurrentLinkedQueue<>();

  /// Lines of the user's; known before the last is sent.
  private volatile long lines = Long.MAX_VALUE;

  /// Lines that will have been answered at the end; known likewise.
  private volatile long total = Long.MAX_VALUE;

  private long answered;
  private long wrong;

  PipedClient(Client.Options options, Client.Streams streams) {
    this.options = options;
    this.streams = streams;
  }

  int run() throws IOException, InterruptedException {
    long startNs = options.clock().nanoTime();
    try (Connection connection =
        Connection.open(options.socket(), options.json(), options.timeoutMs())) {
      Thread.ofPlatform().daemon().name("console-lines").start(() -> sendAll(connection));
      receiveAll(connection);
    } finally {
      streams.out().flush();
    }
    if (options.verbose()) {
      double seconds = (options.clock().nanoTime() - startNs) / 1e9;
      streams
          .err()
          .printf(Locale.ROOT, "honeydctl: %d lines, %d refused, %.2f s%n", lines, wrong, seconds);
    }
    return wrong == 0 ? Client.OK : Client.FAILED;
  }

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
        if (RequestParser.quits(line)) {
          lines = count;
          total = count;
          connection.send(batch.toString());
          return;
        }
        if (batch.length() >= SEND_CHARS || !in.ready()) {
          connection.send(batch.toString());
          batch.setLength(0);
        }
      }
      lines = count;
      total = count + 1;
      connection.send(batch + "quit\n");
    } catch (IOException e) {
      // The receiver sees the same, and what was answered until then.
    }
  }

  private void receiveAll(Connection connection) throws IOException, InterruptedException {
    boolean begun = false;
    for (Part part = connection.next(); part != null; part = connection.next()) {
      if (!begun) {
        showLine();
      }
      begun = !part.isEnd();
      // Our own `quit` is nobody's business.
      if (answered < lines) {
        print(part);
      }
      if (part.isEnd()) {
        answered++;
        wrong += part.kind() == Part.Kind.FAILED ? 1 : 0;
      }
      if (!connection.hasMore()) {
        streams.out().flush();
      }
    }
    if (answered != total) {
      throw new IOException("the console closed the connection before it answered all lines");
    }
  }

  private void showLine() {
    String line = shown.poll();
    if (line != null) {
      streams.out().println("> " + line);
    }
  }

  private void print(Part part) {
    switch (part.kind()) {
      case TEXT -> streams.out().println(part.text());
      case COMPLAINT -> {
        streams.out().flush();
        String text = part.text();
        streams
            .err()
            .println(
                text.startsWith(TYPED)
                    ? TYPED + (answered + 1) + ":" + text.substring(TYPED.length())
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
