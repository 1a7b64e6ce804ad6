package honeyd.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortSetTest {
  @ParameterizedTest
  @CsvSource({
    "80, 1, 80",
    "'443,80', 2, '80,443'",
    "'80,443,8000-8100', 103, '80,443,8000-8100'",
    "0-65535, 65536, 0-65535",
    "'1,2,3', 3, 1-3"
  })
  void validText_hasItsPortsAndPrintsSorted(String text, int size, String printed) {
    PortSet set = PortSet.parse(text);
    assertThat(set.size()).isEqualTo(size);
    assertThat(set).hasToString(printed);
    assertThat(PortSet.parse(printed)).isEqualTo(set);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "65536", "80,", "-5", "9-3", "http", "80-", "123456"})
  void invalidText_isRefusedWithItself(String text) {
    assertThatThrownBy(() -> PortSet.parse(text)).hasMessageContaining("\"" + text + "\"");
  }
}
