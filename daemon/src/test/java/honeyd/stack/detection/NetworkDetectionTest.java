package honeyd.stack.detection;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.PacketSpec.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// D40 to D54: IP, fragments, ICMP and UDP.
class NetworkDetectionTest {
  static Stream<String> systems() {
    return Systems.NAMES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d40_badHeaderChecksum_getsNothing(String system) {
    try (Systems host = Systems.of(system)) {
      assertThat(host.ask("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 1 (4) {bad-ip-sum}"))
          .isEmpty();
      assertThat(host.tcp("S 1:1(0) win 1000 {bad-ip-sum}")).isEmpty();
      assertThat(host.tcp("S 1:1(0) win 1000 {bad-sum}")).isEmpty();
      assertThat(host.pass(2)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d41_fragmentsOfNothing_bringNothing(String system) {
    try (Systems host = Systems.of(system)) {
      assertThat(host.ask("ip 10.0.0.1 > 10.0.0.9 proto 1 (0) {id 9, mf, offset 8}")).isEmpty();
      assertThat(host.ask("ip 10.0.0.1 > 10.0.0.9 proto 1 (8) {id 9, mf, offset 65528}")).isEmpty();
      assertThat(host.ask("ip 10.0.0.1 > 10.0.0.9 proto 6 (7) {id 9, mf, offset 8}")).isEmpty();
    }
  }

  /// Seconds until ICMP time exceeded, code 1, for a first fragment whose rest never comes; -1
  /// where the system gives it up in silence.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  30",
    "Linux 5,    30",
    "Windows XP, 60",
    "Windows 10, 60",
    "FreeBSD,    -1",
    "Cisco IOS,  15",
    "printer,    30"
  })
  void d43_missingFragments_areReportedInTime(String system, int seconds) {
    try (Systems host = Systems.of(system)) {
      host.ask("ip 10.0.0.1 > 10.0.0.9 proto 17 (16) {id 9, mf}");
      int at = -1;
      for (int i = 1; i <= 130 && at < 0; i++) {
        List<PacketSpec> seen = host.pass(1);
        at = seen.isEmpty() ? -1 : i;
        for (PacketSpec p : seen) {
          assertThat(p.get(Field.TYPE) + " " + p.get(Field.CODE)).isEqualTo("11 1");
        }
      }
      assertThat(at).isEqualTo(seconds);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  3 2",
    "Linux 5,    3 2",
    "Windows XP, 3 2",
    "Windows 10, 3 2",
    "FreeBSD,    nothing",
    "Cisco IOS,  3 2",
    "printer,    3 2"
  })
  void d44_unknownProtocol_isUnreachableWhereTheSystemSaysSo(String system, String answer) {
    try (Systems host = Systems.of(system)) {
      List<PacketSpec> seen = host.ask("ip 10.0.0.1 > 10.0.0.9 proto 253 (20)");
      assertThat(
              seen.isEmpty()
                  ? "nothing"
                  : seen.getFirst().get(Field.TYPE) + " " + seen.getFirst().get(Field.CODE))
          .isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d45_timeToLive_isTheSameForEverything(String system) {
    try (Systems host = Systems.of(system)) {
      List<PacketSpec> seen = new ArrayList<>();
      seen.addAll(host.tcp("S 1:1(0) win 1000 <mss 1460>"));
      seen.addAll(host.ask("tcp 10.0.0.1:40000 > 10.0.0.9:79 S 1:1(0) win 1000"));
      seen.addAll(host.ask("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 1 (4)"));
      seen.addAll(host.ask("udp 10.0.0.1:4000 > 10.0.0.9:79 (4)"));
      seen.addAll(host.ask("udp 10.0.0.1:4000 > 10.0.0.9:7 (4)"));
      assertThat(seen).hasSize(5);
      Set<Long> ttls = new HashSet<>();
      seen.forEach(p -> ttls.add(p.number(Field.TTL, 0)));
      assertThat(ttls).as(seen.toString()).hasSize(1);
    }
  }

  /// An echo with TOS or an odd code is answered as any other; the code as nmap's IE has it.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  9",
    "Linux 5,    9",
    "Windows XP, 0",
    "Windows 10, 0",
    "FreeBSD,    9",
    "Cisco IOS,  9",
    "printer,    0"
  })
  void d46_tosAndCode_areNothingSpecial(String system, int code) {
    try (Systems host = Systems.of(system)) {
      for (int tos : new int[] {0, 4}) {
        for (int asked : new int[] {0, 9}) {
          PacketSpec reply =
              host.ask(
                      "icmp 10.0.0.1 > 10.0.0.9 echo-request code "
                          + asked
                          + " id 1 seq 1 (4) \"ping\" {tos "
                          + tos
                          + "}")
                  .getFirst();
          assertThat(reply.get(Field.PAYLOAD)).isEqualTo("ping");
          assertThat(reply.number(Field.CODE, 0)).isEqualTo(asked == 0 ? 0 : code);
        }
      }
    }
  }

  /// Timestamp and mask requests: what comes back.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  timestamp-reply, nothing",
    "Linux 5,    timestamp-reply, nothing",
    "Windows XP, timestamp-reply, nothing",
    "Windows 10, nothing,         nothing",
    "FreeBSD,    timestamp-reply, nothing",
    "Cisco IOS,  timestamp-reply, nothing",
    "printer,    timestamp-reply, mask-reply"
  })
  void d47_d48_otherRequests(String system, String timestamp, String mask) {
    try (Systems host = Systems.of(system)) {
      assertThat(
              word(
                  host.ask(
                      "icmp 10.0.0.1 > 10.0.0.9 timestamp-request id 1 seq 1 orig 5 recv 0 xmit 0")))
          .isEqualTo(timestamp);
      assertThat(word(host.ask("icmp 10.0.0.1 > 10.0.0.9 mask-request id 1 seq 1 mask 0.0.0.0")))
          .isEqualTo(mask);
    }
  }

