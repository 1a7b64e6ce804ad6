package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The kernel's own SYNs are known for what they are, in the log and in scripts, by p0f's database
/// and by a `pf.os`.
class SourceSystemIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String CONFIGURATION =
      """
      create host
      set host default tcp action closed
      add host tcp port 80 "env"
      bind 10.3.0.0/16 host
      """;

  /// Written for this test: what a Linux of today sends over Ethernet.
  private static final String PF_OS =
      """
      # window:ttl:df:size:options:class:version:subtype:details
      S44:64:1:60:M*,S,T,N,W*:Linux:5-6::today's
      *:64:1:60:M*,S,T,N,W*:Linux:any::with other windows
      """;

  @Test
  void linux_isLinux_byP0fsDatabase() {
    try (NetLab lab = NetLab.routed()) {
      Daemon daemon = lab.honeyd(CONFIGURATION);
      ping(lab, "10.3.1.1");
      daemon.awaitPacketLog(".* icmp\\(1\\) - 192\\.0\\.2\\.1 10\\.3\\.1\\.1: 8\\(0\\): 84");
      Outcome nc = lab.attacker().run(LIMIT, "nc", "-d", "-w", "10", "10.3.1.2", "80").orFail();
      assertThat(nc.out()).containsPattern("(?m)^HONEYD_REMOTE_OS=Linux \\S.*$");
      daemon.awaitPacketLog(
          ".* tcp\\(6\\) S 192\\.0\\.2\\.1 \\d+ 10\\.3\\.1\\.2 80 \\[Linux \\S.*\\]");
      // What a SYN to one host told is known of a ping to another, whoever answers there.
      ping(lab, "10.3.1.1");
      daemon.awaitPacketLog(
          ".* icmp\\(1\\) - 192\\.0\\.2\\.1 10\\.3\\.1\\.1: 8\\(0\\): 84 \\[Linux \\S.*\\]");
      assertThat(daemon.packetLog()).doesNotContainPattern("tcp\\(6\\) E .*\\[");
    }
  }

  @Test
  void linux_isLinux_byAPfOs_forAllWorkers() {
    try (NetLab lab = NetLab.routed()) {
      String file = lab.write("pf.os", PF_OS).toString();
      Daemon daemon = lab.honeyd(CONFIGURATION, "-0", file, "--workers", "2");
      Outcome nc = lab.attacker().run(LIMIT, "nc", "-d", "-w", "10", "10.3.1.2", "80").orFail();
      assertThat(nc.out()).containsPattern("(?m)^HONEYD_REMOTE_OS=Linux (5-6|any) $");
      for (int host = 10; host < 14; host++) {
        ping(lab, "10.3.1." + host);
        daemon.awaitPacketLog(
            ".* icmp\\(1\\) - 192\\.0\\.2\\.1 10\\.3\\.1\\."
                + host
                + ": .* \\[Linux (5-6|any) \\]");
      }
    }
  }

  private static void ping(NetLab lab, String address) {
    lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "5", address).orFail();
  }
}
