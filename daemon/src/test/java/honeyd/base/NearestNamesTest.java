package honeyd.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
  @Test
  void swappedLetters_areOneStep() {
    assertThat(NearestNames.ofWord("tempalte", List.of("template", "temper"), 3))
        .containsExactly("template");
  }

  @Test
  void wordThatSharesLittle_isNotSuggested() {
    assertThat(NearestNames.ofWord("route", List.of("bind", "create"), 3)).isEmpty();
  }

  @Test
  void outdatedName_findsTheOneWithTheSameWords() {
    assertThat(
            NearestNames.ofPhrase(
                "Linux 4.15", List.of("Sun Solaris 10", "Linux 4.15 - 5.6", "Linux 2.4"), 1))
        .containsExactly("Linux 4.15 - 5.6");
  }

  @Test
  void emptyPhrase_isNoError() {
    assertThat(NearestNames.ofPhrase("", List.of(""), 1)).containsExactly("");
  }
}
