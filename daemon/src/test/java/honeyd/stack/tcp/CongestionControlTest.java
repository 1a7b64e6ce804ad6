package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CongestionControlTest {
  private static final int MSS = 1_000;
  private final CongestionControl cc = new CongestionControl();

  @Test
  void slowStart_doublesEveryRoundTrip() {
    cc.reset(10 * MSS);
    for (int i = 0; i < 10; i++) {
      cc.acknowledged(MSS, MSS);
    }
    assertThat(cc.cwnd()).isEqualTo(20 * MSS);
  }

  @Test
  void congestionAvoidance_growsOneSegmentPerRoundTrip() {
    cc.reset(10 * MSS);
    cc.enterRecovery(20 * MSS, MSS, 0);
    cc.exitRecovery(10 * MSS, MSS);
    assertThat(cc.cwnd()).isEqualTo(10 * MSS);
    for (int i = 0; i < 10; i++) {
      cc.acknowledged(MSS, MSS);
    }
    assertThat(cc.cwnd()).isEqualTo(11 * MSS);
  }

  @Test
  void timeout_startsAgainWithOneSegmentAndHalvesOnlyOnce() {
    cc.reset(10 * MSS);
    cc.timedOut(10 * MSS, MSS, false);
    assertThat(cc.cwnd()).isEqualTo(MSS);
    assertThat(cc.ssthresh()).isEqualTo(5 * MSS);
    cc.timedOut(MSS, MSS, true);
    assertThat(cc.ssthresh()).isEqualTo(5 * MSS);
    cc.acknowledged(8 * MSS, MSS);
    assertThat(cc.cwnd()).isEqualTo(2 * MSS);
  }

  @Test
  void recovery_inflatesAndDeflates() {
    cc.reset(10 * MSS);
    cc.enterRecovery(10 * MSS, MSS, 3 * MSS);
    assertThat(cc.cwnd()).isEqualTo(8 * MSS);
    cc.inflate(MSS);
    assertThat(cc.cwnd()).isEqualTo(9 * MSS);
    cc.deflate(3 * MSS, MSS);
    assertThat(cc.cwnd()).isEqualTo(7 * MSS);
  }

  @Test
  void smallFlight_neverHalvesBelowTwoSegments() {
    cc.reset(10 * MSS);
    cc.enterRecovery(MSS, MSS, 0);
    assertThat(cc.ssthresh()).isEqualTo(2 * MSS);
  }
}
