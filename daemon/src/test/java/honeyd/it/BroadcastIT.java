package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A kernel's sockets broadcast to hosts of two workers, and hear what hosts broadcast.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BroadcastIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Sends to an address and port and prints who answered what, until so many have.
  private static final String ASK =
      """
      use strict;
      use Socket qw(:all);
      my ($to, $port, $from, $wanted, $text) = @ARGV;
      socket(my $s, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
      setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1) or die "reuse: $!";
      setsockopt($s, SOL_SOCKET, SO_BROADCAST, 1) or die "broadcast: $!";
      bind($s, sockaddr_in($from, INADDR_ANY)) or die "bind: $!";
      if ($to =~ /^224/) {
        my $mreq = pack_ip_mreq(inet_aton($to), inet_aton('10.77.0.200'));
        setsockopt($s, IPPROTO_IP, IP_ADD_MEMBERSHIP, $mreq) or die "join: $!";
        setsockopt($s, IPPROTO_IP, IP_MULTICAST_LOOP, pack('C', 0)) or die "loop: $!";
      }
      if (length $text) {
        send($s, $text, 0, sockaddr_in($port, inet_aton($to))) or die "send: $!";
      }
      my %seen;
      $SIG{ALRM} = sub { die "only: ", join(', ', sort keys %seen), "\\n" };
      alarm 30;
      while (keys %seen < $wanted) {
        my $peer = recv($s, my $answer, 1500, 0) or die "recv: $!";
        my ($their, $who) = sockaddr_in($peer);
        $answer =~ s/\\s+$//;
        $seen{inet_ntoa($who) . ":$their $answer"} = 1;
      }
      print "$_\\n" for sort keys %seen;
      """;

  private final NetLab lab = NetLab.onLink("10.77.0.200/24");
  private Daemon daemon;

  @BeforeAll
  void start() {
    lab.write("ask.pl", ASK);
    lab.attacker().set("ip route add default dev eth0");
    daemon =
        lab.honeyd(
            """
            create listener
            set listener ethernet "dell"
            add listener udp port 137 "cat"
            add listener udp port 5353 "cat"
            create deaf
            set deaf default udp action open
            create speaker
            set speaker ethernet "dell"
            broadcast speaker srcport 137 dstport 5138 time 2 "echo here I am"
            bind 10.77.0.1-10.77.0.4 listener
            bind 10.77.0.20 deaf
            bind 10.77.0.30-10.77.0.31 speaker
            """,
            "--workers",
            "2",
            "10.77.0.0/24");
  }

  @AfterAll
  void close() {
    lab.close();
  }

  private String ask(String to, int port, int from, int wanted, String text) {
    return lab.attacker()
        .run(
            LIMIT,
            "perl",
            "ask.pl",
            to,
            Integer.toString(port),
            Integer.toString(from),
            Integer.toString(wanted),
            text)
        .orFail()
        .out();
  }

  private static String fourHosts(int port, String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i <= 4; i++) {
      out.append("10.77.0.").append(i).append(':').append(port).append(' ').append(text);
      out.append('\n');
    }
    return out.toString();
  }

  @Test
  void limitedBroadcast_isAnsweredByEveryListener() {
    assertThat(ask("255.255.255.255", 137, 5000, 4, "who")).isEqualTo(fourHosts(137, "who"));
    daemon.awaitPacketLog(".* udp\\(17\\) S 192\\.0\\.2\\.1 5000 10\\.77\\.0\\.4 137");
    assertThat(daemon.packetLog()).doesNotContain("10.77.0.20 137");
  }

  @Test
  void networksBroadcast_isAnsweredByEveryListener() {
    assertThat(ask("10.77.0.255", 137, 5001, 4, "who")).isEqualTo(fourHosts(137, "who"));
  }

  @Test
  void mdns_isAnsweredToTheGroup() {
    assertThat(ask("224.0.0.251", 5353, 5353, 4, "?")).isEqualTo(fourHosts(5353, "?"));
  }

  @Test
  void speakers_areHeard() {
    assertThat(ask("0.0.0.0", 1, 5138, 2, ""))
        .isEqualTo("10.77.0.30:137 here I am\n10.77.0.31:137 here I am\n");
  }
}
