package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.link.TracingLink;
import honeyd.testkit.Bench;
import honeyd.testkit.script.PacketSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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

  private static final String THREE =
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
      """;

  private static Bench bench(String routes) {
    return Bench.builder().config(HOSTS + routes).build();
  }

  /// Three routers in a row with exact lines of 10 and 20 ms.
  private static Bench three() {
    return bench(THREE);
  }

  /// A worker that is held up between the clock and its link meets packets younger than its time.
  @Test
  void packetThatCameAfterTheCycleBegan_takesAllOfItsTime() {
    AtomicBoolean held = new AtomicBoolean();
    AtomicReference<Bench> late = new AtomicReference<>();
    try (Bench bench =
        Bench.builder()
            .config(HOSTS + THREE)
            .decorate(link ->
                new TracingLink(
                    link,
                    line -> {
                      if (line.contains(" < ") && !held.getAndSet(true)) {
                        late.get().clock().advanceNs(2_000_000);
                      }
                    }))
            .build()) {
      late.set(bench);
      ping(bench, "10.1.1.5", 64);
      bench.expectSilenceFor(Duration.ofNanos(59_999_999));
      bench.advance(Duration.ofNanos(1));
      bench.expectOne("icmp 10.1.1.5 > 192.0.2.7 echo-reply id 1 seq 2 (4) \"ping\" {ttl 61}");
    }
  }

  /// Two pings that came 4 ms apart while the worker was busy are answered 4 ms apart.
  @Test
  void packetsThatWaitedForTheWorker_setOutWhenTheyCame() {
    try (Bench bench = three()) {
      long comeNs = bench.clock().epochMicros() * 1_000;
      bench.clock().advanceNs(9_000_000);
      for (int i = 1; i <= 2; i++) {
        bench.sendLate(
            PacketSpec.parse(
                "icmp 192.0.2.7 > 10.1.1.5 echo-request id 1 seq " + i + " (4) \"ping\" {ttl 64}"),
            comeNs + i * 4_000_000L);
      }
      bench.expectSilenceFor(Duration.ofNanos(54_999_999));
      bench.advance(Duration.ofNanos(1));
      bench.expectOne("icmp 10.1.1.5 > 192.0.2.7 echo-reply id 1 seq 1 (4) \"ping\" {ttl 61}");
      bench.expectSilenceFor(Duration.ofNanos(3_999_999));
      bench.advance(Duration.ofNanos(1));
      bench.expectOne("icmp 10.1.1.5 > 192.0.2.7 echo-reply id 1 seq 2 (4) \"ping\" {ttl 61}");
    }
  }

  /// A packet whose whole way has passed while the worker was busy is not ahead of one that waits.
  @Test
  void packetsThatWaitedLongerThanTheirWay_keepTheirOrder() {
    try (Bench bench = three()) {
      long comeNs = bench.clock().epochMicros() * 1_000;
      bench.clock().advanceNs(200_000_000);
      for (int i = 1; i <= 20; i++) {
        bench.sendLate(
            PacketSpec.parse(
                "icmp 192.0.2.7 > 10.1.1.5 echo-request id 1 seq " + i + " (4) \"ping\" {ttl 64}"),
            comeNs + i * 10_000_000L);
      }
      bench.advance(Duration.ofMillis(60));
      for (int i = 1; i <= 20; i++) {
        bench.expect(
            "icmp 10.1.1.5 > 192.0.2.7 echo-reply id 1 seq " + i + " (4) \"ping\" {ttl 61}");
      }
    }
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

  private static Bench overLine(String properties) {
    return bench(
        """
        route entry 10.0.0.1
        route 10.0.0.1 link 10.0.0.0/24
        route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 %s
        route 10.1.0.1 link 10.1.0.0/24
        bind 10.1.0.5 host
        """
            .formatted(properties));
  }

  /// Echo requests of 84 bytes, so many, at so many microseconds from each other; the answers.
  private static List<PacketSpec> pings(Bench bench, int count, long everyMicros) {
    List<PacketSpec> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bench.send(
          "icmp 192.0.2.7 > 10.1.0.5 echo-request id 1 seq " + (i & 0xffff) + " (56) {ttl 64}");
      bench.advance(Duration.ofNanos(everyMicros * 1_000));
      while (bench.hasSent()) {
        answers.add(bench.next());
      }
    }
    bench.advance(Duration.ofSeconds(5));
    while (bench.hasSent()) {
      answers.add(bench.next());
    }
    return answers;
  }

  @Test
  void loss_isThatOfEachDirection() {
    try (Bench bench = overLine("loss 30 latency 1ms")) {
      int answers = pings(bench, 20_000, 100).size();
      assertThat(1 - answers / 20_000.0).isBetween(0.50, 0.52);
      assertThat(bench.count(DropReason.TRANSIT_LOST)).isEqualTo(20_000 - answers);
    }
  }

  @Test
  void bandwidth_takesTheBitsTimeBothWays() {
    try (Bench bench = overLine("bandwidth 1Mbps latency 0ms jitter 0")) {
      bench.send("icmp 192.0.2.7 > 10.1.0.5 echo-request id 1 seq 1 (1222) {ttl 64}");
      // 1,250 bytes with both headers: 10 ms each way
      bench.expectSilenceFor(Duration.ofNanos(19_999_999));
      bench.advance(Duration.ofNanos(1));
      assertThat(bench.next().toString()).contains("echo-reply");
    }
  }

  @Test
  void packetsBehindEachOther_wait() {
    try (Bench bench = overLine("bandwidth 1Mbps latency 0ms jitter 0")) {
      for (int i = 0; i < 10; i++) {
        bench.send("icmp 192.0.2.7 > 10.1.0.5 echo-request id 1 seq " + i + " (97) {ttl 64}");
      }
      // 125 bytes, 1 ms each: the first has gone both ways after 2 ms, the others follow in step
      bench.advance(Duration.ofNanos(1_999_999));
      bench.expectSilence();
      for (int i = 0; i < 10; i++) {
        bench.advance(Duration.ofNanos(i == 0 ? 1 : 1_000_000));
        bench.expectOne("icmp 10.1.0.5 > 192.0.2.7 echo-reply id 1 seq " + i + " (97) {ttl 62}");
      }
    }
  }

  @Test
  void queueThatIsFull_dropsUnderItsName() {
    try (Bench bench = overLine("bandwidth 1Mbps latency 0ms jitter 0")) {
      for (int i = 0; i < 1_000; i++) {
        bench.send("icmp 192.0.2.7 > 10.1.0.5 echo-request id 1 seq " + i + " (972) {ttl 64}");
      }
      bench.advance(Duration.ofSeconds(3));
      int answers = bench.takeAll().size();
      // 64 KiB of queue, which is more than a quarter of a second here
      assertThat(answers).isBetween(64, 67);
      assertThat(bench.count(DropReason.TRANSIT_QUEUE_FULL)).isEqualTo(1_000 - answers);
    }
  }

  @Test
  void jitter_neverChangesTheOrder() {
    try (Bench bench = overLine("latency 10ms jitter 5ms")) {
      List<PacketSpec> answers = pings(bench, 2_000, 500);
      assertThat(answers).hasSize(2_000);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).toString()).contains("seq " + i + " ");
      }
    }
  }

  @Test
  void reorder_letsLaterPacketsOvertake() {
    try (Bench bench = overLine("latency 10ms jitter 0 reorder 10")) {
      List<PacketSpec> answers = pings(bench, 1_000, 500);
      assertThat(answers).hasSize(1_000);
      int early = 0;
      int highest = -1;
      for (PacketSpec answer : answers) {
        String text = answer.toString();
        int seq = Integer.parseInt(text.replaceAll(".* seq (\\d+) .*", "$1"));
        early += seq < highest ? 1 : 0;
        highest = Math.max(highest, seq);
      }
      assertThat(early).as("late ones").isBetween(120, 260);
    }
  }

  @Test
  void duplicate_letsPacketsArriveTwice() {
    try (Bench bench = overLine("latency 1ms duplicate 50")) {
      int answers = pings(bench, 4_000, 500).size();
      // each way in turn: 1.5 × 1.5
      assertThat(answers / 4_000.0).isBetween(2.1, 2.4);
      assertThat(bench.count(Counter.TRANSIT_DUPLICATES)).isEqualTo(answers - 4_000);
    }
  }

  @Test
  void absentHost_isSaidToBeSoWhenItsRouterHasGivenUp() {
    try (Bench bench =
        Bench.builder()
            .config(
                """
                route entry 10.0.0.1
                route 10.0.0.1 link 10.0.0.0/24
                """)
            .build()) {
      ping(bench, "10.0.0.77", 64);
      bench.expectSilenceFor(Duration.ofNanos(2_999_999_999L));
      bench.advance(Duration.ofNanos(1));
      assertThat(bench.next().toString())
          .contains("10.0.0.1 > 192.0.2.7")
          .contains("unreachable host");
      assertThat(bench.count(DropReason.TRANSIT_HOST_ABSENT)).isEqualTo(1);
    }
  }

  @Test
  void errorsAndLaterFragments_areNotAnsweredByRouters() {
    try (Bench bench = three()) {
      bench.send("icmp 192.0.2.7 > 10.1.1.5 type 11 code 0 (28) {ttl 1}");
      bench.expectSilence();
      assertThat(bench.count(DropReason.ICMP_ERROR_FORBIDDEN)).isEqualTo(1);
    }
  }

  @Test
  void packetThatEnds_isLogged() {
    try (Bench bench = three()) {
      bench.send("udp 192.0.2.7:40000 > 10.1.1.5:33434 (32) {ttl 1}");
      assertThat(bench.next().toString()).contains("time-exceeded");
      assertThat(bench.events().takeLines()).anyMatch(line -> line.contains("33434"));
    }
  }

  @Test
  void longPackets_areCutOrRefused() {
    try (Bench bench = overLine("mtu 576 latency 0ms jitter 0")) {
      bench.send("icmp 192.0.2.7 > 10.1.0.5 echo-request id 1 seq 1 (1000) {ttl 64, df}");
      assertThat(bench.next().toString())
          .contains("10.0.0.1 > 192.0.2.7")
          .contains("needs-fragmentation rest 576")
          .contains("{ttl 64, df");
      bench.send("icmp 192.0.2.7 > 10.1.0.5 echo-request id 1 seq 1 (1000) {ttl 64}");
      List<byte[]> pieces = bench.takeAll();
      assertThat(pieces).hasSize(2).allMatch(piece -> piece.length <= 576);
    }
  }

  @Test
  void closeWhilePacketsAreUnderWay_leavesNothing() {
    Bench bench = three();
    ping(bench, "10.1.1.5", 64);
    bench.declareTimers(1);
    bench.close();
    assertThat(bench.count(DropReason.TRANSIT_STOPPED)).isEqualTo(1);
  }
}
