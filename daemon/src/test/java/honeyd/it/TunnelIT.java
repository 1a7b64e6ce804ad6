package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Capture;
import honeyd.testkit.net.GuestKernel;
import honeyd.testkit.net.Namespace;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.net.Running;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// GRE tunnels whose other end is a `gre` device of a Linux kernel, which throws away what it was
/// not told to expect: with checksums, and without.
///
/// ```
///   attacker ── 10.0.0.1 ──5 ms── 10.3.0.1 ── 10.3.0.9
///                   ╞══ GRE with checksums ══ 198.51.100.1 (eth1) ── 172.20.0.1
///                   ╘══ GRE without ═════════ 203.0.113.1  (eth2) ── 172.21.0.1
/// ```
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TunnelIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String SITES =
      """
      create host
      set host personality "Linux 3.10 - 4.11"
      set host default tcp action closed
      set host default udp action closed
      add host tcp port 10 "head -c 200000 /dev/zero"
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.3.0.0/16 10.3.0.1 latency 5ms
      route 10.3.0.1 link 10.3.0.0/16
      route 10.0.0.1 add net 172.20.0.0/16 tunnel 198.51.100.254 198.51.100.1
      route 10.0.0.1 add net 172.21.0.0/16 tunnel 203.0.113.254 203.0.113.1 no checksum
      bind 10.3.0.9 host
      """;

  private final NetLab lab = NetLab.routed();
  private Namespace withChecksums;
  private Namespace without;

  @BeforeAll
  void start() {
    withChecksums = lab.machine("eth1", "198.51.100.1/24", "198.51.100.254");
    without = lab.machine("eth2", "203.0.113.1/24", "203.0.113.254");
    lab.daemonSide().set("ip addr add 198.51.100.254/24 dev eth1");
    lab.daemonSide().set("ip addr add 203.0.113.254/24 dev eth2");
    lab.attacker().set("ip route add 172.20.0.0/15 via " + NetLab.GATEWAY);
    lab.honeyd(SITES, "-i", "eth1", "-i", "eth2");
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @Test
  void peerThatWantsChecksums_isReachedAndReaches() {
    Running peer = peer(withChecksums, "198.51.100", "csum", "172.20.0.1");
    try (Capture capture = Capture.at(withChecksums, "eth0", "proto gre")) {
      expectTraffic(peer, "172.20.0.1");
      assertThat(capture.packets())
          .isNotEmpty()
          .allSatisfy(p -> assertThat(p).contains("GREv0, Flags [checksum present]"));
    }
  }

  @Test
  void peerWithoutChecksums_isReachedAndReaches() {
    Running peer = peer(without, "203.0.113", "", "172.21.0.1");
    try (Capture capture = Capture.at(without, "eth0", "proto gre")) {
      expectTraffic(peer, "172.21.0.1");
      assertThat(capture.packets())
          .isNotEmpty()
          .allSatisfy(p -> assertThat(p).contains("GREv0, Flags [none]"));
    }
  }

  /// A kernel with a tunnel to us, which asks our hosts something and then stays.
  private Running peer(Namespace machine, String network, String checksums, String inside) {
    Running peer =
        GuestKernel.startWithGre(
            lab,
            machine,
            network + ".1/24",
            """
            ip tunnel add g0 mode gre local %1$s.1 remote %1$s.254 %2$s
            ip addr add %3$s/24 dev g0
            ip link set g0 up
            ip route add 10.0.0.0/8 dev g0
            ip route add 192.0.2.0/24 dev g0
            ping -n -c 3 -i 0.2 -W 3 10.3.0.9
            traceroute -n -I -q 1 -w 2 -m 5 10.3.0.9
            echo $(nc -d -w 5 10.3.0.9 10 | wc -c) bytes
            ip -s link show g0
            grep ^Icmp: /proc/net/snmp
            echo asked
            exec sleep 600
            """
                .formatted(network, checksums, inside));
    Await.until(LIMIT, "the peer has asked", () -> peer.out().contains("asked"), peer::describe);
    return peer;
  }

  private void expectTraffic(Running peer, String inside) {
    String asked = peer.out();
    assertThat(asked).contains("3 packets transmitted, 3 received").contains(" ttl=62 ");
    assertThat(asked)
        .containsPattern("(?s) 1  10\\.0\\.0\\.1 .* 2  10\\.3\\.0\\.1 .* 3  10\\.3\\.0\\.9 ");
    assertThat(asked).contains("200000 bytes");
    // no error on the peer's device, and the kernel of the machine we are on did not refuse packets
    assertThat(asked)
        .containsPattern("RX: +bytes[^\\n]*\\n +\\d+ +\\d+ +0 +0 ")
        .contains(" InDestUnreachs ")
        .containsPattern("Icmp: [1-9]\\d* 0 0 0 ");

    Outcome ping =
        lab.attacker().run(LIMIT, "ping", "-n", "-c", "3", "-i", "0.2", "-W", "3", inside).orFail();
    assertThat(ping.out()).contains("3 received").contains(" ttl=63 ");
    assertThat(Hops.traceroute(lab.attacker(), "-I", inside)).containsExactly("10.0.0.1", inside);
  }
}
