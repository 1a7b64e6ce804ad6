package honeyd.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
  @ParameterizedTest
  @CsvSource({
    "01:23:45:67:89:ab, 0123456789ab, 01:23:45:67:89:ab",
    "0-1-2-a-b-F, 0001020a0b0f, 00:01:02:0a:0b:0f",
    "ff:ff:ff:ff:ff:ff, ffffffffffff, ff:ff:ff:ff:ff:ff"
  })
  void validText_hasItsBitsAndPrintsCanonically(String text, String bits, String printed) {
    MacAddress mac = MacAddress.parse(text);
    assertThat(mac.bits()).isEqualTo(Long.parseLong(bits, 16));
    assertThat(mac).hasToString(printed);
    assertThat(MacAddress.parse(printed)).isEqualTo(mac);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "01:23:45:67:89", "01:23:45:67:89:ab:cd", "0g:1:2:3:4:5", "001:2:3:4:5:6"})
  void invalidText_isRefusedWithItself(String text) {
    assertThatThrownBy(() -> MacAddress.parse(text)).hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void groupBit_isTheLowestOfTheFirstOctet() {
    assertThat(MacAddress.BROADCAST.isGroup()).isTrue();
    assertThat(MacAddress.parse("01:00:5e:00:00:01").isGroup()).isTrue();
    assertThat(MacAddress.parse("02:00:5e:00:00:01").isGroup()).isFalse();
  }
}
