package honeyd.stack.tcp;

import static honeyd.stack.tcp.PlainPersonality.MS;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.personality.OsFamily;
import honeyd.testkit.script.PacketScript;
import honeyd.testkit.script.PacketScript.Act;
import honeyd.testkit.script.PacketScript.Expect;
import honeyd.testkit.script.PacketScript.Inject;
import honeyd.testkit.script.PacketScript.Silence;
import honeyd.testkit.script.PacketScript.Step;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.Sequences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Plays every script in `pkt/tcp-*`: what a peer can observe of a connection over time.
///
/// The host is that of [TcpFixture]: port 80 has a service that does what `!` lines say, 79 is open
/// without one, 81 closed, 82 filtered. `personality "modern"` has timestamps, SACK and window
/// scaling; without one the host knows only MSS. Verbs: `send "text"`, `fill 1000`, `expect
/// "text"`, `finish`, `done`, `reset`, `at-end`, `gone`.
class TcpScriptTest {
  @TestFactory
  Stream<DynamicTest> scripts() throws IOException, URISyntaxException {
    Path root =
        Path.of(
            Objects.requireNonNull(TcpScriptTest.class.getResource("/pkt/"), "no scripts").toURI());
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files =
          all.filter(p -> root.relativize(p).toString().matches("tcp-.*\\.pkt")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(p -> DynamicTest.dynamicTest(root.relativize(p).toString(), p.toUri(), () -> play(p)));
  }

  private static void play(Path file) {
    PacketScript script;
    try {
      script = PacketScript.parse(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Sequences sequences = new Sequences();
    try (TcpFixture f = new TcpFixture()) {
      for (PacketScript.Host host : script.hosts()) {
        setUp(f, host);
      }
      for (Step step : script.steps()) {
        String place = file.getFileName() + ":" + step.line();
        switch (step) {
          case Inject s -> {
            f.pass(s.afterNs());
            assertThat(f.link.inject(sequences.outward(s.packet()).toIp())).isTrue();
            f.run();
          }
          case Expect s -> expect(f, s, sequences, place);
          case Silence s -> {
            assertSilent(f, sequences, place);
            f.pass(s.afterNs());
            assertSilent(f, sequences, place);
          }
          case Act s -> {
            f.pass(s.afterNs());
            act(f, s, place);
          }
        }
      }
      assertSilent(f, sequences, file.getFileName() + " at its end");
    }
  }

  private static void setUp(TcpFixture f, PacketScript.Host host) {
    if ("modern".equals(host.personality())) {
      f.personality.family = OsFamily.LINUX;
      f.personality.timestamps = true;
      f.personality.sack = true;
      f.personality.ecn = true;
      f.personality.windowScale = 7;
      f.personality.window = 28_960;
      f.personality.delayedAckNs = 40 * MS;
    }
  }

  private static void expect(TcpFixture f, Expect s, Sequences sequences, String place) {
    long left = s.afterNs();
    byte[] packet = f.link.take();
    while (packet == null && left > 0) {
      long step = Math.min(left, MS);
      f.pass(step);
      left -= step;
      packet = f.link.take();
    }
    if (packet == null) {
      throw new AssertionError(place + ": nothing came, expected " + s.packet());
    }
    SentSegment.of(packet);
    String mismatch = s.packet().mismatch(sequences.inward(PacketSpec.ofIp(packet)));
    if (mismatch != null) {
      throw new AssertionError(place + ": " + mismatch);
    }
  }

  private static void assertSilent(TcpFixture f, Sequences sequences, String place) {
    byte[] packet = f.link.take();
    if (packet != null) {
      throw new AssertionError(
          place + ": expected silence, seen " + sequences.inward(PacketSpec.ofIp(packet)));
    }
  }

  private static void act(TcpFixture f, Act s, String place) {
    switch (s.verb()) {
      case "send" -> f.write(s.argument());
      case "fill" -> f.write(TcpFixture.bytes(Integer.parseInt(s.argument())));
      case "expect" -> assertThat(f.read()).as(place).isEqualTo(s.argument());
      case "take" -> assertThat(f.read()).as(place).hasSize(Integer.parseInt(s.argument()));
      case "finish" -> f.finish();
      case "done" -> f.done();
      case "reset" -> {
        f.stream().reset();
        f.run();
      }
      case "at-end" -> assertThat(f.stream().received().isFinished()).as(place).isTrue();
      case "gone" -> assertThat(f.stream().isGone()).as(place).isTrue();
      default -> throw new AssertionError(place + ": no verb " + s.verb());
    }
  }
}
