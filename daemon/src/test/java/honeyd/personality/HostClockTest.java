package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A host has one oscillator, whichever of its clocks is read.
class HostClockTest {
  private static final double DAY_S = 86_400;
  private static final long START_US = 1_767_225_600_000_000L;

  private final Personality system = NmapOsDb.empty().fallback();

  /// How much faster than true time the TCP timestamps run.
  private double timestampSkew(HostState host) {
    long ns = (long) (2 * DAY_S * 1e9);
    double ticks = system.timestamp(host, ns) - system.timestamp(host, 0);
    return ticks / (2 * DAY_S * 1000) - 1;
  }

  /// The same of the time of day, in two days from a given one.
  private double timeOfDaySkew(HostState host, int day) {
    long from = START_US + (long) (day * DAY_S * 1e6);
    long to = from + (long) (2 * DAY_S * 1e6);
    int ms = system.millisOfDay(host, to) - system.millisOfDay(host, from);
    return ms / (2 * DAY_S * 1000);
  }

  @Test
  void timeOfDay_driftsLikeTheTimestamps() {
    for (long key = 1; key <= 50; key++) {
      HostState host = system.newHost(key * 0x9e3779b97f4a7c15L, 0, 0);
      double skew = timestampSkew(host);
      int agree = 0;
      for (int day = 0; day < 6; day += 2) {
        // The clock is set once a week, and around midnight the count begins again.
        if (Math.abs(timeOfDaySkew(host, day) - skew) < 1e-7) {
          agree++;
        }
      }
      assertThat(agree).as("host %d with a skew of %s", key, skew).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void hosts_haveSkewsOfTheirOwnThatAreSmall() {
    Set<Long> skews = new HashSet<>();
    for (long key = 1; key <= 100; key++) {
      double skew = timestampSkew(system.newHost(key * 0x9e3779b97f4a7c15L, 0, 0));
      assertThat(Math.abs(skew)).isLessThan(61e-6);
      skews.add(Math.round(skew * 1e8));
    }
    assertThat(skews).hasSizeGreaterThan(95);
  }

  @Test
  void timeOfDay_isNearlyRight() {
    for (long key = 1; key <= 100; key++) {
      HostState host = system.newHost(key * 0x9e3779b97f4a7c15L, 0, 0);
      long noonUs = START_US + (long) (DAY_S / 2 * 1e6);
      assertThat(system.millisOfDay(host, noonUs)).isBetween(43_160_000, 43_240_000);
    }
  }
}
