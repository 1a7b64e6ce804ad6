package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RttEstimatorTest {
  private static final long MS = 1_000_000;
  private static final long MIN = 200 * MS;
  private static final long MAX = 120_000 * MS;
  private final RttEstimator rtt = new RttEstimator();

  @Test
  void beforeAnySample_theInitialTimeoutDoublesToTheMaximum() {
    rtt.reset(1_000 * MS, false);
    assertThat(rtt.rtoNs(MAX)).isEqualTo(1_000 * MS);
    rtt.backOff();
    rtt.backOff();
    assertThat(rtt.rtoNs(MAX)).isEqualTo(4_000 * MS);
    for (int i = 0; i < 100; i++) {
      rtt.backOff();
    }
    assertThat(rtt.rtoNs(MAX)).isEqualTo(MAX);
  }

  @Test
  void firstSample_givesThreeTimesItself() {
    rtt.reset(1_000 * MS, false);
    rtt.sample(100 * MS, MIN, MAX);
    // RFC 6298 §2.2: R + 4 * R/2
    assertThat(rtt.rtoNs(MAX)).isEqualTo(300 * MS);
  }

  @Test
  void laterSamples_areSmoothed() {
    rtt.reset(1_000 * MS, false);
    rtt.sample(100 * MS, MIN, MAX);
    rtt.sample(200 * MS, MIN, MAX);
    // RTTVAR = 3/4*50 + 1/4*100 = 62.5, SRTT = 7/8*100 + 1/8*200 = 112.5
    assertThat(rtt.rtoNs(MAX)).isEqualTo((long) (362.5 * MS));
  }

  @Test
  void shortRoundTrips_areHeldAtTheMinimum() {
    rtt.reset(1_000 * MS, false);
    rtt.sample(0, MIN, MAX);
    assertThat(rtt.rtoNs(MAX)).isEqualTo(MIN);
  }

  @Test
  void sample_endsBackingOff() {
    rtt.reset(1_000 * MS, false);
    rtt.backOff();
    rtt.sample(100 * MS, MIN, MAX);
    assertThat(rtt.rtoNs(MAX)).isEqualTo(300 * MS);
  }
}
