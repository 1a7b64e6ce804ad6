package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Bench;
import honeyd.testkit.script.PacketSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The virtual network as the packets of an attacker meet it, on the memory link.
class TransitBenchTest {
  private static final String HOSTS =
      """
      create default
      set default default tcp action closed
      create host
      add host tcp port 80 open
      """;

  private static Bench bench(String routes) {
    return Bench.builder().config(HOSTS + routes).build();
  }

  /// Three routers in a row with exact lines of 10 and 20 ms.
  private static Bench three() {
    return bench(
        """
        route entry 10.0.0.1
        route 10.0.0.1 link 10.0.0.0/24
        route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 10ms jitter 0
        route 10.1.0.1 link 10.1.0.0/24
        route 10.1.0.1 add net 10.1.1.0/24 10.1.1.1 latency 20ms jitter 0
        route 10.1.1.1 link 10.1.1.0/24
        bind 10.0.0.5 host
        bind 10.1.0.5 host
        bind 10.1.1.5 host
        """);
  }

  private static void ping(Bench bench, String to, int ttl) {
    bench.send(
        "icmp 192.0.2.7 > " + to + " echo-request id 1 seq 2 (4) \"ping\" {ttl " + ttl + "}");
  }

  @Test
  void hostBehindTheEntryRouter_answersAtOnceAndOneHopFurther() {
    try (Bench bench = three()) {
      ping(bench, "10.0.0.5", 64);
      bench.expectOne("icmp 10.0.0.5 > 192.0.2.7 echo-reply id 1 seq 2 (4) \"ping\" {ttl 63}");
      ping(bench, "10.0.0.1", 1);
      bench.expectOne("icmp 10.0.0.1 > 192.0.2.7 echo-reply id 1 seq 2 (4) \"ping\" {ttl 64}");
    }
  }

  @Test
  void hostBehindThreeRouters_answersAfterTheLinesTimes() {
    try (Bench bench = three()) {
      ping(bench, "10.1.1.5", 64);
      bench.expectSilenceFor(Duration.ofNanos(59_999_999));
      bench.advance(Duration.ofNanos(1));
      bench.expectOne("icmp 10.1.1.5 > 192.0.2.7 echo-reply id 1 seq 2 (4) \"ping\" {ttl 61}");
    }
  }

  @Test
  void eachRouter_saysThatTheTtlEnded() {
    try (Bench bench = three()) {
      ping(bench, "10.1.1.5", 1);
      assertThat(bench.next().toString())
          .contains("10.0.0.1 > 192.0.2.7")
          .contains("time-exceeded");
      ping(bench, "10.1.1.5", 2);
      bench.expectSilenceFor(Duration.ofNanos(19_999_999));
      bench.advance(Duration.ofNanos(1));
      assertThat(bench.next().toString())
          .contains("10.1.0.1 > 192.0.2.7")
          .contains("time-exceeded");
      ping(bench, "10.1.1.5", 3);
      bench.expectSilenceFor(Duration.ofNanos(59_999_999));
      bench.advance(Duration.ofNanos(1));
      assertThat(bench.next().toString())
          .contains("10.1.1.1 > 192.0.2.7")
          .contains("time-exceeded");
      ping(bench, "10.1.1.5", 4);
      bench.advance(Duration.ofMillis(60));
      bench.expectOne("icmp 10.1.1.5 > 192.0.2.7 echo-reply id 1 seq 2 (4) \"ping\" {ttl 61}");
      assertThat(bench.count(DropReason.TRANSIT_EXPIRED)).isEqualTo(3);
    }
  }

  @Test
  void quotedPacket_hasTheTtlThatItArrivedWith() {
    try (Bench bench = three()) {
      ping(bench, "10.1.1.5", 3);
      bench.advance(Duration.ofMillis(60));
      PacketSpec error = bench.next();
      byte[] frame = error.toIp();
      assertThat(frame[20 + 8 + 8]).as("TTL of the quotation").isEqualTo((byte) 1);
    }
  }

  @Test
  void unreach_isAnsweredByItsRouter() {
    try (Bench bench =
        bench(
            """
            route entry 10.0.0.1
            route 10.0.0.1 link 10.0.0.0/24
            route 10.0.0.1 unreach 10.9.0.0/16
            """)) {
      ping(bench, "10.9.0.5", 64);
      assertThat(bench.next().toString()).contains("10.0.0.1 > 192.0.2.7").contains("unreachable");
    }
  }
}
