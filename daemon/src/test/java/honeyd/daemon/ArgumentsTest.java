package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
  @ParameterizedTest
  @CsvSource({
    // The article's own command line.
    "-d -l -f honeyd.conf, -d -l honeyd.log -f honeyd.conf",
    "-l, -l honeyd.log",
    "-l 10.0.0.0/8, -l honeyd.log 10.0.0.0/8",
    "-l 10.0.0.5-10.0.0.9, -l honeyd.log 10.0.0.5-10.0.0.9",
    "-l 10.0.0.1, -l honeyd.log 10.0.0.1",
    "-l packets.log 10.0.0.1, -l packets.log 10.0.0.1",
    "-l /var/log/x -d, -l /var/log/x -d",
    "-dl -i eth0, -dl honeyd.log -i eth0",
    "-dl x.log, -dl x.log",
    "-lx.log 10.0.0.1, -lx.log 10.0.0.1",
    "-d -- -l, -d -- -l",
    "-i l -d, -i l -d",
  })
  void bareLog_getsItsDefaultAndNetworksStayNetworks(String typed, String regular) {
    assertThat(String.join(" ", Arguments.regular(typed.split(" ")))).isEqualTo(regular);
  }
}
