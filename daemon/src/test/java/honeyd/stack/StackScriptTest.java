package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Behaviour;
import honeyd.model.FragmentPolicy;
import honeyd.personality.Personality;
import honeyd.testkit.Bench;
import honeyd.testkit.PlainPersonality;
import honeyd.testkit.TestHost;
import honeyd.testkit.TestServices;
import honeyd.testkit.script.PacketScript;
import honeyd.testkit.script.PacketScript.Act;
import honeyd.testkit.script.PacketScript.Expect;
import honeyd.testkit.script.PacketScript.Inject;
import honeyd.testkit.script.PacketScript.Silence;
import honeyd.testkit.script.PacketScript.Step;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Plays every script in `pkt/` but TCP's: what somebody outside can observe of hosts over time.
///
/// A port is `open`, `closed`, `filtered`, or has the service `echo` or `mute`; an `icmp` host is
/// `open` or `filtered`. `personality` is `plain` (also without one), `reticent`, `limited` (one
/// ICMP error a second, six at once), or a fragment policy `old`, `new`, `drop`. The verb `send
/// "text"` has the last UDP flow's service send.
class StackScriptTest {
  private static final Duration STEP = Duration.ofMillis(1);

  @TestFactory
  Stream<DynamicTest> scripts() throws IOException, URISyntaxException {
    Path root =
        Path.of(
            Objects.requireNonNull(StackScriptTest.class.getResource("/pkt/"), "no scripts")
                .toURI());
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files =
          all.filter(p -> root.relativize(p).toString().matches("(icmp|udp|ip)-.*\\.pkt"))
              .sorted()
              .toList();
    }
    assertThat(files).isNotEmpty();
    return files.stream()
        .map(p -> DynamicTest.dynamicTest(root.relativize(p).toString(), p.toUri(), () -> play(p)));
  }

  private static void play(Path file) throws IOException, InterruptedException {
    String name = String.valueOf(file.getFileName());
    PacketScript script = PacketScript.parse(name, Files.readString(file));
    Bench.Builder builder = Bench.builder();
    for (PacketScript.Host each : script.hosts()) {
      builder.bind(each.address().toString(), hostOf(each));
    }
    try (Bench bench = builder.build()) {
      bench.declareTimers(Integer.MAX_VALUE);
      for (Step step : script.steps()) {
        try {
          take(bench, step);
        } catch (AssertionError e) {
          throw new AssertionError(name + ":" + step.line() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static void take(Bench bench, Step step) throws IOException, InterruptedException {
    switch (step) {
      case Inject s -> {
        bench.advance(Duration.ofNanos(s.afterNs()));
        bench.send(s.packet());
      }
      case Expect s -> {
        long endNs = bench.clock().nanoTime() + s.afterNs();
        while (!bench.hasSent() && bench.clock().nanoTime() < endNs) {
          bench.advance(STEP);
        }
        bench.expect(s.packet().toString());
      }
      case Silence s -> bench.expectSilenceFor(Duration.ofNanos(s.afterNs()));
      case Act s -> {
        bench.advance(Duration.ofNanos(s.afterNs()));
        assertThat(s.verb()).isEqualTo("send");
        bench
            .services()
            .openedDatagrams()
            .getLast()
            .send(s.argument().getBytes(StandardCharsets.ISO_8859_1));
        bench.pump();
      }
    }
  }

  private static TestHost hostOf(PacketScript.Host script) {
    TestHost host = host().personality(personality(script.personality()));
    switch (script.personality()) {
      case "new" -> host.fragments(FragmentPolicy.NEW);
      case "drop" -> host.fragments(FragmentPolicy.DROP);
      case null, default -> host.fragments(FragmentPolicy.OLD);
    }
    for (PacketScript.Port port : script.ports()) {
      Behaviour behaviour = behaviour(port.behaviour());
      switch (port.protocol()) {
        case "icmp" -> host.icmp(behaviour);
        case "udp" -> {
          if (port.number() == PacketScript.Port.ALL) {
            host.udpDefault(behaviour);
          } else {
            host.udp(port.number(), behaviour);
          }
        }
        default -> throw new AssertionError("no port of " + port.protocol() + " here");
      }
    }
    return host;
  }

  private static Personality personality(@Nullable String name) {
    return switch (name) {
      case "reticent" -> PlainPersonality.reticent();
      case "limited" -> PlainPersonality.limited(1, 6);
      case null, default -> new PlainPersonality();
    };
  }

  private static Behaviour behaviour(String word) {
    return switch (word) {
      case "open" -> new Behaviour.Open();
      case "closed" -> new Behaviour.Closed();
      case "filtered" -> new Behaviour.Filtered();
      default -> TestServices.service(word);
    };
  }
}
