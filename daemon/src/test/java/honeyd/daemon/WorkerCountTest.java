package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class WorkerCountTest {
  private final WorkerCount.Converter converter = new WorkerCount.Converter();

  @ParameterizedTest(name = "auto on {0} processors is {1}")
  @CsvSource({"1, 1", "2, 1", "3, 1", "4, 2", "8, 4", "16, 8", "128, 8"})
  void auto_isHalfTheProcessors(int processors, int workers) {
    assertThat(converter.convert("auto").on(processors)).isEqualTo(workers);
  }

  @Test
  void number_isTakenOnAnyMachine() {
    assertThat(converter.convert("3").on(2)).isEqualTo(3);
    assertThat(converter.convert("64").on(2)).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65", "two", ""})
  void anythingElse_isRefusedWithAReason(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("\"" + text + "\" is neither auto nor a number from 1 to 64");
  }
}
