package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// ping and traceroute, as they come with the distribution.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PingIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final NetLab lab = NetLab.routed();
  private Daemon daemon;

  @BeforeAll
  void start() {
    daemon = lab.honeyd(Configurations.FEW_PORTS);
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void boundHost_answersEveryPing() {
    var ping = lab.attacker().run(LIMIT, "ping", "-n", "-c", "5", "-i", "0.2", "10.3.1.2");
    assertThat(ping.out()).contains("5 packets transmitted, 5 received, 0% packet loss");
    daemon.awaitPacketLog(
        ".* icmp\\(1\\) - 192\\.0\\.2\\.1 10\\.3\\.1\\.2: 8\\(0\\): 84( \\[.*\\])?");
  }

  @Test
  void everyHostOfTheRange_isThere() {
    for (String host : new String[] {"10.3.0.1", "10.3.127.200", "10.3.255.254"}) {
      lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", host).orFail();
    }
  }

  @Test
  void unboundAddress_isSilent() {
    var ping =
        lab.attacker().run(LIMIT, "ping", "-n", "-c", "3", "-i", "0.2", "-W", "1", "10.4.0.1");
    assertThat(ping.out()).contains("3 packets transmitted, 0 received");
  }

  @Test
  void pingLongerThanTheMtu_isReassembledAndAnsweredInFragments() {
    var ping =
        lab.attacker().run(LIMIT, "ping", "-n", "-c", "3", "-i", "0.2", "-s", "5000", "10.3.9.9");
    assertThat(ping.out()).contains("3 received").contains("5008 bytes from 10.3.9.9");
  }

  @Test
  void tracerouteByUdp_findsTheHostOneHopAway() {
    expectOneHop("traceroute", "-n", "-q", "2", "-m", "5", "-w", "2", "10.3.1.2");
  }

  @Test
  void tracerouteByIcmp_findsTheHostOneHopAway() {
    expectOneHop("traceroute", "-I", "-n", "-q", "2", "-m", "5", "-w", "2", "10.3.1.2");
  }

  @Test
  void tracerouteByTcp_findsTheHostOneHopAway() {
    expectOneHop("traceroute", "-T", "-p", "80", "-n", "-q", "2", "-m", "5", "-w", "2", "10.3.1.2");
  }

  private void expectOneHop(String... command) {
    var trace = lab.attacker().run(LIMIT, command).orFail();
    var hops = trace.out().lines().skip(1).toList();
    assertThat(hops).as(trace.toString()).hasSize(1);
    assertThat(hops.getFirst()).matches("\\s*1\\s+10\\.3\\.1\\.2\\s+[\\d.]+ ms.*");
  }
}
