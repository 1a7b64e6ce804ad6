package honeyd.stack.icmp;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.model.Behaviour;
import honeyd.personality.OsTraitsBuilder;
import honeyd.personality.TimestampReply;
import honeyd.testkit.Bench;
import honeyd.testkit.PlainPersonality;
import honeyd.testkit.script.PacketSpec;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpTest {
  private static final String PING =
      "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) \"ping\"";
  private static final String CLOSED = "udp 10.0.0.1:4000 > 10.0.0.9:7 (4) \"abcd\" {id 5}";

  @Test
  void echoRequest_isAnsweredWithItsPayload() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send(PING);
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (4) \"ping\" {ttl 64, id 1}");
      assertThat(bench.events().takeLines()).containsExactly("- 1 10.0.0.1 8 10.0.0.9 0: 32 NONE");
      assertThat(bench.count(Counter.ICMP_ECHO_REPLIES)).isEqualTo(1);
      bench.expectSilenceFor(Duration.ofSeconds(3));
    }
  }

  @Test
  void echoToAnAddressNobodyHas_isSilence() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send("icmp 10.0.0.1 > 10.0.0.8 echo-request id 1 seq 2 (0)");
      bench.expectSilence();
      assertThat(bench.events().takeLines()).isEmpty();
      assertThat(bench.count(DropReason.IPV4_NOT_OURS)).isEqualTo(1);
    }
  }

  @Test
  void echoOutsideTheClaimedNetworks_isSilence() {
    try (Bench bench = Bench.builder().defaultHost(host()).claims("10.1.0.0/16").build()) {
      bench.send(PING);
      bench.expectSilence();
      bench.send("icmp 10.0.0.1 > 10.1.2.3 echo-request id 1 seq 2 (0)");
      bench.expectOne("icmp 10.1.2.3 > 10.0.0.1 echo-reply id 1 seq 2 (0)");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1472, 1473, 4000, 65507})
  void echoOfAnySize_comesBackWhole(int size) {
    try (Bench bench = Bench.builder().bind("10.0.0.9", host()).mtu(1500).build();
        Bench peer = Bench.builder().bind("10.0.0.1", host()).mtu(65535).build()) {
      String payload = "x".repeat(size);
      bench.sendFrame(
          PacketSpec.parse(
                  "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 ("
                      + size
                      + ") \""
                      + payload
                      + "\"")
              .toIp());
      List<byte[]> frames = bench.takeAll();
      assertThat(frames).hasSize(size <= 1472 ? 1 : (size + 8 + 1479) / 1480);
      // A peer's stack puts the pieces together; it has nothing to say to a reply.
      frames.forEach(peer::sendFrame);
      assertThat(peer.events().takeLines())
          .containsExactly("- 1 10.0.0.9 0 10.0.0.1 0: " + (size + 28) + " NONE");
      assertThat(peer.count(DropReason.ICMP_BAD_CHECKSUM)).isZero();
    }
  }

  @Test
  void timestampRequest_isAnsweredInMillisecondsSinceMidnight() {
    try (Bench bench = Bench.withHost(host())) {
      // The bench starts at 09:00:00 UT.
      bench.advance(Duration.ofMillis(1234));
      bench.send(
          "icmp 10.0.0.1 > 10.0.0.9 timestamp-request id 3 seq 4 orig 77 recv 0 xmit 0 (12)");
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.1 timestamp-reply id 3 seq 4 orig 77 recv 32401234 xmit 32401234"
              + " (12)");
    }
  }

  @Test
  void timestampRequestTooShort_isSilence() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 timestamp-request id 3 seq 4 (0)");
      bench.expectSilence();
      assertThat(bench.count(DropReason.ICMP_TRUNCATED)).isEqualTo(1);
    }
  }

  @Test
  void maskRequest_isAnsweredWhereTheSystemAnswers() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 mask-request id 3 seq 4 mask 0.0.0.0 (4)");
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 mask-reply id 3 seq 4 mask 255.255.255.0 (4)");
    }
    try (Bench bench = Bench.withHost(host().personality(PlainPersonality.reticent()))) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 mask-request id 3 seq 4 mask 0.0.0.0 (4)");
      bench.send("icmp 10.0.0.1 > 10.0.0.9 timestamp-request id 3 seq 4 orig 7 recv 0 xmit 0 (12)");
      bench.expectSilence();
      assertThat(bench.count(DropReason.ICMP_UNANSWERED_TYPE)).isEqualTo(2);
    }
  }

  @Test
  void badChecksum_isLoggedAndDropped() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send(PING + " {bad-sum}");
      bench.expectSilence();
      assertThat(bench.events().takeLines())
          .containsExactly("- 1 10.0.0.1 8 10.0.0.9 0: 32 BAD_CHECKSUM");
    }
  }

  @Test
  void filteredIcmp_isLoggedAndSilent() {
    try (Bench bench = Bench.withHost(host().icmp(new Behaviour.Filtered()))) {
      bench.send(PING);
      bench.expectSilence();
      assertThat(bench.events().takeLines()).hasSize(1);
      assertThat(bench.count(DropReason.ICMP_FILTERED)).isEqualTo(1);
    }
  }

  @Test
  void datagramToAClosedPort_isAnsweredWithTheWholePacketQuoted() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send(CLOSED);
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.1 unreachable port"
              + " [udp 10.0.0.1:4000 > 10.0.0.9:7 {ttl 64, id 5, len 32}] (32)");
      assertThat(bench.events().takeLines())
          .containsExactly("- 17 10.0.0.1 4000 10.0.0.9 7: 32 CLOSED_PORT");
    }
  }

  @Test
  void manyErrorsAtOnce_areLimitedAndRecover() {
    try (Bench bench = Bench.withHost(host().personality(PlainPersonality.limited(1, 6)))) {
      for (int i = 0; i < 100; i++) {
        bench.send(CLOSED);
      }
      assertThat(bench.takeAll()).hasSize(6);
      assertThat(bench.count(DropReason.ICMP_RATE_LIMITED)).isEqualTo(94);
      bench.advance(Duration.ofSeconds(2));
      for (int i = 0; i < 100; i++) {
        bench.send(CLOSED);
      }
      assertThat(bench.takeAll()).hasSize(2);
    }
  }

  @Test
  void errorsThatAreNotSent_useUpNoIdentification() {
    try (Bench bench = Bench.withHost(host().personality(PlainPersonality.limited(1, 2)))) {
      for (int i = 0; i < 9; i++) {
        bench.send(CLOSED);
      }
      bench.takeAll();
      bench.send(PING);
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (4) {id 3}");
    }
  }

  @Test
  void rateLimit_isEachHostsOwn() {
    try (Bench bench =
        Bench.builder()
            .bind("10.0.0.0/24", host().personality(PlainPersonality.limited(1, 1)))
            .build()) {
      bench.send(CLOSED);
      bench.send("udp 10.0.0.1:4000 > 10.0.0.10:7 (0)");
      assertThat(bench.takeAll()).hasSize(2);
    }
  }

  @Test
  void unknownProtocol_isLoggedAndUnreachable() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send("ip 10.0.0.1 > 10.0.0.9 proto 132 (8) \"abcdefgh\" {id 5}");
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.1 unreachable protocol"
              + " [proto 132 10.0.0.1 > 10.0.0.9 {ttl 64, id 5, len 28}] (28)");
      assertThat(bench.events().takeLines())
          .containsExactly("- 132 10.0.0.1 0 10.0.0.9 0: 28 NONE");
    }
  }

  @Test
  void errorsAndReplies_areNeverAnswered() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send(
          "icmp 10.0.0.1 > 10.0.0.9 unreachable port"
              + " [udp 10.0.0.9:7 > 10.0.0.1:4000 {ttl 64, id 5, len 32}] (28)");
      bench.send("icmp 10.0.0.1 > 10.0.0.9 unreachable port (0)");
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-reply id 1 seq 1 (0)");
      bench.send("icmp 10.0.0.1 > 10.0.0.9 type 42 rest 9 (0)");
      bench.expectSilence();
      assertThat(bench.events().takeLines()).hasSize(4);
    }
  }

  private static PlainPersonality system(UnaryOperator<OsTraitsBuilder> more) {
    return new PlainPersonality(more.apply(PlainPersonality.plain()).build());
  }

  @Test
  void errorLimit_isEachReceiversOwnWhereTheSystemCountsSo() {
    try (Bench bench = Bench.withHost(host().personality(system(t -> t.errorsToEach(1, 6))))) {
      for (int i = 0; i < 20; i++) {
        bench.send(CLOSED);
        bench.send("udp 10.0.0.2:4000 > 10.0.0.9:7 (0)");
      }
      assertThat(bench.takeAll()).hasSize(12);
      bench.advance(Duration.ofSeconds(3));
      for (int i = 0; i < 20; i++) {
        bench.send(CLOSED);
      }
      assertThat(bench.takeAll()).hasSize(3);
    }
  }

  @Test
  void errorsToAll_areLimitedAboveThoseToEach() {
    PlainPersonality linux = system(t -> t.errorsToEach(1, 6).errorsToAll(1_000, 50));
    try (Bench bench = Bench.withHost(host().personality(linux))) {
      for (int i = 1; i <= 200; i++) {
        bench.send("udp 10.0.1." + i + ":4000 > 10.0.0.9:7 (0)");
      }
      assertThat(bench.takeAll()).hasSize(50);
    }
  }

  @Test
  void echoReplies_stopAtTheSystemsLimit() {
    try (Bench bench = Bench.withHost(host().personality(system(t -> t.replyLimit(0, 20))))) {
      for (int i = 0; i < 50; i++) {
        bench.send(PING);
      }
      assertThat(bench.takeAll()).hasSize(20);
      bench.advance(Duration.ofSeconds(1));
      bench.send(PING);
      assertThat(bench.takeAll()).hasSize(1);
    }
  }

  @Test
  void timestampReply_isReversedWhereTheSystemReversesIt() {
    PlainPersonality xp = system(t -> t.requests(TimestampReply.REVERSED, false, false));
    try (Bench bench = Bench.withHost(host().personality(xp))) {
      bench.send(
          "icmp 10.0.0.1 > 10.0.0.9 timestamp-request id 3 seq 4 orig 77 recv 0 xmit 0 (12)");
      // 32,400,000 is 01ee6280; what arrives is 8062ee01.
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.1 timestamp-reply id 3 seq 4 orig 77 recv 2153967105"
              + " xmit 2153967105 (12)");
    }
  }

  @Test
  void informationRequest_isAnsweredWhereTheSystemAnswers() {
    PlainPersonality ios = system(t -> t.requests(TimestampReply.NONE, false, true));
    try (Bench bench = Bench.withHost(host().personality(ios))) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 information-request id 3 seq 4 (0)");
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 information-reply id 3 seq 4 (0)");
    }
    try (Bench bench = Bench.withHost(host())) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 information-request id 3 seq 4 (0)");
      bench.expectSilence();
    }
  }
}
