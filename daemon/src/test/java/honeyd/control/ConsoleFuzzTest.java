package honeyd.control;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.net.RangeMap;
import honeyd.testkit.SeededTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whatever is typed is understood, refused or left to the configuration, and can be completed.
class ConsoleFuzzTest {
  private static final List<String> WORDS =
      List.of(
          "list",
          "show",
          "delete",
          "trace",
          "debug",
          "help",
          "stats",
          "quit",
          "template",
          "hosts",
          "connection",
          "connections",
          "fd",
          "bind",
          "set",
          "add",
          "tcp",
          "port",
          "personality",
          "route",
          "net",
          "tunnel",
          "10.0.0.1",
          "10.0.0.0/8",
          "10.0.0.1:80",
          "[::1]:9",
          "::1",
          "[a-",
          "*",
          "?",
          "\"",
          "\"x y\"",
          "!complete",
          "!json",
          "!",
          "-1",
          "99999999999",
          "80",
          ",",
          "=",
          "\u0000",
          "ü",
          "\t",
          "#");

  private static final Honeynet NOBODY =
      new Honeynet(Map.of(), RangeMap.empty(), null, Map.of(), List.of(), Extras.NONE);

  @Test
  void anyLine() {
    SeededTest.run(
        20_261_127L,
        2_000,
        rng -> {
          String line = line(rng);
          assertThat(RequestParser.parse(line)).isNotNull();
          assertThat(Completion.of(line, NOBODY, List.of("eth0"), 10)).hasSizeLessThanOrEqualTo(10);
          boolean _ = Glob.of(line).matches("10.0.0.1");
        });
  }

  private static String line(Rng rng) {
    StringBuilder line = new StringBuilder();
    int words = rng.nextInt(8);
    for (int i = 0; i < words; i++) {
      line.append(WORDS.get(rng.nextInt(WORDS.size()))).append(rng.nextInt(6) == 0 ? "" : " ");
    }
    return line.toString();
  }
}
