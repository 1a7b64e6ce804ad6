package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.model.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "1, 0.001us",
    "250000, 250us",
    "500000, 0.5ms",
    "8000000, 8ms",
    "12500000, 12.5ms",
    "1000000000, 1s",
    "1500000000, 1.5s",
    "1250000000, 1250ms",
    "3600000000000, 3600s"
  })
  void time_isWrittenWithFewDigits(long ns, String text) {
    assertThat(LineText.time(ns)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "999, 999",
    "1000, 1Kbps",
    "64000, 64Kbps",
    "1234567, 1234567",
    "2500000, 2.5Mbps",
    "1000000000, 1Gbps",
    "2500000000, 2.5Gbps",
    "1000000000000, 1000Gbps"
  })
  void bandwidth_isWrittenWithFewDigits(long bitsPerSecond, String text) {
    assertThat(LineText.bandwidth(bitsPerSecond)).isEqualTo(text);
  }

  @Test
  void writtenLine_readsBackAsItself() {
    Rng rng = new Rng(5);
    for (int i = 0; i < 2_000; i++) {
      long dropTo = rng.nextInt(2) == 0 ? 0 : 1 + some(rng, 3_600_000_000_000L);
      Route.Line line =
          new Route.Line(
              some(rng, 3_600_000_000_000L),
              rng.nextInt(2) == 0 ? Route.Line.USUAL_JITTER : some(rng, 3_600_000_000_000L),
              (int) some(rng, 10_000),
              (int) some(rng, 10_000),
              (int) some(rng, 10_000),
              rng.nextInt(3) == 0 && dropTo == 0 ? 0 : 1 + some(rng, 1_000_000_000_000L - 1),
              dropTo / 2,
              dropTo,
              rng.nextInt(2) == 0 ? 0 : 68 + rng.nextInt(65_468));
      String text =
          "route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 " + LineText.properties(line) + "\n";
      assertThat(((Route.NextHop) Configs.honeynet(text).routes().getFirst()).line())
          .as(text)
          .isEqualTo(line);
    }
  }

  /// A number of any size up to `most`, round ones among them.
  private static long some(Rng rng, long most) {
    long value = Math.floorMod(rng.nextLong(), most + 1);
    long round = 1;
    for (int digits = rng.nextInt(14); digits > 0; digits--) {
      round *= 10;
    }
    return value / round * Math.min(round, most);
  }
}
