package honeyd.stack.detection;

import static honeyd.stack.detection.Systems.ALL_OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// D01 to D12: what a SYN brings.
class HandshakeDetectionTest {
  static Stream<String> systems() {
    return Systems.NAMES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d01_synWithRst_isNeverAnswered(String system) {
    try (Systems host = Systems.of(system)) {
      assertThat(host.tcp("SR 100:100(0) win 1024")).isEmpty();
      assertThat(host.ask("tcp 10.0.0.1:40000 > 10.0.0.9:79 SR 100:100(0) win 1024")).isEmpty();
      assertThat(host.pass(5)).isEmpty();
    }
  }

  /// As T3 of its fingerprint has it.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  nothing",
    "Linux 5,    nothing",
    "Windows XP, nothing",
    "Windows 10, R.",
    "FreeBSD,    nothing",
    "Cisco IOS,  nothing",
    "printer,    nothing"
  })
  void d02_synWithFin_isAnsweredAsTheSystemDoes(String system, String flags) {
    try (Systems host = Systems.of(system)) {
      List<PacketSpec> seen = host.tcp("SF 100:100(0) win 1024 <mss 1460>");
      assertThat(Systems.flags(seen.isEmpty() ? null : seen.getFirst())).isEqualTo(flags);
      host.tcp("R 101:101(0)");
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d03_d04_initialSequence_isNeverTheClientsAck(String system) {
    try (Systems host = Systems.of(system)) {
      Set<Long> seen = new HashSet<>();
      for (String flags : new String[] {"S", "SEW"}) {
        for (int port = 40_000; port < 40_004; port++) {
          host.bench.send(
              "tcp 10.0.0.1:" + port + " > 10.0.0.9:80 " + flags + " 1:1(0) ack 1094795585 win 9");
          if (flags.equals("SEW") && !host.bench.hasSent()) {
            // Silent to ECN, as its fingerprint has it.
            continue;
          }
          PacketSpec answer = host.bench.next();
          seen.add(answer.number(Field.SEQ, 0));
          assertThat(answer.number(Field.SEQ, 0)).isNotIn(1094795585L, 1094795586L, 1L, 0L);
          host.bench.send("tcp 10.0.0.1:" + port + " > 10.0.0.9:80 R 2:2(0)");
          host.pass(0.1);
        }
      }
      assertThat(seen.size()).isIn(4, 8);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d07_clientsWindow_changesNothing(String system) {
    try (Systems host = Systems.of(system)) {
      Set<String> seen = new HashSet<>();
      int port = 40_000;
      for (int window : new int[] {62, 63, 64, 1, 2, 4, 16, 512, 513, 65_535}) {
        String flow = "tcp 10.0.0.1:" + port++ + " > 10.0.0.9:80 ";
        PacketSpec answer =
            host.ask(flow + "S 100:100(0) win " + window + " <mss 1460>").getFirst();
        seen.add(answer.get(Field.WINDOW) + " " + Systems.options(answer));
        host.ask(flow + "R 101:101(0)");
      }
      assertThat(seen).hasSize(1);
    }
  }

  /// Only what the client offered comes back; D09: a segment size that a link could have.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # system   | nothing offered      | all offered
          Linux 2.4  | <mss 1448>           | <mss 1448,sackOK,TS val * ecr 1000,nop,wscale 0>
          Linux 5    | <mss 1460>           | <mss 1460,sackOK,TS val * ecr 1000,nop,wscale 7>
          Windows XP | <mss 1460>           | <mss 1460,nop,wscale 0,nop,nop,TS val 0 ecr 0,nop,nop,sackOK>
          Windows 10 | <mss 65495>          | <mss 65495,sackOK,TS val * ecr 1000>
          FreeBSD    | <mss 1460>           | <mss 1460,nop,wscale 6,sackOK,TS val * ecr 1000>
          Cisco IOS  | <mss 536>            | <mss 1448,sackOK,nop,nop,TS val * ecr 1000,eol>
          printer    | <mss 1460>           | <mss 1460>
          """)
  void d08_d09_d10_options_followTheOffer(String system, String none, String all) {
    try (Systems host = Systems.of(system)) {
      PacketSpec bare = host.tcp("S 100:100(0) win 1024").getFirst();
      host.tcp("R 101:101(0)");
      host.pass(2);
      PacketSpec rich = host.tcp("S 100:100(0) win 1024 " + ALL_OPTIONS).getFirst();
      assertThat(
              Systems.options(bare)
                  + " | "
                  + Systems.options(rich).replaceAll("val [1-9]\\d*", "val *"))
          .isEqualTo(none + " | " + all);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d11_timestamps_goOnExactlyWhereAgreed(String system) {
    try (Systems host = Systems.of(system)) {
      PacketSpec synAck = host.connect(80, ALL_OPTIONS);
      boolean agreed = Systems.has(synAck, "TS ");
      List<PacketSpec> seen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        host.pass(0.05);
        seen.addAll(host.fill(10));
      }
      assertThat(seen).hasSize(3);
      assertThat(seen).allMatch(s -> Systems.has(s, "TS val") == agreed);
      host.ask("tcp 10.0.0.1:40000 > 10.0.0.9:80 R 101:101(0)");
    }
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      assertThat(host.fill(10)).hasSize(1).noneMatch(s -> Systems.has(s, "TS val"));
    }
  }

  /// Ticks in a minute, as the fingerprint's TS has it: 100, 1000 and so on in a second, or none.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  100",
    "Linux 5,    1000",
    "Windows 10, 1000",
    "FreeBSD,    1000",
    "Cisco IOS,  1000"
  })
  void d12_timestampClock_hasTheSystemsRate(String system, int perSecond) {
    try (Systems host = Systems.of(system)) {
      host.connect(80, ALL_OPTIONS);
      host.pass(1);
      long first = stampOf(host.fill(1).getFirst());
      host.ask(
          "tcp 10.0.0.1:40000 > 10.0.0.9:80 . 101:101(0) ack 2 win 1000 <nop,nop,TS val 1011 ecr *>");
      host.pass(60);
      long last = stampOf(host.fill(1).getFirst());
      assertThat((last - first) / 60.0).isBetween(perSecond * 0.99, perSecond * 1.01);
    }
  }

  private static long stampOf(PacketSpec packet) {
    return Long.parseLong(Systems.options(packet).replaceFirst(".*TS val (\\d+).*", "$1"));
  }
}
