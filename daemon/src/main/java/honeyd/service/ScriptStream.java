package honeyd.service;

import honeyd.flow.FlowStream;
import honeyd.sys.CallState;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Moves bytes between a TCP connection and its script until either has ended.
///
/// One virtual thread, which does what can be done in both directions and parks when nothing can:
/// starting, waking and joining one for each direction cost more than most scripts' whole talk. The
/// attacker's FIN becomes the script's end of file; the script's end becomes our FIN after its
/// remaining output. A direction that is full waits.
final class ScriptStream {
  /// Most requests and answers fit; who sends more gets [#LARGE_BYTES].
  private static final int SMALL_BYTES = 4 * 1024;

  private static final int LARGE_BYTES = 64 * 1024;
  private static final int ROUNDS_BEFORE_YIELD = 16;

  private final FlowStream stream;
  private final ScriptProcess script;
  private final PolledFd io;
  private final CallState state = new CallState();

  ScriptStream(FlowStream stream, ScriptProcess script) {
    this.stream = stream;
    this.script = script;
    this.io = script.io();
  }

  /// Returns when connection and script have ended and the script is reaped.
  void run(BooleanSupplier hurry) {
    Thread self = Thread.currentThread();
    stream.serveOn(self);
    script.wake(self);
    try (Arena arena = Arena.ofConfined()) {
      pump(new Direction(arena), new Direction(arena));
    }
    io.shutdown(state, Sockets.SHUT_RDWR);
    stream.done();
    script.end(state, hurry);
  }

  /// One direction: bytes that were read and not yet written.
  private static final class Direction {
    final Arena arena;
    MemorySegment buffer;
    int from;
    int to;
    boolean over;

    Direction(Arena arena) {
      this.arena = arena;
      this.buffer = arena.allocate(SMALL_BYTES);
    }

    boolean isEmpty() {
      return from == to;
    }

    void filled(int n) {
      from = 0;
      to = n;
    }

    /// A sender that fills the buffer has more to send.
    void enlarge() {
      if (to == SMALL_BYTES && buffer.byteSize() == SMALL_BYTES) {
        buffer = arena.allocate(LARGE_BYTES);
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads have no time slices
  private void pump(Direction in, Direction out) {
    int rounds = 0;
    while (!stream.isGone() && !Thread.currentThread().isInterrupted()) {
      script.readErrors();
      boolean movedIn = pumpIn(in);
      boolean movedOut = pumpOut(out);
      if (!movedIn && !movedOut) {
        if (out.over && io.isHungUp()) {
          return;
        }
        LockSupport.park(this);
        rounds = 0;
      } else if (++rounds % ROUNDS_BEFORE_YIELD == 0) {
        Thread.yield();
      }
    }
  }

  /// Attacker to script, one buffer; whether anything moved.
  private boolean pumpIn(Direction in) {
    if (in.over || !io.isWritable()) {
      return false;
    }
    try {
      if (in.isEmpty()) {
        in.enlarge();
        int n = stream.tryRead(in.buffer);
        if (n < 0) {
          in.over = true;
          io.shutdown(state, Sockets.SHUT_WR);
          return true;
        }
        if (n == 0) {
          return false;
        }
        in.filled(n);
      }
      int n = io.tryWrite(state, in.buffer.asSlice(in.from, in.to - in.from));
      in.from += n;
      return n > 0;
    } catch (IOException _) {
      // The script reads no more; the other direction tells when it has ended.
      in.over = true;
      return true;
    }
  }

  /// Script to attacker, one buffer; whether anything moved.
  private boolean pumpOut(Direction out) {
    if (out.isEmpty()) {
      if (out.over || !io.isReadable()) {
        return false;
      }
      out.enlarge();
      try {
        int n = io.tryRead(state, out.buffer);
        if (n == PolledFd.NOTHING) {
          return false;
        }
        if (n == 0) {
          out.over = true;
          stream.finishOutput();
          return true;
        }
        out.filled(n);
      } catch (IOException _) {
        // The script died with input unread: nothing more comes from it.
        out.over = true;
        stream.finishOutput();
        return true;
      }
    }
    int n = stream.tryWrite(out.buffer, out.from, out.to - out.from);
    out.from += n;
    return n > 0;
  }
}
