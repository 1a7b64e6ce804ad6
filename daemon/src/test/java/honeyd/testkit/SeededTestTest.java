package honeyd.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.Rng;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A failure by chance can be had again.
class SeededTestTest {
  @Test
  void failedRound_namesTheSeedThatFailsAgain() {
    assertThatThrownBy(() ->
            SeededTest.run(
                1000,
                50,
                rng -> {
                  if (rng.nextInt(10) == 3) {
                    throw new IllegalStateException("three");
                  }
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("failed with -Dhoneyd\\.seed=10\\d\\d: three")
        .satisfies(e -> {
          String seed = String.valueOf(e.getMessage()).replaceAll(".*seed=(\\d+):.*", "$1");
          assertThat(new Rng(Long.parseLong(seed)).nextInt(10)).isEqualTo(3);
        });
  }

  @Test
  void mutations_areTheSameForTheSameSeed() {
    List<byte[]> seeds = List.of(new byte[40], new byte[] {1, 2, 3}, new byte[0]);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    Mutator one = new Mutator(new Rng(7));
    Mutator two = new Mutator(new Rng(7));
    for (int i = 0; i < 1000; i++) {
      first.add(Hex.text(one.mutate(seeds)));
      second.add(Hex.text(two.mutate(seeds)));
    }
    assertThat(first).isEqualTo(second);
    assertThat(first.stream().distinct().count()).isGreaterThan(500);
    assertThat(seeds.get(0)).as("seeds stay as they are").containsOnly(0);
  }
}
