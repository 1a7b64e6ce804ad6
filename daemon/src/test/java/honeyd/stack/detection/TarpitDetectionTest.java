package honeyd.stack.detection;

import static honeyd.stack.detection.Systems.ALL_OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// D28: what tells a tarpit from a host. LaBrea's has a window of a few bytes in its SYN/ACK and no
/// options, acknowledges nothing in persist mode and ignores a FIN; Degreaser (Alt et al. 2014)
/// asks for each in turn.
class TarpitDetectionTest {
  static Stream<String> systems() {
    return Systems.NAMES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d28_synAck_isThatOfAnyOpenPort(String system) {
    for (String options : List.of(ALL_OPTIONS, "<mss 1460>")) {
      String open = synAck(system, 81, options);
      assertThat(synAck(system, 82, options)).isEqualTo(open);
      assertThat(synAck(system, 83, options)).isEqualTo(open);
    }
  }

  private static String synAck(String system, int port, String options) {
    try (Systems host = Systems.of(system)) {
      PacketSpec seen = host.connect(port, options);
      return Stream.of(Field.FLAGS, Field.WINDOW, Field.URGENT, Field.OPTIONS, Field.TTL, Field.DF)
          .map(field -> field + " " + seen.get(field))
          .toList()
          .toString();
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d28_dataInTheWindow_isAcknowledged(String system) {
    for (int port : new int[] {82, 83}) {
      try (Systems host = Systems.of(system)) {
        long window = host.connect(port, "<mss 1460>").number(Field.WINDOW, 0);
        long n = Math.min(window, 1460) - 1;
        PacketSpec ack =
            answer(host, port, "P. 101:" + (101 + n) + "(" + n + ") ack 1 win 65535", 0.5);
        assertThat(ack.number(Field.ACK, 0)).isEqualTo(101 + n);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("systems")
  void d28_finInTheWindow_isAcknowledged(String system) {
    for (int port : new int[] {82, 83}) {
      try (Systems host = Systems.of(system)) {
        host.connect(port, "<mss 1460>");
        PacketSpec ack = answer(host, port, "F. 101:101(0) ack 1 win 65535", 0.5);
        assertThat(ack.number(Field.ACK, 0)).isEqualTo(102);
      }
    }
  }

  /// The window closes as it does for a service that does not read, byte for byte, and what comes
  /// then is answered alike.
  @ParameterizedTest
  @MethodSource("systems")
  void d28_closedWindow_isThatOfAProcessThatHangs(String system) {
    assertThat(closing(system, 82)).isEqualTo(closing(system, 81));
  }

  private static String closing(String system, int port) {
    try (Systems host = Systems.of(system)) {
      long window = host.connect(port, "<mss 1460>").number(Field.WINDOW, 0);
      StringBuilder seen = new StringBuilder();
      long seq = 101;
      for (int i = 0; i < 400 && window > 0; i++) {
        long n = Math.min(1000, window);
        PacketSpec ack =
            answer(host, port, ". " + seq + ":" + (seq + n) + "(" + n + ") ack 1 win 65535", 0.5);
        seq += n;
        window = ack.number(Field.WINDOW, 0);
        seen.append(ack.number(Field.ACK, 0)).append(' ').append(window).append('\n');
      }
      assertThat(window).isZero();
      for (int i = 0; i < 5; i++) {
        host.pass(60);
        PacketSpec ack =
            answer(host, port, ". " + seq + ":" + (seq + 1) + "(1) ack 1 win 65535", 0.1);
        seen.append(ack.number(Field.ACK, 0)).append(' ').append(ack.get(Field.WINDOW));
      }
      return seen.toString();
    }
  }

  /// After the window has closed nothing of ours ends the connection.
  @ParameterizedTest
  @ValueSource(strings = {Systems.LINUX_5, Systems.XP, Systems.WINDOWS_10})
  void d28_probesForADay_areAllAnswered(String system) {
    try (Systems host = Systems.of(system)) {
      long window = host.connect(82, "<mss 1460>").number(Field.WINDOW, 0);
      long seq = 101;
      while (window > 0) {
        long n = Math.min(1000, window);
        PacketSpec ack =
            answer(host, 82, ". " + seq + ":" + (seq + n) + "(" + n + ") ack 1 win 65535", 0.5);
        seq += n;
        window = ack.number(Field.WINDOW, 0);
      }
      for (int minutes = 0; minutes < 24 * 60; minutes += 2) {
        assertThat(host.pass(120)).isEmpty();
        PacketSpec ack = answer(host, 82, ". " + seq + ":" + (seq + 1) + "(1) ack 1 win 65535", 0);
        assertThat(ack.number(Field.ACK, 0)).isEqualTo(seq);
        assertThat(ack.number(Field.WINDOW, 1)).isZero();
      }
    }
  }

  private static PacketSpec answer(Systems host, int port, String segment, double patience) {
    List<PacketSpec> at = host.ask("tcp 10.0.0.1:40000 > 10.0.0.9:" + port + " " + segment);
    return at.isEmpty() ? host.pass(patience).getLast() : at.getLast();
  }
}
