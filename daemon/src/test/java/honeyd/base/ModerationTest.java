package honeyd.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A worker played by hand: packets come at given times, and what it does after each is noted.
class ModerationTest {
  private static final long SECOND = 1_000_000_000;

  private final ManualClock clock = new ManualClock(5 * SECOND, 0);
  private final Moderation moderation = Moderation.ofPackets();
  private int pauses;
  private int rests;
  private long longestWaitNs;

  /// Packets that come every `gapNs` for `forNs`, taken as a worker takes them.
  private void steady(long gapNs, long forNs) {
    long end = clock.nanoTime() + forNs;
    long next = clock.nanoTime();
    while (clock.nanoTime() < end) {
      long taken = 0;
      for (; next <= clock.nanoTime(); next += gapNs) {
        longestWaitNs = Math.max(longestWaitNs, clock.nanoTime() - next);
        taken++;
      }
      restAfter(taken, next);
    }
  }

  /// A client that sends its next packet 20 µs after each answer.
  private void onePacketPerAnswer(long forNs) {
    long end = clock.nanoTime() + forNs;
    while (clock.nanoTime() < end) {
      restAfter(1, clock.nanoTime() + 20_000);
    }
  }

  private void restAfter(long work, long nextPacketNs) {
    long pauseNs = moderation.pauseNs(clock.nanoTime(), work);
    if (pauseNs > 0) {
      pauses++;
      clock.advanceNs(pauseNs);
    } else {
      rests++;
      clock.advanceNs(Math.max(0, nextPacketNs - clock.nanoTime()));
    }
  }

  @Test
  void probesOfAScanner_areNeverPausedThrough() {
    steady(100_000_000, 100 * SECOND);
    steady(1_000_000, 10 * SECOND);
    assertThat(pauses).isZero();
    assertThat(longestWaitNs).isZero();
  }

  @Test
  void fewerThanTenThousandASecond_areAnsweredAtOnce() {
    steady(101_000, 10 * SECOND);
    assertThat(pauses).isZero();
  }

  @Test
  void burstOfSixtyThree_isAnsweredAtOnce() {
    for (int i = 0; i < 100; i++) {
      restAfter(63, clock.nanoTime() + SECOND / 10);
    }
    assertThat(pauses).isZero();
  }

  @Test
  void steadyPackets_areTakenSeveralAtATimeAndNoneWaitsLonger() {
    steady(25_000, 10 * SECOND);
    assertThat(rests).isLessThan(200);
    assertThat(pauses).isBetween(95_000, 100_000);
    assertThat(longestWaitNs).isLessThanOrEqualTo(Moderation.PAUSE_NS);
  }

  @Test
  void steadyPacketsEnd_theNextOneIsAnsweredAtOnce() {
    steady(25_000, SECOND);
    clock.advanceNs(SECOND);
    assertThat(moderation.pauseNs(clock.nanoTime(), 0)).isZero();
    clock.advanceNs(SECOND);
    pauses = 0;
    steady(100_000_000, 10 * SECOND);
    // At most the pauses that were still to be judged, each after a packet was answered.
    assertThat(pauses).isLessThan(Moderation.PAUSES);
    longestWaitNs = 0;
    steady(100_000_000, 10 * SECOND);
    assertThat(longestWaitNs).isZero();
  }

  @Test
  void pausesThatBringOnePacketEach_areSoonGivenUp() {
    onePacketPerAnswer(10 * SECOND);
    assertThat(pauses * Moderation.PAUSE_NS).isLessThan(10 * SECOND / 20);
  }

  @Test
  void timeAtRest_isNotCountedAsPartOfTheRateThatFollows() {
    clock.advanceNs(100 * SECOND);
    steady(25_000, SECOND / 10);
    assertThat(pauses).isPositive();
  }

  @Test
  void none_neverPauses() {
    Moderation none = Moderation.none();
    for (int i = 0; i < 1_000; i++) {
      assertThat(none.pauseNs(clock.nanoTime(), 1_000)).isZero();
    }
  }
}
