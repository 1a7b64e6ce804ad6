package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Await;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.GuestKernel;
import honeyd.testkit.net.Namespace;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Running;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A configuration of the kind that Honeyd ships as `honeyd.conf.networks`, with all that a
/// topology has: two entries, lossy and slow lines, nets that are unreachable, a tunnel and real
/// machines.
class NetworksIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String NETWORKS =
      """
      # two networks, each with a door of its own
      route entry 10.0.0.1 network 10.0.0.0/16
      route entry 10.128.0.1 network 10.128.0.0/9

      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.0.1.0/24 10.0.1.1 latency 8ms bandwidth 10Mbps
      route 10.0.0.1 add net 10.0.2.0/24 10.0.2.1 loss 0.1 latency 7ms
      route 10.0.0.1 unreach 10.0.9.0/24
      route 10.0.1.1 link 10.0.1.0/24
      route 10.0.2.1 link 10.0.2.0/24

      route 10.128.0.1 link 10.128.0.0/24
      route 10.128.0.1 add net 10.129.0.0/16 10.129.0.1 bandwidth 2.5Mbps latency 0.5ms drop between 500ms - 1s
      route 10.129.0.1 link 10.129.0.0/24
      route 10.129.0.1 add net 10.129.1.0/24 10.129.1.1 latency 2 ms jitter 250us
      route 10.129.1.1 link 10.129.1.0/24

      # a site elsewhere
      route 10.128.0.1 add net 10.200.0.0/16 tunnel 198.51.100.254 198.51.100.1

      create default
      set default default tcp action closed
      set default default udp action closed
      create workstation
      set workstation personality "Microsoft Windows XP SP2"
      set workstation default tcp action closed
      set workstation default udp action closed
      add workstation tcp port 139 open
      create router
      set router personality "Cisco 2811 router (IOS 12.X)"
      set router default tcp action closed
      set router default udp action closed
      bind 10.0.0.1 router
      bind 10.128.0.1 router
      bind 10.129.0.1 router
      bind 10.0.1.10-10.0.1.99 workstation
      bind 10.0.2.10-10.0.2.99 workstation
      bind 10.129.1.10-10.129.1.99 workstation

      # a machine of flesh and blood
      bind 10.0.2.200 to eth2
      """;

  @Test
  void twoEntriesATunnelAndARealMachine_loadAndWork() {
    try (NetLab lab = NetLab.routed()) {
      Namespace site = lab.machine("eth1", "198.51.100.1/24", "198.51.100.254");
      lab.daemonSide().set("ip addr add 198.51.100.254/24 dev eth1");
      Namespace machine = lab.machine("eth2", "10.0.2.200/24", "10.0.2.1");
      Daemon daemon = lab.honeyd(NETWORKS, "-i", "eth1");
      assertThat(daemon.process().err()).doesNotContain("not in force").doesNotContain("warning");
      Running peer = site(lab, site);

      // each network through its own entry
      assertThat(Hops.traceroute(lab.attacker(), "-I", "10.0.1.20"))
          .containsExactly("10.0.0.1", "10.0.1.1", "10.0.1.20");
      assertThat(Hops.traceroute(lab.attacker(), "-I", "10.129.1.20"))
          .containsExactly("10.128.0.1", "10.129.0.1", "10.129.1.1", "10.129.1.20");
      assertThat(lab.attacker().run(LIMIT, "ping", "-n", "-c", "1", "-W", "3", "10.0.9.1").out())
          .contains("From 10.0.0.1 icmp_seq=1 Destination Net Unreachable");

      // the real machine, in from the attacker and out to both networks
      expectPing(lab.attacker(), "10.0.2.200");
      assertThat(Hops.traceroute(lab.attacker(), "-I", "10.0.2.200"))
          .containsExactly("10.0.0.1", "10.0.2.1", "10.0.2.200");
      expectPing(machine, "10.0.2.10");
      expectPing(machine, "10.0.1.20");
      expectPing(machine, NetLab.ATTACKER);

      // the site behind the tunnel
      Await.until(LIMIT, "the site has asked", () -> peer.out().contains("asked"), peer::describe);
      assertThat(peer.out()).contains("3 packets transmitted, 3 received");
      assertThat(Hops.traceroute(lab.attacker(), "-I", "10.200.0.1"))
          .containsExactly("10.128.0.1", "10.200.0.1");
    }
  }

  private static Running site(NetLab lab, Namespace machine) {
    return GuestKernel.startWithGre(
        lab,
        machine,
        "198.51.100.1/24",
        """
        ip tunnel add g0 mode gre local 198.51.100.1 remote 198.51.100.254 csum
        ip addr add 10.200.0.1/24 dev g0
        ip link set g0 up
        ip route add 10.0.0.0/8 dev g0
        ip route add 192.0.2.0/24 dev g0
        ping -n -c 3 -i 0.2 -W 3 10.129.1.20
        echo asked
        exec sleep 600
        """);
  }

  private static void expectPing(Namespace from, String host) {
    // the line to the machine loses one packet in a thousand
    assertThat(from.run(LIMIT, "ping", "-n", "-c", "3", "-i", "0.2", "-W", "3", host).out())
        .as(host)
        .containsPattern("[23] received");
  }
}
