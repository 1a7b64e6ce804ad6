package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.model.BroadcastHosts;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.personality.NmapOsDb;
import honeyd.testkit.Bench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Datagrams for everybody on a link, in both directions.
class BroadcastTest {
  private static final String EVERYBODY = " {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}";
  private static final String MDNS = " {eth 02:00:00:00:00:01 > 01:00:5e:00:00:fb}";

  private static final String HOSTS =
      """
      create listener
      set listener default udp action open
      add listener udp port 137 "echo"
      add listener udp port 5353 "echo"
      add listener udp port 9 block
      create deaf
      set deaf default udp action open
      bind 10.0.0.8-10.0.0.9 listener
      bind 10.0.0.20 deaf
      """;

  private static Honeynet network(String config) {
    return Bench.network(config, NmapOsDb.empty());
  }

  private static Bench bench(String config) {
    return Bench.builder().honeynet(network(config)).ethernet().claims("10.0.0.0/24").build();
  }

  private static List<String> sent(Bench bench) {
    List<String> out = new ArrayList<>();
    while (bench.hasSent()) {
      out.add(bench.next().toString());
    }
    return out;
  }

  @Test
  void limitedBroadcast_reachesEveryHostThatNamesThePort_andEachAnswers() {
    try (Bench bench = bench(HOSTS)) {
      bench.declareTimers(2);
      bench.send("udp 10.0.0.1:137 > 255.255.255.255:137 (2) \"hi\"" + EVERYBODY);
      assertThat(sent(bench))
          .hasSize(2)
          .anyMatch(p -> p.startsWith("udp 10.0.0.8:137 > 10.0.0.1:137 (2) \"hi\""))
          .anyMatch(p -> p.startsWith("udp 10.0.0.9:137 > 10.0.0.1:137 (2) \"hi\""))
          .allMatch(p -> p.contains("> 02:00:00:00:00:01"));
      assertThat(bench.events().takeLines()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void claimedNetworksBroadcast_reachesThem_andAnOrdinaryAddressInABroadcastFrameNobody() {
    try (Bench bench = bench(HOSTS)) {
      bench.declareTimers(2);
      bench.send("udp 10.0.0.1:137 > 10.0.0.255:137 (2) \"hi\"" + EVERYBODY);
      assertThat(sent(bench)).hasSize(2);
      bench.send("udp 10.0.0.1:137 > 10.0.0.9:137 (2) \"hi\"" + EVERYBODY);
      bench.expectSilence();
      assertThat(bench.count(DropReason.ETHERNET_FOREIGN)).isOne();
    }
  }

  @Test
  void portThatNobodyNames_isNobodys() {
    try (Bench bench = bench(HOSTS)) {
      bench.send("udp 10.0.0.1:1000 > 255.255.255.255:1900 (2) \"hi\"" + EVERYBODY);
      bench.send("udp 10.0.0.1:1000 > 255.255.255.255:9 (2) \"hi\"" + EVERYBODY);
      bench.send("tcp 10.0.0.1:1000 > 255.255.255.255:137 S 1:1(0) win 1" + EVERYBODY);
      bench.send("icmp 10.0.0.1 > 255.255.255.255 echo-request id 1 seq 2 (0)" + EVERYBODY);
      bench.expectSilence();
      assertThat(bench.count(DropReason.UDP_BROADCAST_UNHEARD)).isEqualTo(2);
    }
  }

  @Test
  void mdnsQuestion_isAnsweredToTheGroup_oneOfAPlainResolverToItself() {
    try (Bench bench = bench(HOSTS)) {
      bench.declareTimers(4);
      bench.send("udp 10.0.0.1:5353 > 224.0.0.251:5353 (1) \"?\"" + MDNS);
      assertThat(sent(bench))
          .hasSize(2)
          .allMatch(p -> p.contains(":5353 > 224.0.0.251:5353 (1) \"?\""))
          .allMatch(p -> p.contains("ttl 255") && p.contains("> 01:00:5e:00:00:fb"));
      bench.send("udp 10.0.0.1:40000 > 224.0.0.251:5353 (1) \"?\"" + MDNS);
      assertThat(sent(bench)).hasSize(2).allMatch(p -> p.contains(" > 10.0.0.1:40000 (1) \"?\""));
    }
  }

  @Test
  void aNetworkFullOfListeners_isBoundedForEachDatagramAndSecond() {
    try (Bench bench =
        Bench.builder()
            .honeynet(network(HOSTS + "bind 10.1.0.0/16 listener\n"))
            .ethernet()
            .build()) {
      bench.declareTimers(2_000);
      for (int i = 0; i < 5; i++) {
        bench.send("udp 10.0.0.1:%d > 255.255.255.255:137 (0)".formatted(1000 + i) + EVERYBODY);
      }
      assertThat(bench.count(Counter.UDP_FLOWS_OPENED)).isEqualTo(1_024);
      assertThat(bench.count(DropReason.UDP_BROADCAST_LIMITED)).isEqualTo(5);
      bench.takeAll();
      bench.advance(Duration.ofSeconds(2));
      bench.send("udp 10.0.0.1:2000 > 255.255.255.255:137 (0)" + EVERYBODY);
      assertThat(bench.count(Counter.UDP_FLOWS_OPENED)).isEqualTo(1_024 + 256);
      bench.takeAll();
    }
  }

  @Test
  void behindRouters_nobodyHearsABroadcast() {
    try (Bench bench =
        Bench.builder()
            .honeynet(
                network(
                    """
                    create listener
                    add listener udp port 137 "echo"
                    route entry 10.0.0.1
                    route 10.0.0.1 link 10.0.0.0/24
                    route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1
                    route 10.1.0.1 link 10.1.0.0/24
                    bind 10.0.0.9 listener
                    bind 10.1.0.9 listener
                    """))
            .ethernet()
            .build()) {
      bench.declareTimers(1);
      bench.send("udp 10.0.0.77:137 > 255.255.255.255:137 (2) \"hi\"" + EVERYBODY);
      assertThat(sent(bench)).singleElement().asString().startsWith("udp 10.0.0.9:137 > ");
    }
  }

  @Test
  void dynamicTemplate_answersAsTheMemberThatTheSenderMeets() {
    try (Bench bench =
        bench(
            HOSTS
                + """
                dynamic choice
                add choice use listener if source ip = 10.0.0.1
                add choice otherwise use deaf
                bind 10.0.0.30 choice
                """)) {
      bench.declareTimers(5);
      bench.send("udp 10.0.0.1:137 > 255.255.255.255:137 (0)" + EVERYBODY);
      assertThat(sent(bench)).hasSize(3);
      bench.send("udp 10.0.0.2:137 > 255.255.255.255:137 (0)" + EVERYBODY);
      assertThat(sent(bench)).hasSize(2);
    }
  }

  @Test
  void reload_changesWhoListens() {
    try (Bench bench = bench(HOSTS)) {
      bench.declareTimers(1);
      bench.adopt(network("create one\nadd one udp port 138 \"echo\"\nbind 10.0.0.7 one\n"));
      bench.send("udp 10.0.0.1:137 > 255.255.255.255:137 (0)" + EVERYBODY);
      bench.expectSilence();
      bench.send("udp 10.0.0.1:138 > 255.255.255.255:138 (0)" + EVERYBODY);
      assertThat(sent(bench)).hasSize(1);
    }
  }

  private static final String SPEAKERS =
      """
      create speaker
      broadcast speaker srcport 137 dstport 138 time 30 "announce"
      bind 10.0.0.8-10.0.0.9 speaker
      """;

  /// Says two things at once, then ends.
  private static Bench speaking() {
    Bench bench = bench(SPEAKERS);
    bench.declareTimers(4);
    bench
        .services()
        .datagrams(
            "announce",
            flow -> {
              if (!flow.isServiceDone()) {
                flow.send("here".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                flow.send("I am".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                flow.done();
              }
            });
    return bench;
  }

  @Test
  void speakers_eachSayTheirWordsOnceInEachInterval() {
    try (Bench bench = speaking()) {
      bench.advance(Duration.ofSeconds(30));
      List<String> first = sent(bench);
      assertThat(first)
          .hasSize(4)
          .allMatch(p -> p.contains(" > 255.255.255.255:138 (4) "))
          .allMatch(p -> p.contains("{ttl 64") && p.contains("> ff:ff:ff:ff:ff:ff"))
          .anyMatch(p -> p.startsWith("udp 10.0.0.8:137"))
          .anyMatch(p -> p.startsWith("udp 10.0.0.9:137"));
      bench.advance(Duration.ofMinutes(5));
      assertThat(sent(bench)).hasSize(40);
      assertThat(bench.count(Counter.BROADCASTS_SENT)).isEqualTo(44);
      assertThat(bench.count(Counter.BROADCASTS_LEFT_OUT)).isZero();
    }
  }

  @Test
  void changeOfTheNetwork_movesNobodysMoment() {
    try (Bench bench = speaking()) {
      for (int i = 0; i < 300; i++) {
        bench.advance(Duration.ofSeconds(1));
        bench.adopt(network(SPEAKERS));
      }
      assertThat(sent(bench)).hasSize(40);
    }
  }

  @Test
  void aCommandThatDoesNotEnd_isStoppedAndNotStartedTwice() {
    try (Bench bench = bench(SPEAKERS)) {
      bench.declareTimers(4);
      bench.services().datagrams("announce", _ -> {});
      bench.advance(Duration.ofMinutes(5));
      assertThat(bench.services().openedDatagrams()).hasSize(20);
      assertThat(bench.services().openedDatagrams())
          .filteredOn(flow -> !flow.isGone())
          .hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void slashSixteen_letsOnlySomeSpeak() {
    Honeynet net =
        network(
            """
            create speaker
            bind 10.1.0.0/29 speaker
            bind 10.2.0.0/29 speaker
            broadcast speaker srcport 137 dstport 138 time 2 "announce"
            """);
    Extras.Broadcast broadcast = net.extras().broadcasts().getFirst();
    assertThat(BroadcastHosts.most(broadcast)).isEqualTo(16);
    assertThat(BroadcastHosts.of(broadcast, net)).hasSize(16);
    Extras.Broadcast slow =
        new Extras.Broadcast(broadcast.template(), 137, 138, 3_600, broadcast.action());
    assertThat(BroadcastHosts.most(slow)).isEqualTo(256);
    Extras.Broadcast quick =
        new Extras.Broadcast(broadcast.template(), 137, 138, 1, broadcast.action());
    assertThat(BroadcastHosts.of(quick, net)).hasSize(8).last().hasToString("10.1.0.7");
  }
}
