package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Junction;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real machines inside the virtual network, at interfaces of their own.
///
/// ```
///   eth0 ── 10.0.0.1 ── 10 ms ── 10.2.0.1 ── 10.2.0.9 (virtual), 10.2.0.50 (eth1), 10.2.0.51 (eth2)
/// ```
class RealMachineTest {
  private static final String MACHINES =
      """
      create host
      set host default udp action closed
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 latency 10ms jitter 0
      route 10.2.0.1 link 10.2.0.0/24
      bind 10.0.0.9 host
      bind 10.2.0.9 host
      bind 10.2.0.50 to eth1
      bind 10.2.0.51 to eth2
      """;

  private static final String VISITOR = "192.0.2.7";
  private static final String MACHINE_MAC = "02:00:00:00:00:50";
  private static final Duration LINE = Duration.ofMillis(10);

  private static Junction junction() {
    return Junction.of(MACHINES, Set.of("eth1", "eth2"), "192.0.2.0/24");
  }

  /// The machine at eth1 tells its MAC.
  private static void introduce(Junction net) {
    ask(net, "10.2.0.1");
    net.expect("eth1", "arp reply 10.2.0.1 is-at " + net.mac("eth1") + " to 10.2.0.50");
  }

  /// The machine at eth1 asks for an address.
  private static void ask(Junction net, String address) {
    net.send(
        "eth1",
        "arp who-has "
            + address
            + " tell 10.2.0.50 at "
            + MACHINE_MAC
            + " {eth "
            + MACHINE_MAC
            + " > ff:ff:ff:ff:ff:ff}");
  }

  private static String fromMachine(Junction net, String packet) {
    return packet.replaceFirst("\\}$", ", eth " + MACHINE_MAC + " > " + net.mac("eth1") + "}");
  }

  @Test
  void visitorsPacket_reachesTheMachineTwoHopsOn() {
    try (Junction net = junction()) {
      introduce(net);
      net.send("eth0", "icmp 192.0.2.7 > 10.2.0.50 echo-request id 1 seq 1 (1) \"a\" {ttl 64}");
      net.expectSilence();
      net.advance(LINE);
      net.expect(
          "eth1",
          "icmp 192.0.2.7 > 10.2.0.50 echo-request id 1 seq 1 (1) \"a\" {ttl 62, eth "
              + net.mac("eth1")
              + " > "
              + MACHINE_MAC
              + "}");
      net.send(
          "eth1",
          fromMachine(net, "icmp 10.2.0.50 > 192.0.2.7 echo-reply id 1 seq 1 (1) \"a\" {ttl 64}"));
      net.advance(LINE);
      net.expect(
          "eth0",
          "icmp 10.2.0.50 > 192.0.2.7 echo-reply id 1 seq 1 (1) \"a\" {ttl 62, eth "
              + net.mac("eth0")
              + " > "
              + Junction.SENDER_MAC
              + "}");
    }
  }

  @Test
  void machineThatIsNotKnown_isAskedForByItsRouter() {
    try (Junction net = junction()) {
      net.send("eth0", "icmp 192.0.2.7 > 10.2.0.50 echo-request id 1 seq 1 (1) \"a\" {ttl 64}");
      net.advance(LINE);
      net.expect("eth1", "arp who-has 10.2.0.50 tell 10.2.0.1");
      net.send(
          "eth1",
          "arp reply 10.2.0.50 is-at "
              + MACHINE_MAC
              + " to 10.2.0.1 {target "
              + net.mac("eth1")
              + ", eth "
              + MACHINE_MAC
              + " > "
              + net.mac("eth1")
              + "}");
      net.expect("eth1", "icmp 192.0.2.7 > 10.2.0.50 echo-request id 1 seq 1 {ttl 62}");
      // The error that was due without the answer stays away.
      net.advance(Duration.ofSeconds(10));
    }
  }

  @Test
  void silentMachine_isReportedByItsRouterAsAnyEmptyAddressIs() {
    try (Junction net = junction()) {
      net.send("eth0", "icmp 192.0.2.7 > 10.2.0.50 echo-request id 1 seq 1 (1) \"a\" {ttl 64}");
      net.advance(LINE);
      net.expect("eth1", "arp who-has 10.2.0.50 tell 10.2.0.1");
      net.advance(Duration.ofMillis(2_999));
      net.advance(Duration.ofMillis(20));
      net.expect(
          "eth0",
          "icmp 10.2.0.1 > 192.0.2.7 unreachable host [icmp 192.0.2.7 > 10.2.0.50 {len 29}]");
      net.advance(Duration.ofSeconds(20));
      drain(net, "arp who-has 10.2.0.50 tell 10.2.0.1");
      assertThat(net.count(DropReason.ARP_UNANSWERED)).isEqualTo(1);
    }
  }

