package honeyd.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines that a client sent and that nobody has worked on, read ahead by a thread of its own so
/// that all that wait can be done at once.
///
/// Bounded: when too much waits, the client does.
final class Input implements Runnable {
  /// Longest line in bytes; a statement is a tenth of it.
  static final int MAX_LINE_BYTES = 4096;

  /// What stands for a longer one.
  static final String TOO_LONG = "\0";

  private static final int MAX_WAITING_BYTES = 1 << 20;

  /// What a waiting line costs beside its text.
  private static final int LINE_BYTES = 64;

  private final ReadableByteChannel channel;
  private final Deque<String> lines = new ArrayDeque<>();
  private int waitingBytes;
  private boolean ended;

  Input(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /// Reads until the client has nothing more to say or the channel is closed.
  @Override
  public void run() {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    byte[] line = new byte[MAX_LINE_BYTES];
    int length = 0;
    try {
      while (channel.read(buffer.clear()) >= 0) {
        buffer.flip();
        List<String> complete = new ArrayList<>();
        while (buffer.hasRemaining()) {
          byte b = buffer.get();
          if (b == '\n') {
            complete.add(text(line, length));
            length = 0;
          } else if (length <= MAX_LINE_BYTES) {
            if (length < MAX_LINE_BYTES) {
              line[length] = b;
            }
            length++;
          }
        }
        add(complete);
      }
      if (length > 0) {
        add(List.of(text(line, length)));
      }
    } catch (IOException e) {
      // The client went away: the same as its end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private static String text(byte[] line, int length) {
    if (length > MAX_LINE_BYTES) {
      return TOO_LONG;
    }
    int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    return new String(line, 0, end, StandardCharsets.UTF_8);
  }

  private synchronized void add(List<String> complete) throws InterruptedException {
    for (String line : complete) {
      while (waitingBytes >= MAX_WAITING_BYTES && !ended) {
        wait();
      }
      if (ended) {
        return;
      }
      lines.add(line);
      waitingBytes += line.length() + LINE_BYTES;
    }
    notifyAll();
  }

  /// Nothing more is read or waited for. Any thread.
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// Takes all lines that wait, at least one.
  ///
  /// @param limitMs how long to wait for the first
  /// @return null when the client has ended, none when the time is over
  synchronized @Nullable List<String> take(long limitMs) throws InterruptedException {
    awaitLine(limitMs);
    if (lines.isEmpty()) {
      return ended ? null : List.of();
    }
    List<String> taken = new ArrayList<>(lines);
    lines.clear();
    waitingBytes = 0;
    notifyAll();
    return taken;
  }

  /// The line that waits first, or null.
  synchronized @Nullable String peek() {
    return lines.peek();
  }

  /// Whether the client says no more, and nothing it said waits.
  synchronized boolean hasEnded() {
    return ended && lines.isEmpty();
  }

  synchronized boolean isEmpty() {
    return lines.isEmpty();
  }

  private void awaitLine(long limitMs) throws InterruptedException {
    long waitedMs = 0;
    while (lines.isEmpty() && !ended && waitedMs < limitMs) {
      // Woken early only by what ends the wait, or by chance.
      long step = Math.min(limitMs - waitedMs, 1_000);
      wait(step);
      waitedMs += step;
    }
  }
}
