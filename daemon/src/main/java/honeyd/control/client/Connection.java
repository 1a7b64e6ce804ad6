package honeyd.control.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A session with the console, in frames or in JSON. One thread may send while another receives.
final class Connection implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int QUEUE_CHUNKS = 16;

  private static final Pattern JSON_ANSWER =
      Pattern.compile("\\{\"line\":\\d+,\"ok\":(true|false).*");

  private final SocketChannel channel;
  private final boolean json;
  private final long timeoutMs;
  private final List<String> banner = new ArrayList<>();

  /// Lines that came together; the last may be empty, to wake whoever waits.
  private final BlockingQueue<List<String>> received = new ArrayBlockingQueue<>(QUEUE_CHUNKS);

  private Iterator<String> lines = Collections.emptyIterator();
  private volatile boolean ended;

  /// A part of an answer.
  ///
  /// @param kind what it is
  /// @param text without the mark in front
  record Part(Kind kind, String text) {
    static final Part DONE = new Part(Kind.OK, "");
    static final Part REFUSED = new Part(Kind.FAILED, "");

    enum Kind {
      TEXT,
      COMPLAINT,
      /// The end of the answer to a line that was done.
      OK,
      /// The end of the answer to one that was not.
      FAILED
    }

    boolean isEnd() {
      return kind == Kind.OK || kind == Kind.FAILED;
    }
  }

  private Connection(SocketChannel channel, boolean json, long timeoutMs) {
    this.channel = channel;
    this.json = json;
    this.timeoutMs = timeoutMs;
  }

  /// Connects, and agrees on the form of answers.
  ///
  /// @throws IOException with what to do when there is no console
  static Connection open(Path socket, boolean json, long timeoutMs)
      throws IOException, InterruptedException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Connection connection = new Connection(channel, json, timeoutMs);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      Thread.ofPlatform().daemon().name("console-answers").start(connection::receiveAll);
      connection.send("!frames\n");
      connection.skipTo(".frames ");
      if (json) {
        connection.send("!json\n");
        Part _ = connection.next();
      }
      return connection;
    } catch (IOException e) {
      channel.close();
      throw new IOException(why(socket, e), e);
    }
  }

  private static String why(Path socket, IOException e) {
    if (!Files.exists(socket)) {
      return socket + " does not exist: is honeyd running, and with this --console?";
    }
    if (!Files.isWritable(socket)) {
      return socket + ": permission denied; the console is open to the user who started honeyd";
    }
    return socket + ": " + e.getMessage();
  }

  /// Sends text; lines end in `\n`.
  void send(String text) throws IOException {
    send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int _ = channel.write(bytes);
    }
  }

  /// Reads lines, and hands over those that came together at once.
  private void receiveAll() {
    try (InputStream in = Channels.newInputStream(channel)) {
      byte[] buffer = new byte[CHUNK_BYTES];
      int length = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer, length, buffer.length - length)) {
        length += n;
        int end = lastLineEnd(buffer, length);
        if (end > 0) {
          String text = new String(buffer, 0, end, StandardCharsets.UTF_8);
          received.put(text.lines().toList());
          System.arraycopy(buffer, end, buffer, 0, length - end);
          length -= end;
        } else if (length == buffer.length) {
          buffer = Arrays.copyOf(buffer, length * 2);
        }
      }
    } catch (IOException e) {
      // The same as the end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      boolean _ = received.offer(List.of());
    }
  }

  /// Behind the last end of a line, or 0.
  private static int lastLineEnd(byte[] bytes, int length) {
    int at = length;
    while (at > 0 && bytes[at - 1] != '\n') {
      at--;
    }
    return at;
  }

  /// What the console said first, its prompt left out.
  List<String> banner() {
    return banner;
  }

  private void skipTo(String start) throws IOException, InterruptedException {
    String line = line();
    while (line != null && !line.startsWith(start)) {
      if (line.startsWith("too many sessions")) {
        throw new IOException(line);
      }
      if (!line.isEmpty() && !line.endsWith("honeydctl> ")) {
        banner.add(line);
      }
      line = line();
    }
    if (line == null) {
      throw new IOException("the console closed the connection");
    }
  }

  private @Nullable String line() throws IOException, InterruptedException {
    while (!lines.hasNext()) {
      if (ended && received.isEmpty()) {
        return null;
      }
      List<String> next =
          timeoutMs > 0 ? received.poll(timeoutMs, TimeUnit.MILLISECONDS) : received.take();
      if (next == null) {
        throw new IOException("no answer within " + timeoutMs / 1000 + " s");
      }
      lines = next.iterator();
    }
    return lines.next();
  }

  /// Whether something has come that was not taken, the end included.
  boolean hasMore() {
    return lines.hasNext() || !received.isEmpty() || ended;
  }

  /// The next part of an answer, or null when the console has closed the connection.
  ///
  /// @throws IOException when it takes too long
  @Nullable Part next() throws IOException, InterruptedException {
    String line = line();
    if (line == null) {
      return null;
    }
    if (json) {
      Matcher answer = JSON_ANSWER.matcher(line);
      Part.Kind kind =
          !answer.matches()
              ? Part.Kind.TEXT
              : answer.group(1).equals("true") ? Part.Kind.OK : Part.Kind.FAILED;
      return new Part(kind, line);
    }
    if (line.equals(".ok")) {
      return Part.DONE;
    }
    if (line.equals(".failed")) {
      return Part.REFUSED;
    }
    Part.Kind kind = line.startsWith("!") ? Part.Kind.COMPLAINT : Part.Kind.TEXT;
    return new Part(kind, line.isEmpty() ? "" : line.substring(1));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
