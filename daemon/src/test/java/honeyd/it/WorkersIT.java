package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Shard;
import honeyd.net.IpAddress;
import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Two workers behind one interface look like one machine from outside.
class WorkersIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String WINDOWS =
      """
      create host
      set host personality "Microsoft Windows XP SP2"
      set host default tcp action closed
      set host default udp action closed
      set host default icmp action open
      add host tcp port 80 open
      bind 10.3.0.0/16 host
      """;

  @Test
  void everyHostAnswers_andTheLogHasEveryPacketInOrder() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(WINDOWS, "--workers", "2");
      assertThat(sweep(lab)).contains("256 hosts up");
      daemon.terminate();
      Set<String> seen =
          daemon
              .packetLog()
              .lines()
              .filter(
                  line -> line.matches(".* icmp\\(1\\) - 192\\.0\\.2\\.1 10\\.3\\.7\\.\\d+: 8.*"))
              .map(line -> line.replaceFirst(".* 192\\.0\\.2\\.1 (\\S+): .*", "$1"))
              .collect(Collectors.toSet());
      assertThat(seen).hasSize(256);
      assertThat(daemon.packetLog().lines().filter(line -> line.contains(" icmp(1) ")))
          .map(line -> line.substring(0, line.indexOf(' ')))
          .isSorted();
    }
  }

  @Test
  void sequencesOfAHost_areWholeWhicheverPortIsProbed() {
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(WINDOWS, "--workers", "2");
      Set<Integer> owners =
          IntStream.rangeClosed(2, 5)
              .mapToObj(i -> new Shard(0, 2).owns(IpAddress.parse("10.3.1." + i).v4Bits()) ? 0 : 1)
              .collect(Collectors.toSet());
      assertThat(owners).as("hosts of both workers").hasSize(2);
      for (int i = 2; i <= 5; i++) {
        String nmap =
            lab.attacker()
                .run(LIMIT, "nmap", "-n", "-Pn", "-O", "-v", "-p", "80,81", "10.3.1." + i)
                .orFail()
                .out();
        assertThat(nmap)
            .contains("IP ID Sequence Generation: Incremental")
            .containsPattern("OS details: .*Microsoft Windows XP SP2");
      }
    }
  }

  @Test
  void arpRequests_areAnsweredExactlyOnce() {
    try (NetLab lab = NetLab.onLink("10.3.200.1/16")) {
      lab.honeyd(WINDOWS.replace("bind", "set host ethernet \"Dell\"\nbind"), "--workers", "2");
      for (int i = 1; i <= 8; i++) {
        String asked =
            lab.attacker().run(LIMIT, "arping", "-b", "-c", "2", "-I", "eth0", "10.3.1." + i).out();
        assertThat(asked).contains("Received 2 response(s)");
      }
    }
  }

  @Test
  void interfaceThatGoesAndComesBack_isSaidOnceAndServesAllHosts() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(WINDOWS, "--workers", "2");
      lab.daemonSide().set("ip link set eth0 down");
      awaitLine(daemon, "interface eth0 is down");
      lab.daemonSide().set("ip link set eth0 up");
      awaitLine(daemon, "interface eth0 is up again");
      assertThat(sweep(lab)).contains("256 hosts up");
      daemon.terminate();
      assertThat(daemon.process().err().lines().filter(l -> l.contains("interface eth0 is down")))
          .hasSize(1);
    }
  }

  @Test
  void tunDevice_keepsAllHostsTogetherAndSaysSo() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(WINDOWS, "--workers", "2", "--tun", "hole0");
      awaitLine(daemon, "one worker instead of 2");
      lab.daemonSide().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", "10.3.1.2").orFail();
    }
  }

  private static String sweep(NetLab lab) {
    return lab.attacker()
        .run(LIMIT, "nmap", "-n", "-sn", "-T4", "--max-retries", "3", "10.3.7.0/24")
        .out();
  }

  private static void awaitLine(Daemon daemon, String text) {
    Await.until(
        Duration.ofSeconds(20),
        "the daemon says: " + text,
        () -> daemon.process().err().contains(text),
        daemon.process()::describe);
  }
}
