package honeyd.testkit.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A packet of which tcpdump has written a part is not taken for all of it.
class CaptureTest {
  private static final String HEADER =
      "1795759501.18 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto GRE (47), length 88)";
  private static final String TUNNEL =
      " 198.51.100.1 > 198.51.100.254: GREv0, Flags [checksum present], sum 0x0, off 0x0, length 68";
  private static final String INNER =
      " IP (tos 0x0, ttl 64, id 2, offset 0, flags [none], proto ICMP (1), length 60)";
  private static final String PING =
      " 172.20.0.1 > 192.0.2.1: ICMP echo reply, id 2605, seq 4, length 40";

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "3, true", "4, false"})
  void tunnelledPing_isWholeWithItsFourthLine(int lines, boolean inside) {
    String[] all = {HEADER, TUNNEL, INNER, PING};
    assertThat(Capture.endsInside(String.join("", Arrays.copyOf(all, lines)))).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.2 ARP, Ethernet (len 6), IPv4 (len 4), Request who-has 10.0.0.1 tell 10.0.0.2, length 28",
        "1.2 IP (tos 0x0, ttl 64, id 1, proto ICMP (1), length 84) 192.0.2.1 > 10.1.0.2: ICMP echo"
            + " request, id 1, seq 1, length 64",
        "1.2 IP (tos 0x0, ttl 64, id 1, proto TCP (6), length 40) 10.0.0.1.80 > 10.0.0.2.9: Flags"
            + " [R], cksum 0x0 (correct), seq 1, win 0, length 0"
      })
  void plainPacket_isWhole(String line) {
    assertThat(Capture.endsInside(line)).isFalse();
  }
}
