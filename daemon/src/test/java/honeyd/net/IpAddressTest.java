package honeyd.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  /// Five proofs per row: it parses to these bits, prints as expected, the printed form parses to
  /// the same, it compares equal to itself, and the JDK's own parser agrees.
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0, ffff00000000, 0.0.0.0",
    "10.77.0.1, 0, ffff0a4d0001, 10.77.0.1",
    "255.255.255.255, 0, ffffffffffff, 255.255.255.255",
    "'::', 0, 0, '::'",
    "'::1', 0, 1, '::1'",
    "'2001:db8::1', 20010db800000000, 1, '2001:db8::1'",
    "'2001:DB8:0:0:1:0:0:1', 20010db800000000, 1000000000001, '2001:db8::1:0:0:1'",
    "'1:2:3:4:5:6:7:8', 1000200030004, 5000600070008, '1:2:3:4:5:6:7:8'",
    "'fe80::', fe80000000000000, 0, 'fe80::'",
    // RFC 5952 §4.2.2: one zero group is not shortened.
    "'2001:db8:0:1:1:1:1:1', 20010db800000001, 1000100010001, '2001:db8:0:1:1:1:1:1'",
    "'::ffff:192.0.2.1', 0, ffffc0000201, 192.0.2.1",
    "'64:ff9b::192.0.2.33', 64ff9b00000000, c0000221, '64:ff9b::c000:221'",
  })
  void validText_hasItsBitsAndPrintsCanonically(String text, String hi, String lo, String printed)
      throws Exception {
    IpAddress address = IpAddress.parse(text);
    assertThat(address)
        .isEqualTo(new IpAddress(Long.parseUnsignedLong(hi, 16), Long.parseUnsignedLong(lo, 16)));
    assertThat(address.toString()).isEqualTo(printed);
    assertThat(IpAddress.parse(printed)).isEqualTo(address);
    assertThat(address.compareTo(IpAddress.parse(text))).isZero();
    assertThat(InetAddress.getByName(text)).isEqualTo(InetAddress.getByName(address.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1..2.3",
        "1.2.3.4 ",
        // Some readers take a leading zero as octal, so we take it not at all.
        "01.2.3.4",
        // Some readers take one number as all 32 bits.
        "167772161",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        "1:2:3:4:5:6:7:",
        "::1.2.3.4.5",
        "1.2.3.4::",
      })
  void invalidText_isRefusedWithItself(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void next_carriesIntoTheUpperHalf() {
    assertThat(new IpAddress(7, -1).next()).isEqualTo(new IpAddress(8, 0));
  }
}
