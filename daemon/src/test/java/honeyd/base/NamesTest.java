package honeyd.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Counters and drop reasons are printed into pages: names must be unique and sentences whole.
class NamesTest {
  @Test
  void everyCounter_hasAUniqueNameAndASentence() {
    assertThat(Arrays.stream(Counter.values()).map(Counter::stableName)).doesNotHaveDuplicates();
    assertThat(Counter.values()).allMatch(c -> c.sentence().endsWith("."));
  }

  @Test
  void everyDropReason_isNamedAsItsConstantAndHasASentence() {
    assertThat(DropReason.values())
        .allMatch(r -> r.name().toLowerCase(java.util.Locale.ROOT).equals(r.stableName()))
        .allMatch(r -> r.sentence().endsWith("."));
  }
}
