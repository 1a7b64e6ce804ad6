package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.testkit.SeededTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever stands in a configuration, the answer is diagnostics, soon. A failure prints the seed;
/// `-Dconfig.fuzz.seed=N` runs it again, `-Dconfig.fuzz.rounds=N` or `-Dhoneyd.fuzz.seconds=N` runs
/// longer.
class ConfigFuzzTest {
  private static final int MEGABYTE = 1 << 20;
  private static final long SEED = Long.getLong("config.fuzz.seed", 20_260_101L);
  private static final int ROUNDS = Integer.getInteger("config.fuzz.rounds", 800);

  @Test
  void mutatedConfigurations_giveDiagnosticsOnly() throws IOException {
    List<String> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/corpus/config"))) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readString(file));
      }
    }
    long startNs = System.nanoTime();
    for (int round = 0; round < ROUNDS || SeededTest.hasTimeLeft(startNs); round++) {
      long seed = SEED + round;
      Rng rng = new Rng(seed);
      String text = mutate(seeds.get(rng.nextInt(seeds.size())), rng);
      try {
        Loaded loaded = Configs.load(text);
        assertThat(loaded.honeynet() == null).isEqualTo(loaded.hasErrors());
        assertThat(loaded.diagnostics()).allMatch(d -> d.toString().startsWith("test.conf"));
        roundTrip(text);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + "\n" + text, e);
      }
    }
  }

  private static void roundTrip(String text) {
    List<Statement> statements = ConfigParser.parse("a", text).statements();
    String printed = ConfigPrinter.print(statements);
    ConfigParser.Parsed again = ConfigParser.parse("a", printed);
    assertThat(again.diagnostics()).isEmpty();
    assertThat(ConfigPrinter.print(again.statements())).isEqualTo(printed);
  }

  private static String mutate(String seed, Rng rng) {
    List<String> lines = new ArrayList<>(seed.lines().toList());
    int changes = 1 + rng.nextInt(12);
    for (int i = 0; i < changes && !lines.isEmpty(); i++) {
      int at = rng.nextInt(lines.size());
      String line = lines.get(at);
      String other = lines.get(rng.nextInt(lines.size()));
      switch (rng.nextInt(7)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(rng.nextInt(lines.size()), line);
        case 2 -> lines.set(at, other);
        case 3 -> lines.set(at, cut(line, rng) + cut(other, rng));
        case 4 -> lines.set(at, replaceWord(line, word(other, rng), rng));
        case 5 ->
            lines.set(
                at, insert(line, (char) rng.nextInt(rng.nextInt(4) == 0 ? 65_536 : 128), rng));
        default -> lines.set(at, cut(line, rng));
      }
    }
    return String.join(rng.nextInt(8) == 0 ? "\r\n" : "\n", lines);
  }

  private static String cut(String line, Rng rng) {
    return line.substring(0, rng.nextInt(line.length() + 1));
  }

  private static String insert(String line, char c, Rng rng) {
    int at = rng.nextInt(line.length() + 1);
    return line.substring(0, at) + c + line.substring(at);
  }

  private static String word(String line, Rng rng) {
    String[] words = line.split(" ", -1);
    return words[rng.nextInt(words.length)];
  }

  private static String replaceWord(String line, String word, Rng rng) {
    String[] words = line.split(" ", -1);
    words[rng.nextInt(words.length)] = word;
    return String.join(" ", words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a ",
        "\"",
        "1",
        "1:",
        ":",
        "1.",
        "add ",
        "x\n",
        "\\\n",
        "1.1.1.1-",
        "create a\n",
        "set a personality ",
        "bind 1.2.3.4 x\n",
        "1,",
        "(",
        "-",
        "$",
        "\u20ac",
        "#"
      })
  void aMegabyteOfOneThing_endsSoon(String piece) {
    endsSoon(piece.repeat(MEGABYTE / piece.length()));
  }

  @Test
  void aMegabyteOfNoise_endsSoon() {
    Rng rng = new Rng(SEED);
    StringBuilder noise = new StringBuilder(MEGABYTE);
    while (noise.length() < MEGABYTE) {
      noise.append((char) rng.nextInt(256));
    }
    endsSoon(noise.toString());
  }

  /// Processor time, so that a busy machine does not matter.
  private static void endsSoon(String text) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    Loaded loaded = Configs.load(text);
    long usedNs = threads.getCurrentThreadCpuTime() - before;
    assertThat(Duration.ofNanos(usedNs)).isLessThan(Duration.ofSeconds(20));
    assertThat(loaded.diagnostics().size()).isLessThan(2_100);
  }
}
