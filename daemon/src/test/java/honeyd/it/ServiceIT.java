package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Scripts behind TCP and UDP ports, reached with nc and curl, and what the logs say of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final NetLab lab = NetLab.routed();
  private Daemon daemon;

  @BeforeAll
  void start() {
    daemon =
        lab.honeyd(
            Configurations.FEW_PORTS.replace(
                "bind ",
                """
                add host tcp port 13 internal "daytime"
                add host tcp port 70 internal "echo"
                add host udp port 70 internal "echo"
                bind \
                """));
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void netcat_getsTheGreetingAndTheAnswers() {
    Outcome nc = shell("printf 'HELO x\\r\\nQUIT\\r\\n' | nc -N -w 10 10.3.2.25 25");
    assertThat(nc.out())
        .matches(
            "(?s)220 mail0225\\.example\\.net ESMTP Postfix\r\n250 .*\r\n221 2\\.0\\.0 Bye\r\n");
    daemon.awaitPacketLog(
        ".* tcp\\(6\\) E 192\\.0\\.2\\.1 \\d+ 10\\.3\\.2\\.25 25: 14 " + nc.out().length());
    daemon.awaitServiceLog(".* tcp\\(6\\) 192\\.0\\.2\\.1 \\d+ 10\\.3\\.2\\.25 25: \\|HELO x\\|");
  }

  @Test
  void halfClosedConnection_stillGetsItsAnswer() {
    assertThat(shell("printf 'still here' | nc -N -w 10 10.3.2.7 7").out()).isEqualTo("still here");
  }

  @Test
  void curl_getsThePageItsHeadAndAnError() {
    String page = shell("curl -s -S -i -m 20 http://10.3.2.80/").orFail().out();
    assertThat(page).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nServer: Apache/2.4");
    String head = shell("curl -s -S -I -m 20 http://10.3.2.80/").orFail().out();
    assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n");
    String missing =
        shell("curl -s -S -o /dev/null -w '%{http_code}' -m 20 http://10.3.2.80/no").orFail().out();
    assertThat(missing).isEqualTo("404");
  }

  @Test
  void curl_reusesAConnection() {
    String twice =
        shell(
                "curl -s -S -m 20 -w '%{num_connects} ' http://10.3.2.81/ http://10.3.2.81/ -o /dev/null -o /dev/null")
            .orFail()
            .out();
    assertThat(twice).isEqualTo("1 0 ");
  }

  @Test
  void fourMegabytesThroughCat_comeBackUnchanged() {
    Outcome transfer =
        shell(
            """
            head -c 4194304 /dev/urandom > sent &&
            nc -N -w 30 10.3.2.7 7 < sent > came &&
            cmp sent came && wc -c < came
            """);
    assertThat(transfer.orFail().out().strip()).isEqualTo("4194304");
    daemon.awaitPacketLog(".* tcp\\(6\\) E .* 10\\.3\\.2\\.7 7: 4194304 4194304");
  }

  @Test
  void twoHundredConnectionsAtOnce_eachGetTheirOwnBytesBack() {
    lab.write(
        "many.pl",
        """
        use strict;
        use IO::Socket::INET;
        my @all;
        for my $n (1 .. 200) {
          push @all, IO::Socket::INET->new(PeerAddr => "10.3.3.$n", PeerPort => 7, Timeout => 20)
            || die "connection $n: $!\\n";
        }
        for my $n (1 .. 200) { syswrite $all[$n - 1], "this is number $n\\n" }
        for my $n (1 .. 200) {
          my $line = readline $all[$n - 1];
          die "connection $n got " . (defined $line ? $line : 'nothing') unless $line eq "this is number $n\\n";
        }
        print "all 200\\n";
        """);
    assertThat(shell("perl many.pl").orFail().out()).isEqualTo("all 200\n");
  }

  @Test
  void udpScript_answersADatagram() {
    // A client's NTP request, written at once: nc makes a datagram of what it reads. The answer is
    // 48
    // bytes of mode 4.
    Outcome ntp =
        shell(
            "printf '\\033%47s' '' | tr ' ' '\\000' | nc -u -w 10 10.3.2.123 123 | od -An -tx1 -N1");
    assertThat(ntp.out().strip()).isEqualTo("1c");
    daemon.awaitServiceLog(
        ".* udp\\(17\\) 192\\.0\\.2\\.1 \\d+ 10\\.3\\.2\\.123 123: \\|mode 3 version 3\\|");
  }

  @Test
  void internalEcho_sendsBackFourMegabytesUnchangedAndADatagram() {
    Outcome transfer =
        shell(
            """
            head -c 4194304 /dev/urandom > said &&
            nc -N -w 30 10.3.2.70 70 < said > heard &&
            cmp said heard && wc -c < heard
            """);
    assertThat(transfer.orFail().out().strip()).isEqualTo("4194304");
    daemon.awaitPacketLog(".* tcp\\(6\\) E .* 10\\.3\\.2\\.70 70: 4194304 4194304");
    assertThat(shell("printf hello | nc -u -w 2 10.3.2.70 70").out()).isEqualTo("hello");
    assertThat(shell("nc -w 5 10.3.2.13 13 < /dev/null").out())
        .matches("\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\r\n");
  }

  @Test
  void openPortWithoutAService_acceptsAndStaysSilent() {
    Outcome nc = shell("printf 'anybody?\\r\\n' | nc -w 2 10.3.2.2 443");
    assertThat(nc.out()).isEmpty();
    daemon.awaitPacketLog(".* tcp\\(6\\) S 192\\.0\\.2\\.1 \\d+ 10\\.3\\.2\\.2 443( \\[.*\\])?");
  }

  @Test
  void closedPort_refusesAtOnce() {
    Outcome nc = shell("nc -v -w 5 10.3.2.2 81 < /dev/null");
    assertThat(nc.err()).contains("Connection refused");
  }

  @Test
  void visitorWhoLeaves_endsTheScript() {
    shell("nc -w 1 10.3.2.22 22 < /dev/null > /dev/null");
    Await.until(
        Duration.ofSeconds(10),
        "no script for 10.3.2.22 is left",
        () -> !shell("ps -e -o args").out().contains("ssh.pl debian"),
        () -> shell("ps -e -o pid,args").out());
  }

  private Outcome shell(String line) {
    return lab.attacker().shell(LIMIT, line);
  }
}
