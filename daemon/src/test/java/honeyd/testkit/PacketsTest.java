package honeyd.testkit;

import static honeyd.testkit.Checks.ack;
import static honeyd.testkit.Checks.dontFragment;
import static honeyd.testkit.Checks.expected;
import static honeyd.testkit.Checks.flags;
import static honeyd.testkit.Checks.ipv4;
import static honeyd.testkit.Checks.options;
import static honeyd.testkit.Checks.tcp;
import static honeyd.testkit.Checks.ttl;
import static honeyd.testkit.Checks.window;
import static honeyd.testkit.Packets.arpReply;
import static honeyd.testkit.Packets.arpWhoHas;
import static honeyd.testkit.Packets.echo;
import static honeyd.testkit.Packets.syn;
import static honeyd.testkit.Packets.timestampRequest;
import static honeyd.testkit.Packets.udp;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.script.PacketSpec;
import org.junit.jupiter.api.Test;

/// Builders and checks say what they mean in the notation.
class PacketsTest {
  @Test
  void builders_makeThePacketsTheyName() {
    assertThat(
            PacketSpec.ofIp(
                syn().from("10.0.0.1", 40000).to("10.0.0.9", 80).seq(-1).options("mss 9").toIp()))
        .hasToString(
            "tcp 10.0.0.1:40000 > 10.0.0.9:80 S 4294967295:4294967295(0) win 1024 <mss 9>"
                + " {ttl 64, id 0}");
    assertThat(PacketSpec.ofIp(udp("x").from("10.0.0.1", 1).to("10.0.0.9", 2).toIp()))
        .hasToString("udp 10.0.0.1:1 > 10.0.0.9:2 (1) \"x\" {ttl 64, id 0}");
    assertThat(PacketSpec.ofIp(echo("").from("10.0.0.1").to("10.0.0.9").seq(5).toIp()))
        .hasToString("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 5 (0) {ttl 64, id 0}");
    assertThat(PacketSpec.ofIp(timestampRequest(7).from("10.0.0.1").to("10.0.0.9").toIp()))
        .hasToString(
            "icmp 10.0.0.1 > 10.0.0.9 timestamp-request id 1 seq 1 orig 7 recv 0 xmit 0 (12)"
                + " {ttl 64, id 0}");
    assertThat(PacketSpec.ofEthernet(arpWhoHas("10.0.0.9", "10.0.0.1", 1).toEthernet(5, 6)))
        .hasToString(
            "arp who-has 10.0.0.9 tell 10.0.0.1 at 00:00:00:00:00:01"
                + " {eth 00:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}");
    assertThat(PacketSpec.ofEthernet(arpReply("10.0.0.9", 9, "10.0.0.1", 1).toEthernet(5, 6)))
        .hasToString(
            "arp reply 10.0.0.9 is-at 00:00:00:00:00:09 to 10.0.0.1"
                + " {target 00:00:00:00:00:01, eth 00:00:00:00:00:09 > 00:00:00:00:00:01}");
  }

  @Test
  void checks_holdOrNameTheDifference() {
    byte[] synAck =
        PacketSpec.parse(
                "tcp 10.0.0.9:80 > 10.0.0.1:40000 S. 5:5(0) ack 101 win 8192"
                    + " <mss 1460,nop,wscale 8,sackOK,TS val 12 ecr 3,eol> {ttl 128, df}")
            .toIp();
    assertThat(
            expected(
                    ipv4(ttl(128), dontFragment()),
                    tcp(flags("SA"), ack(101), window(8192), options("M5B4 N W8 S T L")))
                .mismatchIp(synAck))
        .isNull();
    assertThat(expected(ipv4(ttl(64)), tcp(options("M5B4"))).mismatchIp(synAck))
        .startsWith(
            """
            options: expected <mss 1460>, seen <mss 1460,nop,wscale 8,sackOK,TS val 12 ecr 3,eol>
            ttl: expected 64, seen 128
            """);
    assertThat(expected(ipv4(ttl(128))).mismatchIp(synAck)).isNull();
    assertThat(expected(Checks.udp()).mismatchIp(synAck)).startsWith("expected udp, seen tcp");
  }
}
