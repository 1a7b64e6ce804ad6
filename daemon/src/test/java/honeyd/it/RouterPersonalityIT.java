package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.fidelity.OsFidelity;
import honeyd.testkit.fidelity.Subject;
import honeyd.testkit.fidelity.Verdict;
import honeyd.testkit.fidelity.Way;
import honeyd.testkit.net.Capture;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.nmap.NmapDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What routers say of others' packets looks like what they say of their own: one system answers.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouterPersonalityIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CISCO = "Cisco 2811 router (IOS 12.X)";

  private static final String STAR =
      """
      create cisco
      set cisco personality "Cisco 2811 router (IOS 12.X)"
      create linux
      set linux personality "Linux 3.10 - 4.11"
      set cisco default tcp action closed
      set cisco default udp action closed
      add cisco tcp port 80 open
      set linux default tcp action closed
      set linux default udp action closed
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1
      route 10.1.0.1 link 10.1.0.0/16
      route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1
      route 10.2.0.1 link 10.2.0.0/16
      route 10.0.0.1 add net 10.3.0.0/16 10.3.0.1
      route 10.3.0.1 link 10.3.0.0/16
      bind 10.0.0.1 linux
      bind 10.1.0.1 cisco
      bind 10.2.0.1 linux
      bind 10.3.0.1 linux
      bind 10.1.0.9 linux
      bind 10.2.0.9 linux
      bind 10.3.0.9 linux
      """;

  private final NetLab lab = NetLab.routed();

  @BeforeAll
  void start() {
    lab.honeyd(STAR);
  }

  @AfterAll
  void close() {
    lab.close();
  }

  /// What an ICMP error has of its sender: TOS, TTL, flags and length.
  private record Look(String tos, int ttl, String flags, int length) {
    private static final Pattern HEADER =
        Pattern.compile(
            "\\S+ IP \\(tos (\\S+), ttl (\\d+),.*? flags \\[(.*?)\\], proto ICMP \\(1\\),"
                + " length (\\d+).*");

    static Look of(String packet) {
      Matcher outer = HEADER.matcher(packet);
      assertThat(outer.matches()).as(packet).isTrue();
      return new Look(
          outer.group(1),
          Integer.parseInt(outer.group(2)),
          outer.group(3),
          Integer.parseInt(outer.group(4)));
    }
  }

  @Test
  void ciscoRouter_saysTimeExceededAsCiscosDo() {
    Look exceeded = timeExceeded("10.1.0.1", "10.1.0.9");
    assertThat(exceeded).isEqualTo(portUnreachable("10.1.0.1"));
    // one router before it; the IP header and eight bytes quoted
    assertThat(exceeded.ttl()).isEqualTo(254);
    assertThat(exceeded.length()).isEqualTo(56);
  }

  @Test
  void linuxRouter_saysTimeExceededAsLinuxDoes() {
    Look exceeded = timeExceeded("10.2.0.1", "10.2.0.9");
    assertThat(exceeded).isEqualTo(portUnreachable("10.2.0.1"));
    // as much as fits into 576 bytes, with the precedence of network control (RFC 1812 4.3.2.5)
    assertThat(exceeded).isEqualTo(new Look("0xc0", 63, "none", 576));
  }

  @Test
  void quotedPacket_hasTheTimeToLiveWithWhichItCame() {
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and src 10.1.0.1")) {
      trace("10.1.0.9", "41000");
      String packet = capture.await(".* time exceeded .*");
      assertThat(packet.substring(packet.indexOf("time exceeded"))).contains("ttl 1,");
    }
  }

  /// Linux: six at once, then one a second (`icmp_ratelimit`, `XRLIM_BURST_FACTOR`).
  @Test
  void linuxRouter_limitsItsErrors() {
    String out =
        lab.attacker()
            .run(LIMIT, "ping", "-n", "-t", "2", "-c", "30", "-i", "0.01", "-W", "1", "10.3.0.9")
            .out();
    long errors = out.lines().filter(line -> line.contains("Time to live exceeded")).count();
    assertThat(errors).as(out).isBetween(5L, 8L);
  }

  @Test
  void nmap_namesTheRouter() throws IOException {
    OsFidelity fidelity = new OsFidelity(NmapDatabase.load(OsFidelity.DATABASE), new Way(1));
    Verdict verdict =
        fidelity
            .scan(lab.attacker(), List.of(new Subject("10.1.0.1", CISCO, 0)), 1, 1, n -> {})
            .getFirst();
    assertThat(verdict.kind()).as(verdict.toString()).isEqualTo(Verdict.Kind.EXACT);
    assertThat(verdict.distance()).as(verdict.toString()).isEqualTo(2);
  }

  private Look timeExceeded(String router, String host) {
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and src " + router)) {
      trace(host, "42000");
      return Look.of(capture.await(".* time exceeded .*"));
    }
  }

  private Look portUnreachable(String router) {
    try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp and src " + router)) {
      trace(router, "42000");
      return Look.of(capture.await(".* udp port 42000 unreachable.*"));
    }
  }

  /// One datagram of 700 bytes whose time to live ends at the second router.
  private void trace(String host, String port) {
    lab.attacker()
        .run(
            LIMIT,
            "traceroute",
            "-n",
            "-U",
            "-p",
            port,
            "-f",
            "2",
            "-m",
            "2",
            "-q",
            "1",
            "-w",
            "2",
            host,
            "700")
        .orFail();
  }
}
