package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SackScoreboardTest {
  private static final int MSS = 100;
  private final SackScoreboard board = new SackScoreboard();

  @Test
  void blockBeyondWhatWasSent_isIgnored() {
    assertThat(board.add(1_000, 2_100, 0, 2_000)).isFalse();
    assertThat(board.add(0x8000_0001, 0x8000_0100, 0, 2_000)).isFalse();
    assertThat(board.add(500, 400, 0, 2_000)).isFalse();
    assertThat(board.add(500, 500, 0, 2_000)).isFalse();
    assertThat(board.isEmpty()).isTrue();
  }

  @Test
  void blockBelowTheAcknowledgement_isIgnored() {
    assertThat(board.add(-100, -50, 0, 2_000)).isFalse();
    assertThat(board.add(-100, 50, 0, 2_000)).isFalse();
  }

  @Test
  void blockAcrossTheWrap_isTaken() {
    assertThat(board.add(0xffff_fff0, 0x100, 0xffff_ff00, 0x200)).isTrue();
    assertThat(board.add(0xffff_fff0, 0x100, 0xffff_ff00, 0x200)).isFalse();
    assertThat(board.highest(0xffff_ff00)).isEqualTo(0x100);
  }

  @Test
  void threeRunsAbove_makeAHoleLost() {
    board.add(100, 110, 0, 1_000);
    board.add(200, 210, 0, 1_000);
    assertThat(board.lostBefore(0, MSS)).isZero();
    board.add(300, 310, 0, 1_000);
    assertThat(board.lostBefore(0, MSS)).isEqualTo(100);
  }

  @Test
  void moreThanTwoSegmentsAbove_makeAHoleLost() {
    board.add(100, 300, 0, 1_000);
    assertThat(board.lostBefore(0, MSS)).isZero();
    board.add(300, 301, 0, 1_000);
    assertThat(board.lostBefore(0, MSS)).isEqualTo(100);
  }

  @Test
  void pipe_countsWhatIsNotLostAndWhatWasResent() {
    board.add(100, 500, 0, 1_000);
    assertThat(board.pipe(0, 1_000, 0, MSS)).isEqualTo(500);
    assertThat(board.pipe(0, 1_000, 60, MSS)).isEqualTo(560);
    board.clear();
    assertThat(board.pipe(0, 1_000, 0, MSS)).isEqualTo(1_000);
  }

  @Test
  void holes_areBoundedByTheNextRun() {
    board.add(100, 200, 0, 1_000);
    assertThat(board.holeBytes(50, 1_000)).isEqualTo(50);
    assertThat(board.holeBytes(200, 300)).isEqualTo(300);
    assertThat(board.skip(150)).isEqualTo(200);
    board.acknowledged(150);
    assertThat(board.highest(150)).isEqualTo(200);
  }
}
