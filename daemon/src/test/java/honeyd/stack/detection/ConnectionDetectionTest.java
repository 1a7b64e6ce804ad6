package honeyd.stack.detection;

import static honeyd.stack.detection.Systems.ALL_OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// D14 to D27: what happens on an open connection.
class ConnectionDetectionTest {
  static Stream<String> systems() {
    return Systems.NAMES.keySet().stream().sorted();
  }

  private static long payload(PacketSpec packet) {
    return packet.number(Field.LENGTH, 0);
  }

  private static String ack(PacketSpec packet) {
    return Systems.flags(packet) + " " + packet.get(Field.ACK);
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d14_window_closesWhenNobodyReads(String system) {
    try (Systems host = Systems.of(system)) {
      PacketSpec synAck = host.connect(81, "<mss 1460>");
      long first = synAck.number(Field.WINDOW, 0);
      long seq = 101;
      long edge = seq + first;
      long window = first;
      for (int i = 0; i < 400 && window > 0; i++) {
        long n = Math.min(1000, edge - seq);
        List<PacketSpec> seen =
            new ArrayList<>(
                host.ask(
                    "tcp 10.0.0.1:40000 > 10.0.0.9:81 . "
                        + seq
                        + ":"
                        + (seq + n)
                        + "("
                        + n
                        + ") ack 1 win 65535"));
        seq += n;
        if (seen.isEmpty()) {
          seen.addAll(host.pass(0.5));
        }
        PacketSpec last = seen.getLast();
        assertThat(last.number(Field.ACK, 0)).isEqualTo(seq);
        window = last.number(Field.WINDOW, 0);
        assertThat(seq + window).as("the edge never goes back").isGreaterThanOrEqualTo(edge);
        edge = seq + window;
      }
      assertThat(window).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d15_closedWindow_isOnlyProbed(String system) {
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      host.tcp(". 101:101(0) ack 1 win 0");
      assertThat(host.fill(2000)).isEmpty();
      List<PacketSpec> probes = host.pass(20);
      assertThat(probes).isNotEmpty().allMatch(p -> payload(p) <= 1);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d16_segments_areNoLargerThanTheClientTakes(String system) {
    for (int mss : new int[] {100, 536, 1460}) {
      try (Systems host = Systems.of(system)) {
        host.connect(80, "<mss " + mss + ">");
        List<PacketSpec> seen = host.fill(5000);
        assertThat(seen).isNotEmpty().allMatch(p -> payload(p) <= mss);
        assertThat(payload(seen.getFirst())).isEqualTo(mss);
      }
    }
  }

  /// RFC 6928 where the system has it, RFC 3390 or 2581 before.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  3",
    "Linux 5,    10",
    "Windows XP, 2",
    "Windows 10, 10",
    "FreeBSD,    10",
    "Cisco IOS,  2",
    "printer,    1"
  })
  void d17_firstFlight_hasTheSystemsInitialWindow(String system, int segments) {
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      List<PacketSpec> seen = host.fill(40_000);
      assertThat(seen).hasSize(segments).allMatch(p -> payload(p) == 1460);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d18_dataOutOfOrder_isKept(String system) {
    try (Systems host = Systems.of(system)) {
      PacketSpec synAck = host.connect(80, ALL_OPTIONS);
      String stamp = Systems.stamp(synAck, 1020);
      PacketSpec early = host.tcp(". 111:121(10) ack 1 win 1000 " + stamp).getFirst();
      assertThat(ack(early)).isEqualTo(". 101");
      assertThat(Systems.has(early, "sack 111:121")).isEqualTo(Systems.has(synAck, "sackOK"));
      assertThat(host.tcp(". 101:111(10) ack 1 win 1000 " + stamp))
          .singleElement()
          .extracting(ConnectionDetectionTest::ack)
          .isEqualTo(". 121");
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d19_duplicatesAndKeepAlives_areAcknowledged(String system) {
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      host.tcp("P. 101:102(1) ack 1 win 1000 \"x\"");
      host.pass(1);
      assertThat(host.tcp("P. 101:102(1) ack 1 win 1000 \"x\""))
          .singleElement()
          .extracting(ConnectionDetectionTest::ack)
          .isEqualTo(". 102");
      host.pass(1);
      assertThat(host.tcp(". 101:101(0) ack 1 win 1000"))
          .singleElement()
          .extracting(ConnectionDetectionTest::ack)
          .isEqualTo(". 102");
    }
  }

  /// RFC 5961 where the system has it.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  nothing, nothing, R.",
    "Linux 5,    .,       .,       .",
    "Windows XP, nothing, nothing, R.",
    "Windows 10, .,       .,       .",
    "FreeBSD,    .,       .,       .",
    "Cisco IOS,  nothing, nothing, R.",
    "printer,    nothing, nothing, R."
  })
  void d20_d21_straysInTheWindow(String system, String reset, String after, String syn) {
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      assertThat(flags(host.tcp("R 111:111(0)"))).isEqualTo(reset);
      host.pass(2);
      // A keep-alive tells whether the connection is still there.
      String alive = flags(host.tcp(". 100:100(0) ack 1 win 1000"));
      assertThat(alive.equals(".") ? "." : "nothing").isEqualTo(after);
    }
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      assertThat(flags(host.tcp("S 111:111(0) win 1000"))).isEqualTo(syn);
    }
  }

