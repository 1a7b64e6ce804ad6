package honeyd.service;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.net.IpAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tables as proc(5) shows them on a little-endian machine.
class ListeningPortTest {
  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

  private static Set<ListeningPort> in(String... rows) {
    Set<ListeningPort> out = new LinkedHashSet<>();
    ListeningPort.collect(HEAD + String.join("\n", rows) + "\n", out);
    return out;
  }

  @Test
  void listenerOnEveryAddress_isToldWithoutOne() {
    assertThat(in("   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000"))
        .containsExactly(new ListeningPort(null, 8080));
  }

  @Test
  void listenerOnOneAddress_isToldWithIt() {
    assertThat(in("   0: 0501030A:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000"))
        .containsExactly(new ListeningPort(IpAddress.parse("10.3.1.5"), 80));
  }

  @Test
  void connectionsAndLoopback_areLeftOut() {
    assertThat(
            in(
                "   0: 0100007F:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000",
                "   1: 4D0200C0:15B3 0501030A:0050 01 00000000:00000000 00:00000000 00000000",
                "   2: "))
        .isEmpty();
  }

  @Test
  void listenerOfBothFamilies_isTold() {
    assertThat(
            in(
                "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000"
                    + " 0A 00000000:00000000",
                "   1: 0000000000000000FFFF00000501030A:0017 00000000000000000000000000000000:0000"
                    + " 0A 00000000:00000000",
                "   2: 00000000000000000000000001000000:0018 00000000000000000000000000000000:0000"
                    + " 0A 00000000:00000000"))
        .containsExactly(
            new ListeningPort(null, 22), new ListeningPort(IpAddress.parse("10.3.1.5"), 23));
  }
}
