package honeyd.report;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.event.Event.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A log file that is only ever appended to, in whole lines, and survives a full disk and being
/// moved or deleted under way.
///
/// Lines wait in memory, at most [#MAX_PENDING_BYTES], and are written in large pieces. A write
/// that fails begins an episode: it is reported once, the rest of the line and what follows wait,
/// writing is tried again every second, and lines that find no room are dropped whole and counted.
/// A file that no longer lies under its path is left (its name may be logrotate's by now) and a new
/// one begun.
///
/// One thread.
final class LogFile {
  static final int MAX_PENDING_BYTES = 1 << 20;
  private static final int WRITE_BYTES = 1 << 16;
  private static final long RETRY_NS = 1_000_000_000L;

  private final Path path;
  private final LogOpener opener;
  private final LogTime time;
  private final Consumer<Event> complaints;
  private final Counters counters;
  private final LineBuffer ownLine = new LineBuffer();

  private byte[] pending = new byte[2 * WRITE_BYTES];
  private int pendingFrom;
  private int pendingTo;
  private @Nullable FileChannel channel;
  private @Nullable Object openedKey;
  private boolean wanted;
  private boolean midLine;
  private boolean failing;
  private long lostInEpisode;
  private long lastCheckNs = Long.MIN_VALUE;
  private long nowMicros;

  /// One that opens its file plainly.
  LogFile(Path path, ZoneId zone, Consumer<Event> complaints, Counters counters) {
    this(path, LogOpener.PLAIN, zone, complaints, counters);
  }

  LogFile(Path path, LogOpener opener, ZoneId zone, Consumer<Event> complaints, Counters counters) {
    this.path = path;
    this.opener = opener;
    this.time = new LogTime(zone);
    this.complaints = complaints;
    this.counters = counters;
  }

  LogTime time() {
    return time;
  }

  /// Opens the file and writes the line that says so. A file that cannot be opened is reported and
  /// done without until [#reopen].
  void open(long epochMicros) {
    nowMicros = epochMicros;
    try {
      openChannel();
      wanted = true;
    } catch (IOException e) {
      wanted = false;
      complain(Severity.WARNING, "honeyd_logstart: fopen(\"" + path + "\"): " + reason(e));
    }
  }

  private void openChannel() throws IOException {
    FileChannel opened = opener.open(path);
    openedKey = keyOfPath();
    if (midLine) {
      dropRestOfLine();
    }
    channel = opened;
    // Lines that waited while there was no file come after the line that begins it.
    byte[] waiting = Arrays.copyOfRange(pending, pendingFrom, pendingTo);
    pendingFrom = 0;
    pendingTo = 0;
    appendMark("started");
    store(waiting, 0, waiting.length);
  }

  /// Adds one line with its end.
  void append(LineBuffer line) {
    if (!wanted) {
      return;
    }
    if (pendingTo - pendingFrom + line.length() > MAX_PENDING_BYTES) {
      lose(1);
      return;
    }
    store(line.bytes(), 0, line.length());
    if (pendingTo - pendingFrom >= WRITE_BYTES && !failing) {
      writePending();
    }
  }

  /// Writes what waits, and looks once a second whether the file is still there.
  void flush(long nowNs, long epochMicros) {
    if (!wanted) {
      return;
    }
    nowMicros = epochMicros;
    boolean due = lastCheckNs == Long.MIN_VALUE || nowNs - lastCheckNs >= RETRY_NS;
    if (due) {
      lastCheckNs = nowNs;
      recoverPath();
    }
    if (channel != null && (due || !failing) && (pendingTo > pendingFrom || failing)) {
      writePending();
    }
  }

  /// Writes the line that ends the file, opens whatever lies under the path now, and begins it.
  void reopen(long epochMicros) {
    nowMicros = epochMicros;
    closeChannel();
    open(epochMicros);
  }

  /// Writes everything to the disk and closes.
  void close(long epochMicros) {
    nowMicros = epochMicros;
    closeChannel();
    if (pendingTo > pendingFrom) {
      lose(countLines());
      complain(
          Severity.WARNING,
          "log file \"" + path + "\" took no more: " + lostInEpisode + " lines are lost");
    }
    pendingFrom = 0;
    pendingTo = 0;
    wanted = false;
  }

  private void closeChannel() {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    appendMark("stopped");
    writePending();
    try (open) {
      open.force(false);
    } catch (IOException e) {
      // A terminal or a pipe cannot be synchronised, and a failing disk has been reported.
      counters.increment(Counter.LOG_WRITE_FAILURES);
    }
    channel = null;
    openedKey = null;
  }

  private void recoverPath() {
    FileChannel open = channel;
    Object key = keyOfPath();
    if (open != null && key != null && key.equals(openedKey)) {
      return;
    }
    if (open != null) {
      complain(
          Severity.WARNING, "log file \"" + path + "\" was moved or deleted; a new one is begun");
      closeChannel();
    }
    try {
      openChannel();
    } catch (IOException e) {
      fail(e);
    }
  }

  private void writePending() {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      while (pendingFrom < pendingTo) {
        int length = Math.min(pendingTo - pendingFrom, 4 * WRITE_BYTES);
        int written = open.write(ByteBuffer.wrap(pending, pendingFrom, length));
        pendingFrom += written;
        if (written > 0) {
          midLine = pending[pendingFrom - 1] != '\n';
        }
      }
    } catch (IOException e) {
      fail(e);
      return;
    }
    pendingFrom = 0;
    pendingTo = 0;
    if (failing) {
      failing = false;
      complain(
          Severity.NOTICE,
          "log file \"" + path + "\" is written again; " + lostInEpisode + " lines are lost");
      lostInEpisode = 0;
    }
  }

  private void fail(IOException e) {
    counters.increment(Counter.LOG_WRITE_FAILURES);
    if (!failing) {
      failing = true;
      complain(
          Severity.WARNING,
          "cannot write log file \"" + path + "\": " + reason(e) + "; trying every second");
    }
  }

  private void appendMark(String word) {
    ownLine.clear();
    time.append(ownLine, nowMicros);
    ownLine.text(" honeyd log ").text(word).text(" ------\n");
    store(ownLine.bytes(), 0, ownLine.length());
  }

  private void store(byte[] source, int from, int length) {
    if (pending.length - pendingTo < length) {
      int waiting = pendingTo - pendingFrom;
      byte[] target =
          waiting + length > pending.length
              ? new byte[Math.max(pending.length * 2, waiting + length)]
              : pending;
      System.arraycopy(pending, pendingFrom, target, 0, waiting);
      pending = target;
      pendingFrom = 0;
      pendingTo = waiting;
    }
    System.arraycopy(source, from, pending, pendingTo, length);
    pendingTo += length;
  }

  private void dropRestOfLine() {
    while (pendingFrom < pendingTo && pending[pendingFrom++] != '\n') {
      // one byte further
    }
    midLine = false;
    lose(1);
  }

  private void lose(long lines) {
    lostInEpisode += lines;
    counters.add(Counter.LOG_LINES_LOST, lines);
  }

  private long countLines() {
    long lines = 0;
    for (int i = pendingFrom; i < pendingTo; i++) {
      if (pending[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }

  private @Nullable Object keyOfPath() {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  private void complain(Severity severity, String sentence) {
    complaints.accept(new Event.Announcement(nowMicros, severity, sentence));
  }

  /// strerror(3)'s words for the errors that Java hides behind a class.
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "No such file or directory";
      case AccessDeniedException _ -> "Permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
