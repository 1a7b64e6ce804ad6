package honeyd.testkit.oracle;

import static honeyd.testkit.TestServices.service;

import honeyd.flow.FlowStream;
import honeyd.model.FragmentPolicy;
import honeyd.personality.Personality;
import honeyd.testkit.Bench;
import honeyd.testkit.TestHost;
import honeyd.testkit.script.PacketScript.Act;
import honeyd.testkit.script.PacketSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Plays scripts to our own stack, one bench for each, a millisecond at a time.
final class BenchMachine {
  private static final Duration TICK = Duration.ofMillis(1);

  private BenchMachine() {}

  /// @param delaysNs when each step is taken, after the one before
  static Trace play(OracleScript script, Personality personality, long[] delaysNs) {
    TestHost host =
        TestHost.host()
            .personality(personality)
            .fragments(FragmentPolicy.BY_PERSONALITY)
            .tcp(OracleScript.READING_PORT, service("reading"))
            .tcp(OracleScript.MUTE_PORT, service("mute"))
            .udp(OracleScript.ECHO_PORT, service("echo"));
    try (Bench bench = Bench.withHost(host)) {
      bench.declareTimers(Integer.MAX_VALUE);
      bench.services().stream("reading", BenchMachine::readAll);
      Player player = new Player(script, bench.clock().nanoTime(), delaysNs);
      Player.Target target = new Target(bench);
      while (!player.isDone()) {
        while (player.dueNs() <= bench.clock().nanoTime()) {
          player.step(target, bench.clock().nanoTime());
          bench.pump();
          take(bench, player);
        }
        bench.advance(TICK);
        take(bench, player);
      }
      return player.trace();
    }
  }

  private static void take(Bench bench, Player player) {
    while (bench.hasSent()) {
      player.seen(bench.next(), bench.clock().nanoTime());
    }
  }

  private static void readAll(FlowStream stream) throws IOException {
    byte[] chunk = new byte[4096];
    while (stream.received().readable() > 0) {
      stream.read(chunk, 0, chunk.length);
    }
  }

  private record Target(Bench bench) implements Player.Target {
    @Override
    public void inject(PacketSpec packet) {
      bench.send(packet);
    }

    @Override
    public boolean act(Act act) {
      FlowStream stream = find(act);
      if (stream == null || stream.isGone()) {
        return false;
      }
      try {
        switch (act.verb()) {
          case "send", "fill" -> {
            byte[] bytes = bytes(act);
            stream.write(bytes, 0, bytes.length);
          }
          case "finish" -> stream.finishOutput();
          case "close" -> stream.done();
          case "reset" -> stream.reset();
          case "read" -> readAll(stream);
          default -> throw new IllegalArgumentException("line " + act.line() + ": " + act.verb());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return true;
    }

    private @Nullable FlowStream find(Act act) {
      FlowStream found = null;
      for (FlowStream stream : bench.services().openedStreams()) {
        found = stream.flow().remotePort() == act.flow().srcPort() ? stream : found;
      }
      return found;
    }
  }

  /// What `send` or `fill` sends.
  static byte[] bytes(Act act) {
    if (act.verb().equals("send")) {
      return act.argument().getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] filler = new byte[Integer.parseInt(act.argument())];
    Arrays.fill(filler, (byte) 'x');
    return filler;
  }
}
