package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.config.ConfigLoader;
import honeyd.config.HostLookup;
import honeyd.config.Loaded;
import honeyd.model.Honeynet;
import honeyd.personality.NmapOsDb;
import honeyd.personality.VendorLookup;
import honeyd.testkit.Bench;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// `set … spoof`: what leaves has other addresses, right checksums, and goes where it says. The
/// bench verifies every checksum.
class SpoofTest {
  private static final String HOST =
      """
      create host
      set host default tcp action closed
      set host default udp action closed
      add host tcp port 80 open
      add host udp port 7 "echo"
      """;

  private static Honeynet network(String config) {
    Loaded loaded =
        new ConfigLoader(NmapOsDb.empty(), new NoVendors(), HostLookup.none())
            .load("spoof.conf", config, ConfigLoader.OnError.REFUSE);
    return Objects.requireNonNull(loaded.honeynet(), () -> loaded.diagnostics().toString());
  }

  private record NoVendors() implements VendorLookup {
    @Override
    public int find(String words) {
      return -1;
    }

    @Override
    public List<String> nearest(String words, int limit) {
      return List.of();
    }
  }

  private static Bench bench(String spoof, String more) {
    return Bench.builder()
        .honeynet(network(HOST + spoof + "\nbind 10.0.0.9 host\n" + more))
        .build();
  }

  @Test
  void from_isTheSourceOfEveryKindOfAnswer() {
    try (Bench bench = bench("set host spoof from 192.0.2.7", "")) {
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:81 S 100:100(0) win 1000 <mss 1460>");
      bench.expectOne("tcp 192.0.2.7:81 > 10.0.0.1:40000 R. 0:0(0) ack 101 win 0");
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) \"ping\"");
      bench.expectOne("icmp 192.0.2.7 > 10.0.0.1 echo-reply id 1 seq 2 (4) \"ping\"");
      bench.send("udp 10.0.0.1:40000 > 10.0.0.9:8 (2) \"hi\"");
      // what is quoted is what came
      assertThat(bench.next().toString())
          .startsWith(
              "icmp 192.0.2.7 > 10.0.0.1 unreachable port [udp 10.0.0.1:40000 > 10.0.0.9:8 ");
      assertThat(bench.count(Counter.PACKETS_SPOOFED)).isEqualTo(3);
      assertThat(bench.events().takeLines()).isNotEmpty().noneMatch(l -> l.contains("192.0.2.7"));
    }
  }

  @Test
  void to_isTheDestination_andTheFlowIsLoggedAsItIs() {
    try (Bench bench = bench("set host spoof to 192.0.2.8", "")) {
      bench.declareTimers(1);
      bench.send("udp 10.0.0.1:40000 > 10.0.0.9:7 (2) \"hi\"");
      bench.expectOne("udp 10.0.0.9:7 > 192.0.2.8:40000 (2) \"hi\"");
      assertThat(bench.events().takeLines()).isNotEmpty().noneMatch(l -> l.contains("192.0.2.8"));
    }
  }

  @Test
  void both_areRewritten() {
    try (Bench bench = bench("set host spoof from 192.0.2.7 to 192.0.2.8", "")) {
      bench.declareTimers(1);
      bench.send("tcp 10.0.0.1:40000 > 10.0.0.9:80 S 100:100(0) win 1000 <mss 1460>");
      bench.expectOne("tcp 192.0.2.7:80 > 192.0.2.8:40000 S. ack 101");
    }
  }

  @Test
  void to_aHostOfTheSameNetwork_isNeverSent() {
    try (Bench bench = bench("set host spoof to 10.0.0.10", "bind 10.0.0.10 host\n")) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) \"ping\"");
      bench.expectSilence();
      assertThat(bench.count(DropReason.SPOOF_TO_HOST)).isOne();
    }
  }

  @Test
  void onEthernet_withoutARouteOrANeighbour_nothingIsSent() {
    try (Bench bench =
        Bench.builder()
            .honeynet(network(HOST + "set host spoof to 10.0.0.200\nbind 10.0.0.9 host\n"))
            .ethernet()
            .build()) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) \"ping\"");
      bench.expectSilence();
      assertThat(bench.count(DropReason.TRANSIT_NO_ROUTE)).isOne();
    }
  }

  @Test
  void onEthernet_theFrameGoesToTheOtherMachine() {
    try (Bench bench =
        Bench.builder()
            .honeynet(network(HOST + "set host spoof to 10.0.0.200\nbind 10.0.0.9 host\n"))
            .ethernet()
            .build()) {
      // that machine is heard once
      bench.send(
          "icmp 10.0.0.200 > 10.0.0.9 echo-request id 1 seq 1 (0)"
              + " {eth 02:00:00:00:00:c8 > 02:00:00:00:00:fe}");
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.200 echo-reply {eth 02:00:00:00:00:fe > 02:00:00:00:00:c8}");
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) \"ping\"");
      bench.expectOne(
          "icmp 10.0.0.9 > 10.0.0.200 echo-reply id 1 seq 2 (4) \"ping\""
              + " {eth 02:00:00:00:00:fe > 02:00:00:00:00:c8}");
    }
  }

  private static final String ROUTERS =
      """
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 8ms jitter 0
      route 10.1.0.1 link 10.1.0.0/24
      bind 10.1.0.5 host
      """;

  @Test
  void behindRouters_theAnswerTakesItsWayAndLosesTtl() {
    try (Bench bench = bench("set host spoof from 192.0.2.7", ROUTERS)) {
      bench.send("icmp 198.51.100.1 > 10.1.0.5 echo-request id 1 seq 2 (4) \"ping\" {ttl 64}");
      bench.advance(java.time.Duration.ofMillis(20));
      bench.expectOne("icmp 192.0.2.7 > 198.51.100.1 echo-reply id 1 seq 2 (4) \"ping\" {ttl 62}");
    }
  }

  @Test
  void behindRouters_hostsDoNotAnswerEachOther() {
    try (Bench bench = bench("set host spoof to 10.0.0.9", ROUTERS)) {
      bench.send("icmp 198.51.100.1 > 10.1.0.5 echo-request id 1 seq 2 (4) \"ping\" {ttl 64}");
      bench.advance(java.time.Duration.ofMillis(50));
      bench.expectSilence();
      assertThat(bench.count(DropReason.SPOOF_TO_HOST)).isOne();
    }
  }
}
