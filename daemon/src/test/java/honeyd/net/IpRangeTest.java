package honeyd.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.3, 10.0.0.3, 10.0.0.3, 1, 10.0.0.3",
    "10.0.0.3/32, 10.0.0.3, 10.0.0.3, 1, 10.0.0.3",
    "10.1.2.3/16, 10.1.0.0, 10.1.255.255, 65536, 10.1.0.0/16",
    "10.0.0.0/8, 10.0.0.0, 10.255.255.255, 16777216, 10.0.0.0/8",
    "0.0.0.0/0, 0.0.0.0, 255.255.255.255, 4294967296, 0.0.0.0/0",
    "'::/90', '::', '::3f:ffff:ffff', 274877906944, '::/90'",
    "10.0.0.5-10.0.0.15, 10.0.0.5, 10.0.0.15, 11, 10.0.0.5-10.0.0.15",
    "'2001:db8::/32', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 9223372036854775807, '2001:db8::/32'",
    "'2001:db8::/96', '2001:db8::', '2001:db8::ffff:ffff', 4294967296, '2001:db8::/96'",
  })
  void validText_hasItsEndsSizeAndForm(
      String text, String first, String last, long size, String printed) {
    IpRange range = IpRange.parse(text);
    assertThat(range.first()).isEqualTo(IpAddress.parse(first));
    assertThat(range.last()).isEqualTo(IpAddress.parse(last));
    assertThat(range.size()).isEqualTo(size);
    assertThat(range).hasToString(printed);
    assertThat(IpRange.parse(printed)).isEqualTo(range);
    assertThat(range.contains(range.first())).isTrue();
    assertThat(range.contains(range.last())).isTrue();
    assertThat(range.contains(range.last().next())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.9-10.0.0.3",
        "10.0.0.1-::1",
        "/8"
      })
  void invalidText_isRefused(String text) {
    assertThatThrownBy(() -> IpRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
