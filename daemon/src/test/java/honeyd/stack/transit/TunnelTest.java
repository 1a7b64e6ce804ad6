package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Junction;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// GRE tunnels that end at virtual routers.
///
/// ```
///   192.0.2.7 ── eth0 ── 10.0.0.1 ── 10.0.0.9
///                           ╞══ with checksums ══ 198.51.100.7 ── 10.3.0.0/16
///                           └── 10 ms ── 10.2.0.1 ══ without ══ 198.51.100.8 ── 10.4.0.0/16
/// ```
class TunnelTest {
  private static final String TUNNELS =
      """
      create host
      set host default tcp action closed
      set host default udp action closed
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.3.0.0/16 tunnel 192.0.2.254 198.51.100.7
      route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 latency 10ms jitter 0
      route 10.0.0.1 add net 10.4.0.0/16 10.2.0.1 latency 10ms jitter 0
      route 10.2.0.1 link 10.2.0.0/24
      route 10.2.0.1 add net 10.4.0.0/16 tunnel 192.0.2.254 198.51.100.8 no checksum
      bind 10.0.0.9 host
      bind 10.2.0.9 host
      """;

  private static final String PING = "echo-request id 1 seq 1 (1) \"a\"";
  private static final String PONG = "echo-reply id 1 seq 1 (1) \"a\"";
  private static final Duration LINE = Duration.ofMillis(10);

  private static Junction junction() {
    Junction net = Junction.of(TUNNELS, Set.of(), "192.0.2.0/24", "198.51.100.0/24 via 192.0.2.1");
    // The gateway's MAC is known, so that no test has to answer ARP.
    net.send("eth0", "udp 192.0.2.1:1 > 10.0.0.9:9 (1) \"a\"");
    net.expect("eth0", "icmp 10.0.0.9 > 192.0.2.1 unreachable port");
    return net;
  }

  @Test
  void packetFromTheOtherEnd_isAnsweredThroughTheTunnel() {
    try (Junction net = junction()) {
      net.send(
          "eth0",
          "gre 198.51.100.7 > 192.0.2.254 [icmp 10.3.0.5 > 10.0.0.9 "
              + PING
              + " {ttl 9}] {ttl 60}");
      net.expect(
          "eth0",
          "gre 192.0.2.254 > 198.51.100.7 [icmp 10.0.0.9 > 10.3.0.5 "
              + PONG
              + " {ttl 63}] {ttl 64, eth "
              + net.mac("eth0")
              + " > "
              + Junction.SENDER_MAC
              + "}");
    }
  }

  @Test
  void packetFromTheOtherEnd_crossesTheRoutersBehindTheTunnel() {
    try (Junction net = junction()) {
      net.send(
          "eth0", "gre 198.51.100.7 > 192.0.2.254 [icmp 10.3.0.5 > 10.2.0.9 " + PING + " {ttl 9}]");
      net.advance(LINE.plus(LINE));
      net.expect(
          "eth0",
          "gre 192.0.2.254 > 198.51.100.7 [icmp 10.2.0.9 > 10.3.0.5 " + PONG + " {ttl 62}]");
      net.send(
          "eth0", "gre 198.51.100.7 > 192.0.2.254 [icmp 10.3.0.5 > 10.2.0.9 " + PING + " {ttl 1}]");
      net.expect(
          "eth0",
          "gre 192.0.2.254 > 198.51.100.7 [icmp 10.0.0.1 > 10.3.0.5 time-exceeded ttl"
              + " [icmp 10.3.0.5 > 10.2.0.9 {ttl 1}]]");
    }
  }

  @Test
  void visitorsPacket_entersTheTunnelOneHopOlder() {
    try (Junction net = junction()) {
      net.send("eth0", "icmp 192.0.2.7 > 10.3.0.5 " + PING + " {ttl 9, id 5}");
      net.expect(
          "eth0",
          "gre 192.0.2.254 > 198.51.100.7 [icmp 192.0.2.7 > 10.3.0.5 " + PING + " {ttl 8, id 5}]");
      net.send("eth0", "icmp 192.0.2.7 > 10.3.0.5 " + PING + " {ttl 1, id 5}");
      net.expect("eth0", "icmp 10.0.0.1 > 192.0.2.7 time-exceeded ttl");
    }
  }

  @Test
  void answerThatComesBackThroughTheTunnel_leavesForTheVisitor() {
    try (Junction net = junction()) {
      net.send("eth0", "icmp 192.0.2.7 > 10.3.0.5 " + PING + " {ttl 9, id 5}");
      net.expect("eth0", "gre 192.0.2.254 > 198.51.100.7");
      net.send(
          "eth0",
          "gre 198.51.100.7 > 192.0.2.254 [icmp 10.3.0.5 > 192.0.2.7 " + PONG + " {ttl 64}]");
      net.expect("eth0", "icmp 10.3.0.5 > 192.0.2.7 " + PONG + " {ttl 63}");
    }
  }

  @Test
  void tunnelWithoutChecksum_sendsNone() {
    try (Junction net = junction()) {
      net.send("eth0", "icmp 192.0.2.7 > 10.4.0.5 " + PING + " {ttl 9, id 5}");
      net.advance(LINE);
      net.expect(
          "eth0",
          "gre 192.0.2.254 > 198.51.100.8 [icmp 192.0.2.7 > 10.4.0.5 "
              + PING
              + " {ttl 7, id 5}] {no-sum}");
    }
  }

