package honeyd.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class OptionsTest {
  private static Options options(String words) {
    return Options.of(words.isEmpty() ? new String[0] : words.split(" ", -1));
  }

  @Test
  void nothingGiven_isTheFullRun() {
    Options options = options("");
    assertThat(options.ms(60_000, 3_000)).isEqualTo(60_000);
    assertThat(options.connections()).isEqualTo(1_000_000);
    assertThat(options.wants("syn", "packets")).isTrue();
  }

  @Test
  void rows_areWantedByNameOrGroup() {
    Options options = options("--quick --rows syn,bulk --connections 5");
    assertThat(options.ms(60_000, 3_000)).isEqualTo(3_000);
    assertThat(options.connections()).isEqualTo(5);
    assertThat(options.wants("syn", "packets")).isTrue();
    assertThat(options.wants("echo", "packets")).isFalse();
    assertThat(options.wants("bulk-up", "bulk")).isTrue();
  }

  @Test
  void unknownWord_isNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options("--quikc"))
        .withMessage("unknown word: --quikc");
    assertThatIllegalArgumentException().isThrownBy(() -> options("--rows"));
  }
}
