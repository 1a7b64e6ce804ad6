package honeyd.service;

import honeyd.flow.FlowDatagrams;
import honeyd.sys.CallState;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BooleanSupplier;

/// Moves datagrams between a UDP flow and its script until either has ended: each read of the
/// script gives one datagram, each write sends one.
///
/// Two virtual threads: [#run]'s takes datagrams to the script, another brings its answers. An
/// empty datagram is not passed on, because a script would take it for the end of file.
final class ScriptDatagrams {
  private static final int MAX_DATAGRAM = 65_507;

  private final FlowDatagrams datagrams;
  private final ScriptProcess script;

  ScriptDatagrams(FlowDatagrams datagrams, ScriptProcess script) {
    this.datagrams = datagrams;
    this.script = script;
  }

  /// Returns when flow and script have ended and the script is reaped.
  void run(BooleanSupplier hurry) {
    CallState state = new CallState();
    Thread supervisor = Thread.currentThread();
    script.watchErrors();
    Thread out =
        Thread.ofVirtual()
            .name("script-out")
            .start(() -> {
              pumpOut();
              supervisor.interrupt();
            });
    pumpIn(state);
    script.io().shutdown(state, Sockets.SHUT_RDWR);
    out.interrupt();
    ScriptProcess.joinQuietly(out);
    datagrams.done();
    script.end(state, hurry);
  }

  private void pumpIn(CallState state) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(MAX_DATAGRAM);
      byte[] datagram;
      while ((datagram = datagrams.receive()) != null) {
        int length = Math.min(datagram.length, MAX_DATAGRAM);
        if (length > 0) {
          MemorySegment.copy(datagram, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
          int _ = script.io().write(state, buffer.asSlice(0, length), datagrams::isGone);
        }
      }
    } catch (IOException | InterruptedException _) {
      // The script has ended or the daemon stops.
    }
  }

  private void pumpOut() {
    CallState state = new CallState();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(MAX_DATAGRAM);
      int n;
      while ((n = script.io().read(state, buffer)) > 0) {
        datagrams.send(buffer.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE));
      }
    } catch (IOException | InterruptedException _) {
      // The flow has ended.
    }
  }
}
