package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnAddressesTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/30, 10.0.0.1, '10.0.0.0 10.0.0.2/31'",
    "10.0.0.0/30, 10.0.0.0, 10.0.0.1-10.0.0.3",
    "10.0.0.0/30, 10.0.0.3, 10.0.0.0-10.0.0.2",
    "10.0.0.1, 10.0.0.1, ''",
    "10.0.0.0/30, 10.0.1.1, 10.0.0.0/30",
    "10.0.0.0/30, '10.0.0.1 10.0.0.2', '10.0.0.0 10.0.0.3'",
    "0.0.0.0/0, 10.0.0.1, '0.0.0.0-10.0.0.0 10.0.0.2-255.255.255.255'",
  })
  void ownAddresses_areCutOut(String range, String own, String left) {
    List<IpAddress> addresses = Arrays.stream(own.split(" ")).map(IpAddress::parse).toList();
    List<IpRange> result = OwnAddresses.without(List.of(IpRange.parse(range)), addresses);
    assertThat(String.join(" ", result.stream().map(IpRange::toString).toList())).isEqualTo(left);
  }
}
