package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two visitors at one address meet two machines, by where they come from, what they run and when
/// they come. The visitor from [#INSIDE] is the attacker with a second address.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamicIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String INSIDE = "192.0.2.77";
  private static final String WINDOWS = "Microsoft Windows 10 1607";
  private static final String LINUX = "Linux 4.15 - 5.6";

  private static final String NET =
      """
      create linux
      set linux personality "%s"
      set linux default tcp action closed
      set linux default udp action closed
      add linux tcp port 80 "sh @script"
      create windows
      set windows personality "%s"
      set windows default tcp action closed
      set windows default udp action closed
      add windows tcp port 80 "sh @script"
      dynamic office
      add office use windows if source ip = %s
      add office otherwise use linux
      bind 10.3.0.9 office
      bind source ip = @porch 10.3.0.11 windows
      bind otherwise 10.3.0.11 linux
      bind source os = Linux 10.3.0.10 linux
      bind source os = "Windows" 10.3.0.10 windows
      """
          .formatted(LINUX, WINDOWS, INSIDE);

  /// One SYN as Windows 7 sends it, made by hand; prints the TTL of what is answered.
  private static final String WINDOWS_SYN =
      """
      use strict; use Socket;
      my ($from, $to) = (inet_aton($ARGV[0]), inet_aton($ARGV[1]));
      sub sum { my $n = 0; $n += $_ for unpack "n*", $_[0]; $n = ($n & 0xffff) + ($n >> 16) for 1, 2; ~$n & 0xffff }
      my $tcp = pack "nnNNnnnn", 40999, 80, 1, 0, 0x8002, 8192, 0, 0;
      $tcp .= pack "C*", 2, 4, 5, 180, 1, 3, 3, 8, 1, 1, 4, 2;
      my $sum = sum(pack("a4a4nn", $from, $to, 6, length $tcp) . $tcp);
      substr($tcp, 16, 2) = pack "n", $sum;
      my $ip = pack "nnnnCCna4a4", 0x4500, 20 + length $tcp, 7, 0x4000, 128, 6, 0, $from, $to;
      socket my $in, PF_INET, SOCK_RAW, 6 or die $!;
      socket my $out, PF_INET, SOCK_RAW, 255 or die $!;
      send $out, $ip . $tcp, 0, pack_sockaddr_in(0, $to) or die $!;
      alarm 10;
      while (recv $in, my $got, 100, 0) {
        my ($ttl, $source, $port) = unpack "x8Cx3a4x4x2n", $got;
        if ($source eq $to and $port == 40999) { print "ttl $ttl\\n"; exit }
      }
      """;

  private final NetLab lab = NetLab.routed();
  private Daemon daemon;

  @BeforeAll
  void start() {
    lab.attacker().set("ip addr add " + INSIDE + "/24 dev eth0");
    lab.write("who.sh", "while read line; do echo \"$HONEYD_TEMPLATE_NAME: $line\"; done\n");
    daemon = lab.honeyd(configuration(INSIDE));
  }

  /// @param porch who meets Windows at 10.3.0.11
  private String configuration(String porch) {
    return NET.replace("@script", lab.directory().resolve("who.sh").toString())
        .replace("@porch", porch);
  }

  @AfterAll
  void close() {
    lab.close();
  }

  /// At the same time, so that each one's packets lie between the other's.
  @Test
  void nmap_namesAnotherSystemForEachSource() {
    Running inside = scan(INSIDE);
    Running outside = scan(NetLab.ATTACKER);
    assertThat(exact(inside)).contains(WINDOWS).doesNotContain(LINUX);
    assertThat(exact(outside)).contains(LINUX).doesNotContain(WINDOWS);
  }

  private Running scan(String from) {
    List<String> command = new ArrayList<>(List.of("nmap", "-n", "-Pn", "-sS", "-O", "-vv"));
    command.addAll(List.of("-S", from, "-e", "eth0", "-T4", "--max-retries", "3", "-oX", "-"));
    command.addAll(List.of("-p", "1,80", "10.3.0.9"));
    return lab.attacker().start(command.toArray(String[]::new));
  }

  /// The names that nmap is sure of.
  private static List<String> exact(Running nmap) {
    Outcome outcome = nmap.endInput().end(LIMIT).orFail();
    return Pattern.compile("<osmatch name=\"([^\"]*)\" accuracy=\"100\"")
        .matcher(outcome.out())
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  @Test
  void services_areThoseOfTheMachineAsked() {
    assertThat(shell("echo hello | nc -N -w 10 -s 192.0.2.1 10.3.0.9 80").out())
        .isEqualTo("linux: hello\n");
    assertThat(shell("echo hello | nc -N -w 10 -s 192.0.2.77 10.3.0.9 80").out())
        .isEqualTo("windows: hello\n");
    daemon.awaitPacketLog(".* tcp\\(6\\) E 192\\.0\\.2\\.77 \\d+ 10\\.3\\.0\\.9 80: 6 15.*");
  }

  /// A client of this machine's kernel, and a SYN as Windows sends it.
  @Test
  void sendersSystem_choosesTheMachine() {
    assertThat(shell("echo hello | nc -N -w 10 10.3.0.10 80").out()).isEqualTo("linux: hello\n");
    Outcome crafted =
        lab.attacker().run(LIMIT, "perl", "-e", WINDOWS_SYN, INSIDE, "10.3.0.10").orFail();
    assertThat(crafted.out()).isEqualTo("ttl 128\n");
    assertThat(shell("ping -c 1 -W 5 -I 192.0.2.1 10.3.0.10").orFail().out()).contains("ttl=64");
    assertThat(shell("ping -c 1 -W 5 -I 192.0.2.77 10.3.0.10").orFail().out()).contains("ttl=128");
  }

  /// A reload gives the visitor another machine, but not in the middle of a conversation.
  @Test
  void connection_outlivesTheReloadThatChangesWhoAnswers() {
    Running talk =
        lab.attacker()
            .start(
                "sh",
                "-c",
                "(echo one; while [ ! -e go ]; do sleep 0.1; done; echo two)"
                    + " | nc -N -w 60 -s 192.0.2.77 10.3.0.11 80");
    Await.until(
        LIMIT, "the first answer", () -> talk.out().equals("windows: one\n"), talk::describe);
    lab.write("honeyd.conf", configuration("198.51.100.0/24"));
    daemon.process().signal("HUP");
    String ping = "ping -c 1 -W 5 -I 192.0.2.77 10.3.0.11";
    Await.until(
        LIMIT,
        "the visitor meets the other machine",
        () -> shell(ping).out().contains("ttl=64"),
        daemon.process()::describe);
    lab.write("go", "");
    assertThat(talk.end(LIMIT).out()).isEqualTo("windows: one\nwindows: two\n");
  }

  private Outcome shell(String line) {
    return lab.attacker().shell(LIMIT, line);
  }
}
