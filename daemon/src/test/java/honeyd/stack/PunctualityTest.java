package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Behaviour;
import honeyd.personality.NmapOsDb;
import honeyd.testkit.Bench;
import honeyd.testkit.script.PacketSpec;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A host is as punctual as a real machine, whatever keeps the worker: what an answer tells of the
/// time is that of the question's arrival.
class PunctualityTest {
  /// It counts its sequence numbers by the time, as its timestamps.
  private static final String COUNTS = "Fortinet FortiGate 200B firewall";

  private static final String STAMPS = "Linux 5.0 - 5.4";

  private static NmapOsDb database = NmapOsDb.empty();

  @BeforeAll
  static void readDatabase() throws Exception {
    database = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
  }

  private static Bench bench(String system) {
    return Bench.withHost(
        host()
            .personality(Objects.requireNonNull(database.find(system, 1)))
            .tcp(80, new Behaviour.Open()));
  }

  private static PacketSpec syn(int port) {
    return PacketSpec.parse(
        "tcp 192.0.2.7:"
            + port
            + " > 10.0.0.9:80 S 1:1(0) win 8192 <mss 1460,sackOK,TS val 7 ecr 0,nop,wscale 2>");
  }

  /// The answer to the second of two SYNs that came 100 ms apart.
  ///
  /// @param heldNs how long the worker was kept before it saw the second
  /// @param stampNs what is added to the time at which the kernel took it in
  private static String second(String system, long heldNs, long stampNs) {
    try (Bench bench = bench(system)) {
      bench.send(syn(40_000));
      bench.clock().advanceNs(100_000_000);
      long comeNs = bench.clock().epochMicros() * 1_000;
      bench.clock().advanceNs(heldNs);
      bench.next();
      bench.sendLate(syn(40_001), comeNs + stampNs);
      String answer = bench.next().toString();
      for (int port : new int[] {40_000, 40_001}) {
        bench.send(PacketSpec.parse("tcp 192.0.2.7:" + port + " > 10.0.0.9:80 R 2:2(0) win 0"));
      }
      return answer;
    }
  }

  @Test
  void sequenceNumber_isThatOfTheArrival() {
    String punctual = second(COUNTS, 0, 0);
    assertThat(second(COUNTS, 35_000_000, 0)).isEqualTo(punctual);
    assertThat(second(COUNTS, 35_000_000, 35_000_000)).isNotEqualTo(punctual);
  }

  @Test
  void timestamp_isThatOfTheArrival() {
    String punctual = second(STAMPS, 0, 0);
    assertThat(punctual).contains("TS val");
    assertThat(second(STAMPS, 35_000_000, 0)).isEqualTo(punctual);
    assertThat(second(STAMPS, 35_000_000, 35_000_000)).isNotEqualTo(punctual);
  }

  /// The calendar was set by an hour between the frame and the worker's turn.
  @Test
  void stampFromAnotherCalendar_isNotBelieved() {
    String now = second(COUNTS, 35_000_000, 35_000_000);
    assertThat(second(COUNTS, 35_000_000, 3_600_000_000_000L)).isEqualTo(now);
    assertThat(second(COUNTS, 35_000_000, -3_600_000_000_000L)).isEqualTo(now);
  }
}