  private static void drain(Junction net, String pattern) {
    while (true) {
      try {
        net.expect("eth1", pattern);
      } catch (AssertionError e) {
        if (String.valueOf(e.getMessage()).startsWith("nothing was sent")) {
          return;
        }
        throw e;
      }
    }
  }

  @Test
  void packetWithOptionsThatWaitedForArp_isWhole() {
    try (Junction net = junction()) {
      net.send(
          "eth0",
          "icmp 192.0.2.7 > 10.2.0.50 echo-request id 1 seq 1 (1) \"a\""
              + " {ttl 64, ipopts 0707040000000000}");
      net.advance(LINE);
      net.expect("eth1", "arp who-has 10.2.0.50 tell 10.2.0.1");
      ask(net, "10.2.0.1");
      net.expect(
          "eth1",
          "icmp 192.0.2.7 > 10.2.0.50 echo-request id 1 seq 1 (1) \"a\""
              + " {ttl 62, ipopts 0707040000000000}");
      net.expect("eth1", "arp reply 10.2.0.1 is-at " + net.mac("eth1") + " to 10.2.0.50");
      net.advance(Duration.ofSeconds(10));
    }
  }

  @Test
  void hostsOfTheMachinesLink_areItsNeighbours() {
    try (Junction net = junction()) {
      introduce(net);
      ask(net, "10.2.0.9");
      net.expect("eth1", "arp reply 10.2.0.9 is-at " + net.mac("eth1") + " to 10.2.0.50");
      net.send(
          "eth1",
          fromMachine(net, "icmp 10.2.0.50 > 10.2.0.9 echo-request id 1 seq 1 (1) \"a\" {ttl 64}"));
      net.expect("eth1", "icmp 10.2.0.9 > 10.2.0.50 echo-reply id 1 seq 1 (1) \"a\" {ttl 64}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.2.0.50", "10.2.0.77", "10.0.0.9", "192.0.2.7"})
  void arpForTheMachineItselfAndForNobodyOnItsLink_isNotAnswered(String target) {
    try (Junction net = junction()) {
      ask(net, target);
    }
  }

  @Test
  void machinesOfOneLinkBehindTwoInterfaces_areNeighboursToo() {
    try (Junction net = junction()) {
      introduce(net);
      ask(net, "10.2.0.51");
      net.expect("eth1", "arp reply 10.2.0.51 is-at " + net.mac("eth1") + " to 10.2.0.50");
      net.send(
          "eth2",
          "arp who-has 10.2.0.50 tell 10.2.0.51 at 02:00:00:00:00:51"
              + " {eth 02:00:00:00:00:51 > ff:ff:ff:ff:ff:ff}");
      net.expect("eth2", "arp reply 10.2.0.50 is-at " + net.mac("eth2") + " to 10.2.0.51");
      net.send(
          "eth1",
          fromMachine(net, "icmp 10.2.0.50 > 10.2.0.51 echo-request id 1 seq 1 (1) \"a\" {ttl 1}"));
      net.expect(
          "eth2",
          "icmp 10.2.0.50 > 10.2.0.51 echo-request id 1 seq 1 (1) \"a\""
              + " {ttl 1, eth "
              + net.mac("eth2")
              + " > 02:00:00:00:00:51}");
    }
  }

  @Test
  void machinesPacketToAHostFurtherAway_crossesTheRouters() {
    try (Junction net = junction()) {
      introduce(net);
      net.send(
          "eth1",
          fromMachine(net, "icmp 10.2.0.50 > 10.0.0.9 echo-request id 1 seq 1 (1) \"a\" {ttl 64}"));
      net.advance(LINE);
      net.expectSilence();
      net.advance(LINE);
      net.expect("eth1", "icmp 10.0.0.9 > 10.2.0.50 echo-reply id 1 seq 1 (1) \"a\" {ttl 62}");
      net.send(
          "eth1",
          fromMachine(net, "icmp 10.2.0.50 > 10.0.0.9 echo-request id 1 seq 1 (1) \"a\" {ttl 1}"));
      net.expect(
          "eth1",
          "icmp 10.2.0.1 > 10.2.0.50 time-exceeded ttl [icmp 10.2.0.50 > 10.0.0.9 {ttl 1}]");
    }
  }

  @Test
  void packetToTheOutside_takesTheRoutesOfThisMachine() {
    try (Junction net =
        Junction.of(MACHINES, Set.of("eth1", "eth2"), "192.0.2.0/24", "0.0.0.0/0 via 192.0.2.1")) {
      introduce(net);
      net.send(
          "eth1", fromMachine(net, "udp 10.2.0.50:5 > 203.0.113.9:53 (1) \"a\" {ttl 64, id 7}"));
      net.advance(LINE);
      net.expect("eth0", "arp who-has 192.0.2.1 tell 10.0.0.1");
      net.send(
          "eth0",
          "arp reply 192.0.2.1 is-at 02:00:00:00:00:01 to 10.0.0.1 {target "
              + net.mac("eth0")
              + ", eth 02:00:00:00:00:01 > "
              + net.mac("eth0")
              + "}");
      net.expect("eth0", "udp 10.2.0.50:5 > 203.0.113.9:53 (1) \"a\" {ttl 62, id 7}");
    }
  }

  @Test
  void segmentLeftToACard_isCutAndFinishedForWhoIsReal() {
    try (Junction net = junction()) {
      introduce(net);
      // So that the visitor's MAC is known.
      net.send("eth0", "udp 192.0.2.7:1 > 10.0.0.9:9 (1) \"a\" {ttl 64}");
      net.expect("eth0", "icmp 10.0.0.9 > 192.0.2.7 unreachable port");
      net.sendUnfinished(
          "eth1",
          fromMachine(
              net,
              "tcp 10.2.0.50:80 > 192.0.2.7:4000 P. 1:3001(3000) ack 1 win 9"
                  + " {ttl 64, df, id 5, bad-sum}"));
      net.advance(LINE);
      net.expect(
          "eth0", "tcp 10.2.0.50:80 > 192.0.2.7:4000 . 1:1461(1460) ack 1 win 9 {ttl 62, id 5}");
      net.expect("eth0", "tcp 10.2.0.50:80 > 192.0.2.7:4000 . 1461:2921(1460) {ttl 62, id 6}");
      net.expect("eth0", "tcp 10.2.0.50:80 > 192.0.2.7:4000 P. 2921:3001(80) {ttl 62, id 7}");
      net.sendUnfinished(
          "eth1",
          fromMachine(
              net, "udp 10.2.0.50:80 > 192.0.2.7:4000 (3) \"abc\" {ttl 64, id 5, bad-sum}"));
      net.advance(LINE);
      net.expect("eth0", "udp 10.2.0.50:80 > 192.0.2.7:4000 (3) \"abc\" {ttl 62, id 5}");
    }
  }

  @Test
  void longSegmentWithAWrongChecksum_doesNotBecomeRight() {
    try (Junction net = junction()) {
      introduce(net);
      net.send(
          "eth1",
          fromMachine(
              net,
              "tcp 10.2.0.50:80 > 192.0.2.7:4000 P. 1:3001(3000) ack 1 win 9"
                  + " {ttl 64, df, id 5, bad-sum}"));
      net.advance(LINE);
      assertThat(net.count(DropReason.TCP_BAD_CHECKSUM)).isEqualTo(1);
    }
  }

  @Test
  void framesToAnotherMacAndToEverybody_areNotForwarded() {
    try (Junction net = junction()) {
      net.send(
          "eth1",
          "icmp 10.2.0.50 > 10.0.0.9 echo-request id 1 seq 1 (1)"
              + " {eth 02:00:00:00:00:50 > 02:00:00:00:00:77}");
      net.send(
          "eth1",
          "udp 10.2.0.50:68 > 255.255.255.255:67 (1)"
              + " {eth 02:00:00:00:00:50 > ff:ff:ff:ff:ff:ff}");
      assertThat(net.count(DropReason.ETHERNET_FOREIGN)).isEqualTo(1);
      assertThat(net.count(DropReason.IPV4_NOT_OURS)).isEqualTo(1);
    }
  }

  /// Where visitors and a real machine share a wire, the address tells who sends.
  @Test
  void interfaceWithBoth_tellsThemByTheirAddresses() {
    try (Junction net = Junction.shared(MACHINES, Set.of("eth1"), "192.0.2.0/24")) {
      introduce(net);
      net.send(
          "eth1",
          fromMachine(net, "icmp 10.2.0.50 > 10.0.0.9 echo-request id 1 seq 1 (1) \"a\" {ttl 64}"));
      net.advance(LINE.plus(LINE));
      net.expect("eth1", "icmp 10.0.0.9 > 10.2.0.50 echo-reply id 1 seq 1 (1) \"a\" {ttl 62}");
      net.send("eth1", "icmp " + VISITOR + " > 10.0.0.9 echo-request id 1 seq 1 (1) \"a\" {ttl 9}");
      net.expect("eth1", "icmp 10.0.0.9 > 192.0.2.7 echo-reply id 1 seq 1 (1) \"a\" {ttl 63}");
    }
  }
}
