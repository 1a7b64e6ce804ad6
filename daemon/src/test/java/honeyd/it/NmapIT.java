package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// nmap's scans see the ports as they are configured.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NmapIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

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
  void synScan_seesOpenClosedAndFilteredPorts() {
    assertThat(scan("-sS", "-p", "21,22,80,443,8000", "10.3.1.2"))
        .containsExactlyEntriesOf(
            states("21 closed", "22 open", "80 open", "443 open", "8000 filtered"));
    daemon.awaitPacketLog(".* tcp\\(6\\) S 192\\.0\\.2\\.1 \\d+ 10\\.3\\.1\\.2 443( \\[.*\\])?");
    daemon.awaitPacketLog(
        ".* tcp\\(6\\) - 192\\.0\\.2\\.1 \\d+ 10\\.3\\.1\\.2 21: 44 S( \\[.*\\])?");
  }

  @Test
  void connectScan_seesTheSame() {
    assertThat(scan("-sT", "-p", "21,22,80,443,8000", "10.3.1.3"))
        .containsExactlyEntriesOf(
            states("21 closed", "22 open", "80 open", "443 open", "8000 filtered"));
  }

  @Test
  void udpScan_seesServicesAndUnreachables() {
    assertThat(scan("-sU", "-p", "53,69,123,161", "10.3.1.4"))
        .containsExactlyEntriesOf(states("53 open", "69 closed", "123 open", "161 open|filtered"));
    daemon.awaitPacketLog(".* udp\\(17\\) S 192\\.0\\.2\\.1 \\d+ 10\\.3\\.1\\.4 53( \\[.*\\])?");
  }

  @Test
  void pingSweep_findsAWholeNetwork() {
    Outcome sweep =
        lab.attacker().run(LIMIT, "nmap", "-n", "-sn", "-T4", "--max-retries", "3", "10.3.7.0/24");
    assertThat(sweep.out()).contains("256 hosts up");
  }

  private static Map<Integer, String> states(String... rows) {
    Map<Integer, String> states = new TreeMap<>();
    for (String row : rows) {
      int blank = row.indexOf(' ');
      states.put(Integer.parseInt(row.substring(0, blank)), row.substring(blank + 1));
    }
    return states;
  }

  /// Port to state, from nmap's grepable output: `Ports: 22/open/tcp//ssh///, 80/…`.
  private Map<Integer, String> scan(String... words) {
    List<String> command =
        new ArrayList<>(List.of("nmap", "-n", "-Pn", "-T4", "--max-retries", "3", "-oG", "-"));
    command.addAll(List.of(words));
    Outcome nmap = lab.attacker().run(LIMIT, command.toArray(String[]::new)).orFail();
    Map<Integer, String> states = new TreeMap<>();
    nmap.out()
        .lines()
        .filter(line -> line.contains("Ports: "))
        .map(line -> line.replaceFirst(".*Ports: ", "").replaceFirst("\t.*", ""))
        .flatMap(line -> Stream.of(line.split(", ", -1)))
        .forEach(port -> {
          String[] fields = port.strip().split("/", -1);
          states.put(Integer.parseInt(fields[0]), fields[1]);
        });
    assertThat(states).as(nmap.toString()).isNotEmpty();
    return states;
  }
}
