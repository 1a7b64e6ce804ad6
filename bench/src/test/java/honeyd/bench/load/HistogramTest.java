package honeyd.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void quantiles_areThoseOfTheSortedTimes_toThreePercent() {
    Random random = new Random(5);
    Histogram histogram = new Histogram();
    long[] times = new long[100_000];
    for (int i = 0; i < times.length; i++) {
      // from nanoseconds to minutes
      times[i] = (long) Math.exp(random.nextDouble() * 25);
      histogram.record(times[i]);
    }
    Arrays.sort(times);
    for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 0.999}) {
      long expected = times[(int) Math.ceil(share * times.length) - 1];
      assertThat(histogram.quantile(share))
          .as("quantile %s", share)
          .isGreaterThanOrEqualTo(expected)
          .isCloseTo(expected, withinPercentage(100.0 / 32));
    }
    assertThat(histogram.quantile(1)).isEqualTo(times[times.length - 1]).isEqualTo(histogram.max());
    assertThat(histogram.total()).isEqualTo(times.length);
  }

  @Test
  void extremes_haveAPlace() {
    Histogram histogram = new Histogram();
    histogram.record(Long.MAX_VALUE);
    histogram.record(0);
    histogram.record(-5);
    assertThat(histogram.quantile(0.5)).isZero();
    assertThat(histogram.quantile(1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothingRecorded_isZero() {
    assertThat(new Histogram().quantile(0.99)).isZero();
  }
}
