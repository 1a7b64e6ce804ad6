package honeyd.testkit.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The printer, the reader and the writer of packets speak one notation.
class PacketNotationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp 10.0.0.1:40000 > 10.0.0.9:81 S 100:100(0) win 1024 <mss 1460,nop,wscale 7> {ttl 64, df, id 7}",
        "tcp 10.0.0.9:81 > 10.0.0.1:40000 R. 0:0(0) ack 101 win 0 {ttl 64, df, id 0}",
        "tcp 10.0.0.9:81 > 10.0.0.1:40000 S. 4294967295:4294967295(0) ack 0 win 65535"
            + " <mss 1460,sackOK,TS val 4294967295 ecr 1,nop,wscale 7> {ttl 128, id 65535, tos 16}",
        "tcp 1.2.3.4:1 > 5.6.7.8:2 P. 4294967294:3(5) ack 1 win 1 \"he\\\"\\\\\\n\" {ttl 64, id 0}",
        "tcp 1.2.3.4:1 > 5.6.7.8:2 FSP.U 1:1(0) ack 1 win 1 urg 63479 {ttl 64, id 0, reserved 4}",
        "tcp 1.2.3.4:1 > 5.6.7.8:2 SEW 1:1(0) win 1 <sack 1:4294967295 7:9,nop,nop> {ttl 64, id 0}",
        "tcp 1.2.3.4:1 > 5.6.7.8:2 - 1:1(0) win 1 <kind 19 a1b2,eol> {ttl 64, id 0, bad-sum}",
        "tcp 1.2.3.4:1 > 5.6.7.8:2 S 1:1(0) win 1 <nop,nop,bad 0200> {ttl 64, id 0}",
        "tcp 1.2.3.4:1 > 5.6.7.8:2 S 1:1(0) win 1 <mss 265,eol,pad 010203> {ttl 64, id 0, bad-ip-sum}",
        "udp 10.0.0.1:40000 > 10.0.0.9:53 (5) \"hello\" {ttl 64, id 7}",
        "udp 10.0.0.1:40000 > 10.0.0.9:53 (0) {ttl 64, id 7, ipopts 01010100, no-sum}",
        "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (4) \"pi\\x00\\xff\" {ttl 64, id 7}",
        "icmp 10.0.0.1 > 10.0.0.9 echo-request code 9 id 1 seq 295 (0) {ttl 64, df, id 7}",
        "icmp 10.0.0.9 > 10.0.0.1 timestamp-reply id 1 seq 2 orig 5 recv 86399999 xmit 2147483648 (12) {ttl 64, id 7}",
        "icmp 10.0.0.9 > 10.0.0.1 mask-reply id 1 seq 2 mask 255.255.0.0 (4) {ttl 64, id 7}",
        "icmp 10.0.0.9 > 10.0.0.1 unreachable port [udp 10.0.0.1:40000 > 10.0.0.9:53 {ttl 64, id 7, len 33}] (28) {ttl 64, id 8}",
        "icmp 10.0.0.9 > 10.0.0.1 unreachable needs-fragmentation rest 1400"
            + " [tcp 10.0.0.1:4 > 10.0.0.9:5 seq 77 {ttl 64, df, id 7, len 1500}] (28) {ttl 64, id 8}",
        "icmp 10.0.0.9 > 10.0.0.1 unreachable code 13 (0) {ttl 64, id 8}",
        "icmp 10.0.0.9 > 10.0.0.1 time-exceeded ttl [proto 47 10.0.0.1 > 10.0.0.9 {ttl 1, id 7, len 60}] (28) {ttl 64, id 8}",
        "icmp 10.0.0.9 > 10.0.0.1 type 42 rest 9 (1) \"x\" {ttl 64, id 8}",
        "ip 10.0.0.1 > 10.0.0.9 proto 17 (8) \"abcdefgh\" {ttl 64, id 7, mf, offset 65528, evil}",
        "ip 10.0.0.1 > 10.0.0.9 proto 132 (0) {ttl 64, id 7}",
        "ip 10.0.0.1 > 10.0.0.9 proto 47 (0) {ttl 64, id 7, offset 8}",
        "gre 192.0.2.1 > 192.0.2.2 [udp 10.0.0.1:40000 > 10.0.0.9:53 (4) \"a]{[\" {ttl 63, id 7}] {ttl 64, id 8}",
        "gre 192.0.2.1 > 192.0.2.2 key 4294967295 seq 7 [icmp 10.0.0.9 > 10.0.0.1 unreachable port"
            + " [udp 10.0.0.1:1 > 10.0.0.9:53 {ttl 64, id 7, len 33}] (28) {ttl 64, id 8}]"
            + " {ttl 64, id 8, reserved 127, no-sum}",
        "gre 192.0.2.1 > 192.0.2.2 [tcp 1.2.3.4:1 > 5.6.7.8:2 S 1:1(0) win 1 <mss 265> {ttl 1, id 0, bad-sum}]"
            + " {ttl 64, df, id 8, bad-sum}",
        "gre 192.0.2.1 > 192.0.2.2 [malformed ipv4_truncated raw 45] {ttl 64, id 8}",
        "gre 192.0.2.1 > 192.0.2.2 [ip 192.0.2.3 > 192.0.2.4 proto 47 (2) \"\\x00\\x00\" {ttl 64, id 0}] {ttl 64, id 8}",
        "gre 192.0.2.1 > 192.0.2.2 type 0x6558 (3) \"abc\" {ttl 64, id 8, no-sum}",
        "malformed ipv4_bad_header_length raw 4400001400000000400600000a0000010a000009",
      })
  void ipPacket_isPrintedAsItWasWritten(String text) {
    PacketSpec spec = PacketSpec.parse(text);
    assertThat(spec).hasToString(text);
    assertThat(PacketSpec.ofIp(spec.toIp())).hasToString(text).isEqualTo(spec);
    assertThat(spec.mismatchIp(spec.toIp())).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arp who-has 10.0.0.9 tell 10.0.0.1 at 02:00:00:00:00:01 {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}",
        "arp reply 10.0.0.9 is-at 02:00:00:00:00:09 to 10.0.0.1"
            + " {target 02:00:00:00:00:01, eth 02:00:00:00:00:09 > 02:00:00:00:00:01}",
        "udp 10.0.0.1:1 > 10.0.0.9:2 (0) {ttl 64, id 7, vlan 5, eth 02:00:00:00:00:01 > 02:00:00:00:00:09}",
        "ethertype 0x86dd raw 60 {eth 02:00:00:00:00:01 > 33:33:00:00:00:01}",
        "malformed arp_truncated raw nothing {eth 02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff}",
        "malformed ethernet_truncated raw 020000",
      })
  void frame_isPrintedAsItWasWritten(String text) {
    PacketSpec spec = PacketSpec.parse(text);
    assertThat(spec).hasToString(text);
    assertThat(PacketSpec.ofEthernet(spec.toEthernet(1, 2))).hasToString(text).isEqualTo(spec);
  }

  @Test
  void fieldsNotWritten_areNotCaredAbout() {
    byte[] packet =
        PacketSpec.parse(
                "tcp 1.1.1.1:1 > 2.2.2.2:2 S. 9:9(0) ack 8 win 7 <mss 5,nop,nop,TS val 3 ecr 2> {ttl 5}")
            .toIp();
    assertThat(PacketSpec.parse("tcp 1.1.1.1:1 > 2.2.2.2:2").mismatchIp(packet)).isNull();
    assertThat(PacketSpec.parse("tcp 1.1.1.1:1 > 2.2.2.2:2 .S ack 8 <...>").mismatchIp(packet))
        .isNull();
    assertThat(
            PacketSpec.parse(
                    "tcp 1.1.1.1:1 > 2.2.2.2:2 <mss *,nop,nop,TS val * ecr 2> {!df, tos 0}")
                .mismatchIp(packet))
        .isNull();
  }

  @Test
  void differentFields_areNamedWithBothPackets() {
    byte[] packet = PacketSpec.parse("tcp 1.1.1.1:1 > 2.2.2.2:2 R 9:9(0) win 7 {df}").toIp();
    assertThat(PacketSpec.parse("tcp 1.1.1.1:1 > 2.2.2.2:2 R. ack 8 <> {!df}").mismatchIp(packet))
        .isEqualTo(
            """
            flags: expected R., seen R
            ack: expected 8, seen nothing
            df: expected false, seen true
              expected: tcp 1.1.1.1:1 > 2.2.2.2:2 R. ack 8 <> {!df}
              seen:     tcp 1.1.1.1:1 > 2.2.2.2:2 R 9:9(0) win 7 {ttl 64, df, id 0}\
            """);
  }

  @Test
  void wrongChecksum_isDifferentUnlessAskedFor() {
    byte[] packet = PacketSpec.parse("udp 1.1.1.1:1 > 2.2.2.2:2 (3) {bad-sum}").toIp();
    assertThat(PacketSpec.parse("udp 1.1.1.1:1 > 2.2.2.2:2 (3)").mismatchIp(packet))
        .contains("checksum is wrong: bad sum");
    assertThat(PacketSpec.parse("udp 1.1.1.1:1 > 2.2.2.2:2 {bad-sum}").mismatchIp(packet)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sctp",
        "tcp 1.1.1.1:1",
        "tcp 1.1.1.1:1 > 2.2.2.2:2 S 1:3(1)",
        "tcp 1.1.1.1:1 > 2.2.2.2:2 S 1:1(0) <mss>",
        "tcp 1.1.1.1:1 > 2.2.2.2:2 S 1:1(0) <mss 1",
        "udp 1.1.1.1:1 > 2.2.2.2:2 (3) \"ab\"",
        "udp 1.1.1.1:1 > 2.2.2.2:2 \"ab",
        "udp 1.1.1.1:1 > 2.2.2.2:2 {what 3}",
        "udp 1.1.1.1:1 > 2.2.2.2:2 {ttl}",
        "icmp 1.1.1.1 > 2.2.2.2 echo",
      })
  void textThatIsNoPacket_isRefusedWithItsPlace(String text) {
    assertThatThrownBy(() -> PacketSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column");
  }
}
