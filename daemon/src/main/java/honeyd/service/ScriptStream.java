package honeyd.service;

import honeyd.flow.FlowStream;
import honeyd.sys.CallState;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;

/// Moves bytes between a TCP connection and its script until either has ended.
///
/// Three virtual threads: one for each direction and the supervising one, on which [#run] runs. The
/// attacker's FIN becomes the script's end of file; the script's end becomes our FIN after its
/// remaining output. A direction that is full waits.
final class ScriptStream {
  private static final int IN_BYTES = 16 * 1024;
  private static final int OUT_BYTES = 64 * 1024;
  private static final int READS_BEFORE_YIELD = 16;

  private final FlowStream stream;
  private final ScriptProcess script;

  ScriptStream(FlowStream stream, ScriptProcess script) {
    this.stream = stream;
    this.script = script;
  }

  /// Returns when connection and script have ended and the script is reaped.
  void run(BooleanSupplier hurry) {
    CallState state = new CallState();
    Thread supervisor = Thread.currentThread();
    Thread in = Thread.ofVirtual().name("script-in").unstarted(this::pumpIn);
    Thread out =
        Thread.ofVirtual()
            .name("script-out")
            .unstarted(() -> {
              pumpOut();
              in.interrupt();
              supervisor.interrupt();
            });
    in.start();
    out.start();
    try {
      stream.awaitGone();
    } catch (InterruptedException _) {
      // The script has ended or the daemon stops.
    }
    script.io().shutdown(state, Sockets.SHUT_RDWR);
    in.interrupt();
    out.interrupt();
    ScriptProcess.joinQuietly(in);
    ScriptProcess.joinQuietly(out);
    stream.done();
    script.end(state, hurry);
  }

  private void pumpIn() {
    CallState state = new CallState();
    byte[] bytes = new byte[IN_BYTES];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(IN_BYTES);
      int n;
      while ((n = stream.read(bytes, 0, IN_BYTES)) > 0) {
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, n);
        for (int done = 0; done < n; ) {
          int written = script.io().write(state, buffer.asSlice(done, n - done), stream::isGone);
          if (written < 0) {
            return;
          }
          done += written;
        }
      }
      script.io().shutdown(state, Sockets.SHUT_WR);
    } catch (IOException _) {
      // The connection is gone, or the script reads no more; the other direction tells which.
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads have no time slices
  private void pumpOut() {
    CallState state = new CallState();
    byte[] bytes = new byte[OUT_BYTES];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(OUT_BYTES);
      int reads = 0;
      int n;
      while ((n = script.io().read(state, buffer)) > 0) {
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, n);
        stream.write(bytes, 0, n);
        if (++reads % READS_BEFORE_YIELD == 0) {
          Thread.yield();
        }
      }
      stream.finishOutput();
      script.io().awaitHangup();
    } catch (IOException _) {
      // The connection is gone, or the script died with input unread: nothing more comes from it.
    }
  }
}