  @Test
  void fieldsThatAreNotOurs_arePassedOver() {
    try (Junction net = junction()) {
      net.send(
          "eth0",
          "gre 198.51.100.7 > 192.0.2.254 key 5 seq 7 [icmp 10.3.0.5 > 10.0.0.9 "
              + PING
              + "] {no-sum, reserved 3}");
      net.expect(
          "eth0",
          "gre 192.0.2.254 > 198.51.100.7 [icmp 10.0.0.9 > 10.3.0.5 " + PONG + " {ttl 63}]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gre 198.51.100.7 > 192.0.2.254 [icmp 10.3.0.5 > 10.0.0.9 echo-request (1)] {bad-sum} | GRE_BAD_CHECKSUM
          gre 198.51.100.7 > 192.0.2.254 type 0x6558 (3) {no-sum} | GRE_UNKNOWN_TYPE
          gre 198.51.100.7 > 192.0.2.254 [malformed ipv4_truncated raw 45] | IPV4_TRUNCATED
          gre 198.51.100.7 > 192.0.2.254 [icmp 10.3.0.5 > 10.0.0.9 echo-request (1) {bad-ip-sum}] | IPV4_BAD_CHECKSUM
          gre 198.51.100.7 > 192.0.2.254 [icmp 255.255.255.255 > 10.0.0.9 echo-request (1)] | IPV4_BAD_SOURCE
          ip 198.51.100.7 > 192.0.2.254 proto 47 (64) {mf} | GRE_FRAGMENT
          gre 203.0.113.66 > 192.0.2.254 [icmp 10.3.0.5 > 10.0.0.9 echo-request (1)] | IPV4_NOT_OURS
          gre 198.51.100.8 > 192.0.2.7 [icmp 10.3.0.5 > 10.0.0.9 echo-request (1)] | IPV4_NOT_OURS
          """)
  void packetsThatTheTunnelDoesNotTake_areDroppedUnderAName(String packet, DropReason reason) {
    try (Junction net = junction()) {
      net.send("eth0", packet);
      assertThat(net.count(reason)).isEqualTo(1);
    }
  }

  @Test
  void segmentLeftToACardInGre_isCutAsItsSenderMeantIt() {
    try (Junction net = junction()) {
      net.sendUnfinished(
          "eth0",
          "gre 198.51.100.7 > 192.0.2.254 [tcp 10.3.0.5:80 > 192.0.2.7:4000 P. 1:3001(3000) ack 1 win 9"
              + " {ttl 64, df, id 5, bad-sum}] {bad-sum}");
      // 1500 bytes on the wire, of which 28 are the tunnel's.
      net.expect("eth0", "arp who-has 192.0.2.7 tell 10.0.0.1");
      net.send(
          "eth0",
          "arp reply 192.0.2.7 is-at 02:00:00:00:00:01 to 10.0.0.1 {target "
              + net.mac("eth0")
              + ", eth 02:00:00:00:00:01 > "
              + net.mac("eth0")
              + "}");
      net.expect(
          "eth0", "tcp 10.3.0.5:80 > 192.0.2.7:4000 . 1:1433(1432) ack 1 win 9 {ttl 63, id 5}");
      net.expect("eth0", "tcp 10.3.0.5:80 > 192.0.2.7:4000 . 1433:2865(1432) {ttl 63, id 6}");
      net.expect("eth0", "tcp 10.3.0.5:80 > 192.0.2.7:4000 P. 2865:3001(136) {ttl 63, id 7}");
    }
  }

  @Test
  void packetTooLongForTheWireWithGreAroundIt_isCutOutside() {
    try (Junction net = junction()) {
      net.send("eth0", "udp 192.0.2.7:1 > 10.3.0.5:2 (1472) {ttl 9, df, id 5}");
      net.expect("eth0", "ip 192.0.2.254 > 198.51.100.7 proto 47 (1480) {mf}");
      net.expect("eth0", "ip 192.0.2.254 > 198.51.100.7 proto 47 (28) {!mf, offset 1480}");
    }
  }

  /// The other end comes over an interface of which only that is wanted.
  @Test
  void linkWithoutVisitors_takesTunnelsOnly() {
    try (Junction net = Junction.of(TUNNELS, Set.of("eth1"))) {
      net.send(
          "eth1",
          "gre 198.51.100.7 > 192.0.2.254 [icmp 192.0.2.9 > 10.0.0.9 " + PING + " {ttl 9}]");
      net.send("eth1", "icmp 198.51.100.7 > 10.0.0.9 " + PING);
      net.send(
          "eth1",
          "arp who-has 10.0.0.1 tell 198.51.100.7 at 02:00:00:00:00:01"
              + " {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
      assertThat(net.count(DropReason.IPV4_NOT_OURS)).isEqualTo(1);
      assertThat(net.count(DropReason.ARP_NOT_OURS)).isEqualTo(1);
      // The answer to what came out of the tunnel goes where no route leads.
      assertThat(net.count(DropReason.TRANSIT_NO_ROUTE)).isEqualTo(1);
    }
  }
}
