package honeyd.service;

import honeyd.base.Clock;
import honeyd.flow.Flow;
import honeyd.sys.CallState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Reads a script's standard error and reports it line by line.
///
/// Runs on a virtual thread until the pipe ends or the thread is interrupted; most scripts write
/// nothing there, and for them [#takeRest] at their end is all. A line longer than [#MAX_LINE] is
/// reported in pieces. A script that writes more than [#LINES_PER_SECOND] is made to wait by its
/// full pipe.
final class StandardError implements Runnable {
  static final int MAX_LINE = 1023;
  static final int LINES_PER_SECOND = 500;
  private static final int BUFFER_BYTES = 4096;
  private static final long SECOND_NS = 1_000_000_000L;

  private final PolledFd pipe;
  private final Consumer<String> lines;
  private final ServiceReports reports;
  private final byte[] line = new byte[MAX_LINE];

  /// Whether nobody waits any more: what is too much is left.
  private boolean last;

  private int length;
  private boolean lineCut;
  private long secondStartNs;
  private int linesInSecond;

  StandardError(PolledFd pipe, Flow flow, ServiceReports reports) {
    this(pipe, line -> reports.output(flow, line), reports);
  }

  /// @param lines takes each line
  StandardError(PolledFd pipe, Consumer<String> lines, ServiceReports reports) {
    this.pipe = pipe;
    this.lines = lines;
    this.reports = reports;
    this.secondStartNs = reports.clock().nanoTime();
  }

  @Override
  public void run() {
    CallState state = new CallState();
    byte[] bytes = new byte[BUFFER_BYTES];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES);
      int n;
      while ((n = pipe.read(state, buffer)) > 0) {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, n);
        take(bytes, n);
      }
    } catch (IOException _) {
      // Interrupted at the end of the flow: what was read so far still counts.
    }
    if (length > 0) {
      lines.accept(lineText());
    }
  }

  /// Reads what is there and does not wait for more, nor for a second to pass when there are too
  /// many lines. Instead of [#run].
  void takeRest(CallState state) {
    last = true;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES);
      byte[] bytes = new byte[BUFFER_BYTES];
      int n;
      while (!isEnough() && (n = pipe.tryRead(state, buffer)) > 0) {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, n);
        take(bytes, n);
      }
    } catch (IOException _) {
      // What was read so far still counts.
    }
    if (length > 0) {
      lines.accept(lineText());
    }
  }

  private void take(byte[] bytes, int n) throws IOException {
    for (int i = 0; i < n && !isEnough(); i++) {
      if (bytes[i] == '\n') {
        if (length > 0 || !lineCut) {
          report();
        }
        lineCut = false;
      } else {
        line[length++] = bytes[i];
        if (length == MAX_LINE) {
          report();
          lineCut = true;
        }
      }
    }
  }

  private boolean isEnough() {
    return last && linesInSecond >= LINES_PER_SECOND;
  }

  private void report() throws IOException {
    Clock clock = reports.clock();
    while (linesInSecond >= LINES_PER_SECOND) {
      long restNs = secondStartNs + SECOND_NS - clock.nanoTime();
      if (restNs <= 0) {
        secondStartNs = clock.nanoTime();
        linesInSecond = 0;
      } else {
        LockSupport.parkNanos(this, restNs);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("service was stopped");
        }
      }
    }
    linesInSecond++;
    lines.accept(lineText());
    length = 0;
  }

  private String lineText() {
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }
}