  private static String flags(List<PacketSpec> seen) {
    return seen.isEmpty() ? "nothing" : Systems.flags(seen.getFirst());
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d22_ackOfUnsentData_isDroppedAndAnswered(String system) {
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      assertThat(host.tcp("P. 101:104(3) ack 100001 win 1000 \"bad\""))
          .singleElement()
          .extracting(ConnectionDetectionTest::ack)
          .isEqualTo(". 101");
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d23_olderTimestamp_isDroppedAndAnswered(String system) {
    try (Systems host = Systems.of(system)) {
      PacketSpec synAck = host.connect(80, ALL_OPTIONS);
      if (Systems.has(synAck, "TS ")) {
        assertThat(host.tcp("P. 101:104(3) ack 1 win 1000 <nop,nop,TS val 900 ecr *> \"old\""))
            .singleElement()
            .extracting(ConnectionDetectionTest::ack)
            .isEqualTo(". 101");
      }
    }
  }

  /// Seconds after the first SYN/ACK at which it comes again.
  @ParameterizedTest
  @CsvSource({
    "Linux 2.4,  3 9 21 45 93",
    "Linux 5,    1 3 7 15 31",
    "Windows XP, 3 9",
    "Windows 10, 1 3",
    "FreeBSD,    3 9 21",
    "Cisco IOS,  2 6 14",
    "printer,    6 30"
  })
  void d24_synAck_comesAgainOnTheSystemsSchedule(String system, String schedule) {
    try (Systems host = Systems.of(system)) {
      host.tcp("S 100:100(0) win 1000 <mss 1460>");
      StringBuilder seen = new StringBuilder();
      for (int tenths = 1; tenths <= 2000; tenths++) {
        for (PacketSpec packet : host.pass(0.1)) {
          if (Systems.flags(packet).equals("S.")) {
            seen.append(seen.isEmpty() ? "" : " ").append(tenths / 10);
          }
        }
      }
      assertThat(seen).hasToString(schedule);
    }
  }

  /// The first segment alone, each time after twice as long.
  @ParameterizedTest
  @MethodSource("systems")
  void d25_unacknowledgedData_comesAgainLaterEachTime(String system) {
    try (Systems host = Systems.of(system)) {
      host.tcp("S 100:100(0) win 65535 <mss 1000>");
      host.pass(0.1);
      host.tcp(". 101:101(0) ack 1 win 65535");
      host.fill(5000);
      List<Double> times = new ArrayList<>();
      for (int i = 1; i <= 3000; i++) {
        for (PacketSpec packet : host.pass(0.01)) {
          if (payload(packet) > 0) {
            assertThat(packet.number(Field.SEQ, 0)).isEqualTo(1);
            times.add(i / 100.0);
          }
        }
      }
      assertThat(times).as(system).hasSizeGreaterThanOrEqualTo(3);
      double first = times.get(1) - times.get(0);
      double second = times.get(2) - times.get(1);
      assertThat(second / first).as(String.format(Locale.ROOT, "%s", times)).isBetween(1.9, 2.1);
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d26_d27_timeWait_answersAFinAndNoAcks(String system) {
    try (Systems host = Systems.of(system)) {
      host.connect(80, "<mss 1460>");
      assertThat(host.end()).singleElement().extracting(Systems::flags).isEqualTo("F.");
      assertThat(host.tcp("F. 101:101(0) ack 2 win 1000"))
          .singleElement()
          .extracting(ConnectionDetectionTest::ack)
          .isEqualTo(". 102");
      for (int i = 0; i < 5; i++) {
        assertThat(host.tcp(". 102:102(0) ack 2 win 1000")).isEmpty();
      }
      host.pass(5);
      assertThat(host.tcp("F. 101:101(0) ack 2 win 1000"))
          .singleElement()
          .extracting(ConnectionDetectionTest::ack)
          .isEqualTo(". 102");
    }
  }
}
