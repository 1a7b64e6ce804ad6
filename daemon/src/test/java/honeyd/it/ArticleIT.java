package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The configuration printed in the Linux.com article, with the addresses filled in that the
/// article lost, behaves as its author says.
class ArticleIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void article_behavesAsWritten() throws IOException {
    // the article's directory of scripts is that of a Debian package; ours are in the tree
    String configuration =
        Files.readString(Daemon.root().resolve("examples/article.conf"))
            .replace(
                "/usr/share/honeyd/scripts", Daemon.root().resolve("examples/scripts").toString());
    try (NetLab lab = NetLab.onLink("10.200.0.1/8")) {
      Daemon daemon = lab.honeyd(configuration);
      String server = "10.1.0.5";

      // "a virtual file server": it is there, has its port 445, and the second script on port 21
      run(lab, "ping", "-n", "-c", "2", "-i", "0.2", "-W", "5", server).orFail();
      run(lab, "nc", "-z", "-w", "5", server, "445").orFail();
      Outcome visit =
          run(lab, "sh", "-c", "printf 'SSH-2.0-visitor\\r\\n' | nc -N -w 10 " + server + " 21");
      assertThat(visit.out()).startsWith("SSH-2.0-OpenSSH_");
      daemon.awaitServiceLog(
          ".* tcp\\(6\\) 10\\.200\\.0\\.1 \\d+ 10\\.1\\.0\\.5 21: \\|client SSH-2\\.0-visitor\\|");

      // a router that closes everything
      Outcome refused = run(lab, "nc", "-v", "-w", "5", "10.0.0.1", "23");
      assertThat(refused.err()).contains("Connection refused");

      // the default template drops unknown packets, which must be routed here since nobody answers
      // ARP for it, and says so in the log
      lab.attacker().set("ip route add 10.2.0.77 via " + NetLab.GATEWAY);
      assertThat(run(lab, "ping", "-n", "-c", "1", "-W", "1", "10.2.0.77").exit()).isEqualTo(1);
      // One packet of 200 is lost on the way: there is time for the SYN to be sent again, twice.
      assertThat(run(lab, "nc", "-z", "-w", "5", "10.2.0.77", "80").exit()).isEqualTo(1);
      daemon.awaitPacketLog(".* tcp\\(6\\) - \\S+ \\d+ 10\\.2\\.0\\.77 80: 60 S( \\[.*\\])?");
      daemon.awaitPacketLog(".* tcp\\(6\\) S 10\\.200\\.0\\.1 \\d+ 10\\.1\\.0\\.5 445( \\[.*\\])?");
    }
  }

  private static Outcome run(NetLab lab, String... command) {
    return lab.attacker().run(LIMIT, command);
  }
}
