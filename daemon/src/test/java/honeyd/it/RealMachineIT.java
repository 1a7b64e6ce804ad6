package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Capture;
import honeyd.testkit.net.Namespace;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Real machines inside the virtual network: their only neighbours are virtual.
///
/// ```
///   attacker ── 10.0.0.1 ──10 ms── 10.2.0.1 ── 10.2.0.8, .9 (virtual), 10.2.0.50 (real, eth1), .51 (eth3)
///                   │
///                   └──────5 ms─── 10.3.0.1 ── 10.3.0.9 (virtual), 10.3.0.50 (real, eth2)
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealMachineIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String INHABITED =
      """
      create host
      set host personality "Linux 3.10 - 4.11"
      set host default tcp action closed
      set host default udp action closed
      clone wired host
      set wired ethernet "dell"
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 latency 10ms
      route 10.2.0.1 link 10.2.0.0/24
      route 10.0.0.1 add net 10.3.0.0/16 10.3.0.1 latency 5ms
      route 10.3.0.1 link 10.3.0.0/24
      bind 10.0.0.9 host
      bind 10.2.0.8 host
      bind 10.2.0.9 wired
      bind 10.3.0.9 host
      bind 10.2.0.50 to eth1
      bind 10.2.0.51 to eth3
      bind 10.3.0.50 to eth2
      bind 10.3.0.60 to eth2
      """;

  private final NetLab lab = NetLab.routed();
  private Namespace first;
  private Namespace second;
  private Namespace third;

  @BeforeAll
  void start() {
    first = lab.machine("eth1", "10.2.0.50/24", "10.2.0.1");
    second = lab.machine("eth2", "10.3.0.50/24", "10.3.0.1");
    third = lab.machine("eth3", "10.2.0.51/24", "10.2.0.1");
    lab.honeyd(INHABITED);
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void attacker_reachesTheMachineThroughTwoRouters() {
    try (Capture capture = Capture.at(first, "eth0", "icmp")) {
      expectPing(lab.attacker(), "10.2.0.50", 62, 20);
      assertThat(capture.await(".* 192\\.0\\.2\\.1 > 10\\.2\\.0\\.50: ICMP echo request.*"))
          .contains(", ttl 62,");
    }
    assertThat(Hops.traceroute(lab.attacker(), "-I", "10.2.0.50"))
        .containsExactly("10.0.0.1", "10.2.0.1", "10.2.0.50");
  }

  @Test
  void routerAndMachine_findEachOtherByArp() {
    try (Capture capture = Capture.at(third, "eth0", "arp")) {
      expectPing(lab.attacker(), "10.2.0.51", 62, 20);
      capture.await(".* who-has 10\\.2\\.0\\.51 .*tell 10\\.2\\.0\\.1,.*");
      capture.await(".* Reply 10\\.2\\.0\\.51 is-at .*");
      third.set("ip neigh flush dev eth0");
      expectPing(third, "10.0.0.9", 62, 20);
      capture.await(".* Reply 10\\.2\\.0\\.1 is-at .*");
    }
  }

  /// Machines on one network of the virtual router's, each behind an interface of its own.
  @Test
  void machinesOfOneNetwork_areNextToEachOther() {
    expectPing(first, "10.2.0.51", 64, 0);
    expectPing(third, "10.2.0.50", 64, 0);
  }

  @Test
  void machine_reachesVirtualHostsNearAndFar() {
    expectPing(first, "10.2.0.8", 64, 0);
    expectPing(first, "10.2.0.9", 64, 0);
    // the router, a Cisco if nothing is said of it
    expectPing(first, "10.2.0.1", 255, 0);
    expectPing(first, "10.0.0.9", 62, 20);
    expectPing(first, "10.3.0.9", 61, 30);
    String neighbours = first.run(LIMIT, "ip", "neigh").out();
    assertThat(neighbours).containsPattern("10\\.2\\.0\\.9 dev eth0 lladdr");
    assertThat(neighbours).doesNotContain("10.0.0.9").doesNotContain("10.3.0.9");
  }

  @Test
  void machine_reachesTheAttacker() {
    expectPing(first, NetLab.ATTACKER, 62, 20);
    assertThat(Hops.traceroute(first, "-U", NetLab.ATTACKER))
        .containsExactly("10.2.0.1", "10.0.0.1", NetLab.ATTACKER);
  }

  @Test
  void machines_talkToEachOtherThroughTheVirtualRouters() {
    expectPing(first, "10.3.0.50", 61, 30);
    expectPing(second, "10.2.0.50", 61, 30);
    assertThat(Hops.traceroute(second, "-I", "10.2.0.50"))
        .containsExactly("10.3.0.1", "10.0.0.1", "10.2.0.1", "10.2.0.50");
  }

  /// Megabytes, as the kernels send them: unfinished checksums and segments larger than the MTU.
  @Test
  void machines_carryTcpBetweenThem() {
    expectTransfer(second, "10.3.0.50", first);
    expectTransfer(first, "10.2.0.50", lab.attacker());
    expectTransfer(lab.attacker(), NetLab.ATTACKER, first);
  }

  @Test
  void machineThatIsOff_isReportedByItsRouterWhenArpHasFailed() {
    Outcome ping = lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "8", "10.3.0.60");
    assertThat(ping.out()).contains("From 10.3.0.1 icmp_seq=1 Destination Host Unreachable");
  }

  private static void expectPing(Namespace from, String host, int ttl, int leastMs) {
    Outcome ping = from.run(LIMIT, "ping", "-n", "-c", "5", "-i", "0.1", "-W", "5", host).orFail();
    assertThat(ping.out()).contains("5 received");
    double shortest = Double.MAX_VALUE;
    Matcher m = Pattern.compile("ttl=(\\d+) time=([0-9.]+) ms").matcher(ping.out());
    while (m.find()) {
      assertThat(Integer.parseInt(m.group(1))).as(ping.toString()).isEqualTo(ttl);
      shortest = Math.min(shortest, Double.parseDouble(m.group(2)));
    }
    assertThat(shortest).as(ping.toString()).isBetween((double) leastMs, leastMs + 5.0);
  }

  private static void expectTransfer(Namespace server, String address, Namespace client) {
    try (Running listener =
        server.start("sh", "-c", "head -c 3000000 /dev/zero | nc -l -N -w 20 -p 8080")) {
      Await.until(
          LIMIT,
          "something listens on port 8080",
          () -> server.shell(LIMIT, "ss -Hltn sport = :8080 | grep -q LISTEN").exit() == 0,
          listener::describe);
      Outcome got = client.shell(LIMIT, "nc -d -w 10 " + address + " 8080 | wc -c").orFail();
      assertThat(got.out().strip()).as(got.toString()).isEqualTo("3000000");
    }
  }
}