  private static String word(List<PacketSpec> seen) {
    return seen.isEmpty()
        ? "nothing"
        : switch ((int) seen.getFirst().number(Field.TYPE, 0)) {
          case 14 -> "timestamp-reply";
          case 18 -> "mask-reply";
          default -> seen.toString();
        };
  }

  /// Unreachables for 50 datagrams, one every ten milliseconds, then for 50 more ten seconds later.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  6,  6",
    "Linux 5,    6,  6",
    "Windows XP, 50, 50",
    "Windows 10, 50, 50",
    "FreeBSD,    50, 50",
    "Cisco IOS,  1,  1",
    "printer,    50, 50"
  })
  void d49_errors_keepToTheSystemsRate(String system, int first, int later) {
    try (Systems host = Systems.of(system)) {
      assertThat(flood(host)).isEqualTo(first);
      host.pass(10);
      assertThat(flood(host)).isEqualTo(later);
    }
  }

  private static int flood(Systems host) {
    int seen = 0;
    for (int i = 0; i < 50; i++) {
      seen += host.ask("udp 10.0.0.1:4000 > 10.0.0.9:" + (5000 + i) + " (10)").size();
      host.pass(0.01);
    }
    return seen;
  }

  /// Bytes that an unreachable quotes of a datagram with 300 bytes, as IPL of its fingerprint.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  328",
    "Linux 5,    328",
    "Windows XP, 148",
    "Windows 10, 328",
    "FreeBSD,    328",
    "Cisco IOS,  28",
    "printer,    28"
  })
  void d50_unreachable_quotesAsMuchAsTheSystem(String system, int bytes) {
    try (Systems host = Systems.of(system)) {
      PacketSpec error = host.ask("udp 10.0.0.1:4000 > 10.0.0.9:79 (300)").getFirst();
      assertThat(error.number(Field.LENGTH, 0)).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d53_largeEcho_comesBackWhole(String system) {
    try (Systems host = Systems.of(system)) {
      host.ask("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 1 (1400)");
      List<PacketSpec> whole = host.ask("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 1 (4000)");
      assertThat(whole).allMatch(p -> p.kind() == Kind.IP || p.kind() == Kind.ICMP).hasSize(3);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d54_groupsAndBroadcasts_areNobody(String system) {
    try (Systems host = Systems.of(system)) {
      assertThat(host.ask("icmp 10.0.0.1 > 224.0.0.1 echo-request id 1 seq 1 (4)")).isEmpty();
      assertThat(host.ask("icmp 10.0.0.1 > 255.255.255.255 echo-request id 1 seq 1 (4)")).isEmpty();
    }
  }
}
