package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceRangesTest {
  private final SequenceRanges ranges = new SequenceRanges();

  @Test
  void runsThatTouch_become_one() {
    ranges.add(100, 200);
    ranges.add(300, 400);
    ranges.add(200, 300);
    assertThat(ranges.count()).isOne();
    assertThat(ranges.start(0)).isEqualTo(100);
    assertThat(ranges.end(0)).isEqualTo(400);
  }

  @Test
  void runsAcrossTheWrap_areSortedByDistance() {
    ranges.add(0x10, 0x20);
    ranges.add(0xffff_fff0, 0xffff_fff8);
    assertThat(ranges.start(0)).isEqualTo(0xffff_fff0);
    assertThat(ranges.skip(0xffff_fff4)).isEqualTo(0xffff_fff8);
    ranges.add(0xffff_fff8, 0x10);
    assertThat(ranges.count()).isOne();
    assertThat(ranges.covers(0xffff_fff0, 0x20)).isTrue();
  }

  @Test
  void fullSet_refusesAnotherRunButStillGrowsItsOwn() {
    for (int i = 0; i < SequenceRanges.MAX_RANGES; i++) {
      assertThat(ranges.add(i * 10, i * 10 + 5)).isTrue();
    }
    assertThat(ranges.add(10_000, 10_001)).isFalse();
    assertThat(ranges.add(5, 10)).isTrue();
    assertThat(ranges.count()).isEqualTo(SequenceRanges.MAX_RANGES - 1);
  }

  @Test
  void recentRuns_comeNewestFirst() {
    ranges.add(100, 110);
    ranges.add(300, 310);
    ranges.add(200, 210);
    ranges.add(110, 120);
    assertThat(ranges.start(ranges.recent(0))).isEqualTo(100);
    assertThat(ranges.start(ranges.recent(1))).isEqualTo(200);
    assertThat(ranges.start(ranges.recent(2))).isEqualTo(300);
    assertThat(ranges.recent(3)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomRuns_agreeWithABitSet(long seed) {
    Rng rng = new Rng(seed);
    int base = 0xffff_ff00;
    BitSet model = new BitSet();
    int removed = 0;
    for (int step = 0; step < 2_000; step++) {
      int from = rng.nextInt(600);
      int length = 1 + rng.nextInt(30);
      if (from < removed) {
        continue;
      }
      if (ranges.add(base + from, base + from + length)) {
        model.set(from, from + length);
      }
      if (rng.nextInt(20) == 0) {
        removed = Math.max(removed, rng.nextInt(600));
        ranges.removeBefore(base + removed);
        model.clear(0, removed);
      }
      if (rng.nextInt(100) == 0) {
        ranges.clear();
        model.clear();
      }
      int at = model.nextSetBit(0);
      for (int i = 0; i < ranges.count(); i++) {
        assertThat(ranges.start(i) - base).as("seed %d step %d", seed, step).isEqualTo(at);
        int end = model.nextClearBit(at);
        assertThat(ranges.end(i) - base).as("seed %d step %d", seed, step).isEqualTo(end);
        at = model.nextSetBit(end);
      }
      assertThat(at).as("seed %d step %d", seed, step).isEqualTo(-1);
      int probe = rng.nextInt(650);
      assertThat(ranges.skip(base + probe) - base).isEqualTo(model.nextClearBit(probe));
    }
  }
}
