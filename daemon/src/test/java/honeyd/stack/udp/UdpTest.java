package honeyd.stack.udp;

import static honeyd.testkit.TestHost.host;
import static honeyd.testkit.TestServices.service;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import honeyd.stack.StackSettings;
import honeyd.testkit.Bench;
import honeyd.testkit.TestHost;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UdpTest {
  private static final String QUERY = "udp 10.0.0.1:4000 > 10.0.0.9:53 (5) \"hello\"";

  private static TestHost echoHost() {
    return host().udp(53, service("echo"));
  }

  @Test
  void datagramToAService_isAnsweredAndLoggedAsAFlow() {
    try (Bench bench = Bench.withHost(echoHost())) {
      bench.send(QUERY);
      bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\" {ttl 64}");
      assertThat(bench.events().takeLines()).containsExactly("S 17 10.0.0.1 4000 10.0.0.9 53");
      bench.send(QUERY);
      bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\"");
      assertThat(bench.events().takeLines()).isEmpty();
      bench.advance(Duration.ofMillis(59_900));
      assertThat(bench.events().takeLines()).isEmpty();
      bench.advance(Duration.ofMillis(200));
      assertThat(bench.events().takeLines())
          .containsExactly("E 17 10.0.0.1 4000 10.0.0.9 53: 10 10 EXPIRED");
    }
  }

  @Test
  void serviceInTurns_answersEachDatagramAtOnce() {
    try (Bench bench = Bench.withHost(host().udp(53, service("prompt-echo")))) {
      bench.send(QUERY);
      bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\" {ttl 64}");
      bench.send(QUERY);
      bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\"");
      assertThat(bench.services().isIdle()).isTrue();
      bench.advance(Duration.ofSeconds(61));
    }
  }

  @Test
  void useKeepsAFlowAlive() {
    try (Bench bench = Bench.withHost(echoHost())) {
      for (int i = 0; i < 5; i++) {
        bench.send(QUERY);
        bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\"");
        bench.advance(Duration.ofSeconds(50));
      }
      assertThat(bench.events().takeLines()).containsExactly("S 17 10.0.0.1 4000 10.0.0.9 53");
      bench.advance(Duration.ofSeconds(11));
      assertThat(bench.events().takeLines())
          .containsExactly("E 17 10.0.0.1 4000 10.0.0.9 53: 25 25 EXPIRED");
    }
  }

  @Test
  void openPortWithoutService_swallows() {
    try (Bench bench = Bench.withHost(host().udp(53, new Behaviour.Open()))) {
      bench.send(QUERY);
      bench.expectSilenceFor(Duration.ofSeconds(61));
      assertThat(bench.events().takeLines())
          .containsExactly(
              "S 17 10.0.0.1 4000 10.0.0.9 53", "E 17 10.0.0.1 4000 10.0.0.9 53: 5 0 EXPIRED");
      assertThat(bench.services().openedDatagrams()).isEmpty();
    }
  }

  @Test
  void filteredPort_isLoggedAndSilent() {
    try (Bench bench = Bench.withHost(host().udp(53, new Behaviour.Filtered()))) {
      bench.send(QUERY);
      bench.expectSilence();
      assertThat(bench.events().takeLines())
          .containsExactly("- 17 10.0.0.1 4000 10.0.0.9 53: 33 FILTERED");
      assertThat(bench.count(DropReason.UDP_FILTERED)).isEqualTo(1);
    }
  }

  @Test
  void badChecksum_isLoggedAndDropped() {
    try (Bench bench = Bench.withHost(echoHost())) {
      bench.send(QUERY + " {bad-sum}");
      bench.expectSilence();
      assertThat(bench.events().takeLines())
          .containsExactly("- 17 10.0.0.1 4000 10.0.0.9 53: 33 BAD_CHECKSUM");
    }
  }

  @Test
  void noChecksum_isAccepted() {
    try (Bench bench = Bench.withHost(echoHost())) {
      bench.send(QUERY + " {no-sum}");
      bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\"");
      bench.declareTimers(1);
    }
  }

  @Test
  void answerLongerThanTheMtu_isCut() {
    try (Bench bench = Bench.withHost(host().udp(53, service("long")));
        Bench peer =
            Bench.builder().bind("10.0.0.1", host().udp(4000, new Behaviour.Open())).build()) {
      bench.services().datagrams("long", flow -> answer(flow, new byte[5000]));
      bench.send(QUERY);
      List<byte[]> frames = bench.takeAll();
      assertThat(frames).hasSize(4);
      frames.forEach(peer::sendFrame);
      peer.advance(Duration.ofSeconds(61));
      assertThat(peer.events().takeLines())
          .containsExactly(
              "S 17 10.0.0.9 53 10.0.0.1 4000", "E 17 10.0.0.9 53 10.0.0.1 4000: 5000 0 EXPIRED");
      bench.declareTimers(1);
    }
  }

  private static void answer(FlowDatagrams flow, byte[] bytes)
      throws java.io.IOException, InterruptedException {
    if (flow.pollReceived() != null) {
      flow.send(bytes);
    }
  }

  @Test
  void thirdPortUnreachable_endsTheFlow() {
    String unreachable =
        "icmp 10.0.0.1 > 10.0.0.9 unreachable port"
            + " [udp 10.0.0.9:53 > 10.0.0.1:4000 {ttl 64, id 5, len 33}] (28)";
    try (Bench bench = Bench.withHost(echoHost())) {
      bench.send(QUERY);
      bench.takeAll();
      bench.send(unreachable);
      bench.send(unreachable);
      assertThat(bench.services().openedDatagrams().getFirst().isGone()).isFalse();
      bench.send(unreachable);
      assertThat(bench.services().openedDatagrams().getFirst().isGone()).isTrue();
      assertThat(bench.events().takeLines())
          .contains("E 17 10.0.0.1 4000 10.0.0.9 53: 5 5 RESET_BY_PEER");
    }
  }

  @Test
  void serviceThatEnded_isBegunAnewForTheNextDatagram() {
    try (Bench bench = Bench.withHost(host().udp(53, service("once")))) {
      bench
          .services()
          .datagrams(
              "once",
              flow -> {
                byte[] datagram = flow.pollReceived();
                if (datagram != null) {
                  flow.send(datagram);
                  flow.done();
                }
              });
      bench.send(QUERY);
      bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\"");
      bench.send(QUERY);
      bench.expectOne("udp 10.0.0.9:53 > 10.0.0.1:4000 (5) \"hello\"");
      assertThat(bench.services().openedDatagrams()).hasSize(2);
      assertThat(bench.events().takeLines()).containsExactly("S 17 10.0.0.1 4000 10.0.0.9 53");
      bench.declareTimers(1);
    }
  }

  @Test
  void serviceThatDoesNotRead_losesWhatIsTooMuch() {
    try (Bench bench = Bench.withHost(host().udp(53, service("mute")))) {
      for (int i = 0; i < 100; i++) {
        bench.send(QUERY);
      }
      assertThat(bench.count(DropReason.UDP_UNREAD)).isEqualTo(36);
      bench.declareTimers(1);
    }
  }

  @Test
  void moreFlowsThanAllowed_giveUpTheOldest() {
    try (Bench bench =
        Bench.builder()
            .bind("10.0.0.9", host().udp(53, new Behaviour.Open()))
            .settings(StackSettings.defaults().withMaxUdpFlows(2))
            .build()) {
      bench.send("udp 10.0.0.1:1 > 10.0.0.9:53 (1) \"a\"");
      bench.send("udp 10.0.0.1:2 > 10.0.0.9:53 (1) \"a\"");
      bench.send("udp 10.0.0.1:1 > 10.0.0.9:53 (1) \"a\"");
      bench.events().takeLines();
      bench.send("udp 10.0.0.1:3 > 10.0.0.9:53 (1) \"a\"");
      assertThat(bench.events().takeLines())
          .containsExactly(
              "E 17 10.0.0.1 2 10.0.0.9 53: 1 0 EVICTED", "S 17 10.0.0.1 3 10.0.0.9 53");
      bench.declareTimers(2);
    }
  }

  @Test
  void stop_endsEveryFlow() {
    Bench bench = Bench.withHost(echoHost());
    bench.send(QUERY);
    bench.takeAll();
    bench.events().takeLines();
    bench.declareTimers(1);
    bench.close();
    assertThat(bench.events().takeLines())
        .containsExactly("E 17 10.0.0.1 4000 10.0.0.9 53: 5 5 SHUTDOWN");
  }
}
