package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Capture;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Spoofed addresses, as a kernel sees them.
class SpoofIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// The kernel delivers only what has a right checksum.
  private static final String ASK =
      """
      use strict;
      use Socket;
      my ($from, $at, $host) = @ARGV;
      my @sockets;
      for my $address ($from, $at) {
        socket(my $s, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
        bind($s, sockaddr_in(5000, inet_aton($address))) or die "bind: $!";
        push @sockets, $s;
      }
      send($sockets[0], 'hello', 0, sockaddr_in(7, inet_aton($host))) or die "send: $!";
      $SIG{ALRM} = sub { die "nothing came\\n" };
      alarm 20;
      my $peer = recv($sockets[1], my $answer, 100, 0) or die "recv: $!";
      my ($port, $who) = sockaddr_in($peer);
      print inet_ntoa($who), ":$port $answer\\n";
      """;

  @Test
  void answers_comeFromAndGoToOthers() {
    try (NetLab lab = NetLab.routed()) {
      lab.attacker().set("ip addr add 192.0.2.77/24 dev eth0");
      lab.write("ask.pl", ASK);
      Daemon daemon =
          lab.honeyd(
              """
              create from
              set from default tcp action closed
              add from udp port 7 internal "echo"
              clone to from
              clone both from
              set from spoof from 10.3.9.9
              set to spoof to 192.0.2.1
              set both spoof from 10.3.9.9 to 192.0.2.1
              bind 10.3.1.1 from
              bind 10.3.1.2 to
              bind 10.3.1.3 both
              """);
      assertThat(ask(lab, "10.3.1.2")).isEqualTo("10.3.1.2:7 hello\n");
      assertThat(ask(lab, "10.3.1.3")).isEqualTo("10.3.9.9:7 hello\n");
      try (Capture capture = Capture.at(lab.attacker(), "eth0", "icmp or tcp")) {
        lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "1", "10.3.1.1");
        capture.await(".* 10\\.3\\.9\\.9 > 192\\.0\\.2\\.1: ICMP echo reply.*");
        lab.attacker().run(LIMIT, "nc", "-w", "1", "10.3.1.1", "80");
        capture.await(
            ".* 10\\.3\\.9\\.9\\.80 > 192\\.0\\.2\\.1\\..* Flags \\[R\\.\\], .*\\(correct\\).*");
      }
      daemon.awaitPacketLog(".* udp\\(17\\) S 192\\.0\\.2\\.77 5000 10\\.3\\.1\\.3 7");
      assertThat(daemon.packetLog()).doesNotContain("10.3.9.9");
      assertThat(daemon.process().err()).contains("is answered to 192.0.2.1, which did not ask");
    }
  }

  private static String ask(NetLab lab, String host) {
    return lab.attacker()
        .run(LIMIT, "perl", "ask.pl", "192.0.2.77", "192.0.2.1", host)
        .orFail()
        .out();
  }
}
