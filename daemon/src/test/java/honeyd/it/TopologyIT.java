package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.fidelity.OsFidelity;
import honeyd.testkit.fidelity.Subject;
import honeyd.testkit.fidelity.Verdict;
import honeyd.testkit.fidelity.Way;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.nmap.NmapDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The tools that explore a network find the routers as they are configured.
///
/// ```
///   attacker ── 10.0.0.1 ──5 ms── 10.1.0.1 ──10 ms── 10.1.1.1 ── 10.1.1.10 to .99
///                   │                 │
///               10.0.0.10 to .99   10.1.0.10 to .99
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopologyIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String HOST_NAME = "Linux 3.10 - 4.11";

  static final String CHAIN =
      """
      create router
      set router personality "Cisco 2811 router (IOS 12.X)"
      set router default tcp action closed
      set router default udp action closed
      set router default icmp action open
      add router tcp port 23 "perl examples/scripts/telnet.pl cisco"
      create host
      set host personality "Linux 3.10 - 4.11"
      set host default tcp action closed
      set host default udp action closed
      set host default icmp action open
      add host tcp port 80 open
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 5ms
      route 10.0.0.1 unreach 10.9.0.0/16
      route 10.1.0.1 link 10.1.0.0/24
      route 10.1.0.1 add net 10.1.1.0/24 10.1.1.1 latency 10ms
      route 10.1.0.1 unreach 10.1.9.0/24
      route 10.1.1.1 link 10.1.1.0/24
      bind 10.0.0.1 router
      bind 10.1.0.1 router
      bind 10.0.0.10-10.0.0.99 host
      bind 10.1.0.10-10.1.0.99 host
      bind 10.1.1.10-10.1.1.99 host
      """;

  private static final List<String> ROUTERS = List.of("10.0.0.1", "10.1.0.1", "10.1.1.1");

  private final NetLab lab = NetLab.routed();
  private Daemon daemon;

  @BeforeAll
  void start() {
    daemon = lab.honeyd(CHAIN);
  }

  @AfterAll
  void close() {
    lab.close();
  }

  // Each trace goes to another host: a Linux does not refuse more than six datagrams at once.

  @Test
  void tracerouteByUdp_namesEveryHopInOrder() {
    expectTheWay(Hops.traceroute(lab.attacker(), "-U", "-p", "40000", "10.1.1.20"), "10.1.1.20");
  }

  @Test
  void tracerouteToPortsThatCountUp_namesEveryHopInOrder() {
    expectTheWay(Hops.traceroute(lab.attacker(), "10.1.1.21"), "10.1.1.21");
  }

  @Test
  void tracerouteByIcmp_namesEveryHopInOrder() {
    expectTheWay(Hops.traceroute(lab.attacker(), "-I", "10.1.1.22"), "10.1.1.22");
  }

  @Test
  void tracerouteByTcp_namesEveryHopInOrder() {
    expectTheWay(Hops.traceroute(lab.attacker(), "-T", "-p", "80", "10.1.1.23"), "10.1.1.23");
  }

  @Test
  void mtr_namesEveryHopInOrder() {
    expectTheWay(Hops.mtr(lab.attacker(), "10.1.1.24"), "10.1.1.24");
  }

  private static void expectTheWay(List<String> hops, String host) {
    List<String> way = new ArrayList<>(ROUTERS);
    way.add(host);
    assertThat(hops).isEqualTo(way);
  }

  @Test
  void traceroutesToNearerPlaces_endThere() {
    assertThat(Hops.traceroute(lab.attacker(), "-I", "10.0.0.1")).containsExactly("10.0.0.1");
    assertThat(Hops.traceroute(lab.attacker(), "-I", "10.0.0.20"))
        .containsExactly("10.0.0.1", "10.0.0.20");
    assertThat(Hops.traceroute(lab.attacker(), "-I", "10.1.1.1")).isEqualTo(ROUTERS);
  }

  @Test
  void answers_loseOneOfTheirTimeToLiveAtEachRouter() {
    assertThat(ping("-c", "1", "10.0.0.20").orFail().out()).contains(" ttl=63 ");
    assertThat(ping("-c", "1", "10.1.0.20").orFail().out()).contains(" ttl=62 ");
    assertThat(ping("-c", "1", "10.1.1.20").orFail().out()).contains(" ttl=61 ");
  }

  @Test
  void packets_dieAtTheRouterWhereTheirTimeToLiveEnds() {
    for (int ttl = 1; ttl <= 3; ttl++) {
      assertThat(ping("-c", "1", "-t", Integer.toString(ttl), "10.1.1.20").out())
          .contains("From " + ROUTERS.get(ttl - 1) + " icmp_seq=1 Time to live exceeded");
    }
    ping("-c", "1", "-t", "4", "10.1.1.20").orFail();
  }

  @Test
  void unreach_isAnsweredByTheRouterThatHasIt() {
    assertThat(ping("-c", "1", "10.9.1.1").out())
        .contains("From 10.0.0.1 icmp_seq=1 Destination Net Unreachable");
    assertThat(ping("-c", "1", "10.1.9.9").out())
        .contains("From 10.1.0.1 icmp_seq=1 Destination Net Unreachable");
  }

  @Test
  void networkThatNoRouterKnows_isAnsweredWhereTheWayEnds() {
    assertThat(ping("-c", "1", "10.1.77.1").out())
        .contains("From 10.1.0.1 icmp_seq=1 Destination Net Unreachable");
  }

  @Test
  void addressWhereNobodyLives_isReportedWhenItsArpHasFailed() {
    long startNs = System.nanoTime();
    Outcome ping = ping("-c", "1", "-W", "8", "10.1.1.200");
    double seconds = (System.nanoTime() - startNs) * 1e-9;
    assertThat(ping.out()).contains("From 10.1.1.1 icmp_seq=1 Destination Host Unreachable");
    assertThat(seconds).as(ping.toString()).isBetween(2.9, 5.0);
  }

  @Test
  void routers_arePingedScannedAndSpokenTo() {
    assertThat(ping("-c", "2", "-i", "0.1", "10.1.0.1").orFail().out())
        .contains("2 received")
        .contains(" ttl=254 ");
    Outcome scan =
        lab.attacker()
            .run(LIMIT, "nmap", "-n", "-Pn", "-T4", "-sS", "-p", "22,23", "-oG", "-", "10.1.0.1")
            .orFail();
    assertThat(scan.out()).contains("22/closed/tcp").contains("23/open/tcp");
    Outcome telnet =
        lab.attacker().shell(LIMIT, "echo x | timeout 10 nc -q 1 -w 5 10.1.0.1 23 | tr -d '\\000'");
    assertThat(telnet.out()).contains("User Access Verification");
  }

  @Test
  void routerWithoutATemplate_answersPings() {
    assertThat(ping("-c", "2", "-i", "0.1", "10.1.1.1").orFail().out()).contains("2 received");
  }

  @Test
  void nmapThroughThreeRouters_namesTheSystemAndItsDistance() throws IOException {
    OsFidelity fidelity = new OsFidelity(NmapDatabase.load(OsFidelity.DATABASE), new Way(2));
    List<Subject> subjects = List.of(new Subject("10.1.1.30", HOST_NAME, 0));
    Verdict verdict = fidelity.scan(lab.attacker(), subjects, 1, 1, n -> {}).getFirst();
    assertThat(verdict.kind()).as(verdict.toString()).isEqualTo(Verdict.Kind.EXACT);
    assertThat(verdict.distance()).as(verdict.toString()).isEqualTo(4);
    assertThat(verdict.hops()).containsExactly("10.0.0.1", "10.1.0.1", "10.1.1.1", "10.1.1.30");
  }

  @Test
  void packetLog_hasTheHostsAsIfNothingLayBetween() {
    ping("-c", "1", "10.1.1.40").orFail();
    daemon.awaitPacketLog(
        ".* icmp\\(1\\) - 192\\.0\\.2\\.1 10\\.1\\.1\\.40: 8\\(0\\): 84( \\[.*\\])?");
  }

  private Outcome ping(String... words) {
    List<String> command = new ArrayList<>(List.of("ping", "-n", "-W", "3"));
    command.addAll(List.of(words));
    return lab.attacker().run(LIMIT, command.toArray(String[]::new));
  }
}
