package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class JitterTest {
  private static final int DRAWS = 1_000_000;

  private final Jitter jitter = new Jitter();

  private long[] sorted(long meanNs) {
    Rng rng = new Rng(7);
    long[] out = new long[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      out[i] = jitter.draw(rng, meanNs);
    }
    Arrays.sort(out);
    return out;
  }

  @Test
  void mean_isWhatWasAskedFor() {
    long[] drawn = sorted(100_000);
    assertThat(Arrays.stream(drawn).average().orElseThrow())
        .isCloseTo(100_000, Percentage.withPercentage(3));
    assertThat(drawn[0]).isGreaterThanOrEqualTo(0);
  }

  @Test
  void tail_isHeavy() {
    long[] drawn = sorted(100_000);
    assertThat((double) drawn[DRAWS / 2]).isCloseTo(48_000, Percentage.withPercentage(5));
    assertThat((double) drawn[DRAWS / 100 * 99]).isCloseTo(797_000, Percentage.withPercentage(5));
    assertThat((double) drawn[DRAWS / 10_000 * 9_999])
        .isCloseTo(5_820_000, Percentage.withPercentage(15));
  }

  @Test
  void values_areOfManyKinds() {
    assertThat(Arrays.stream(sorted(1_000_000)).distinct().count()).isGreaterThan(100_000);
  }

  @Test
  void none_isNone() {
    assertThat(jitter.draw(new Rng(1), 0)).isZero();
  }
}
