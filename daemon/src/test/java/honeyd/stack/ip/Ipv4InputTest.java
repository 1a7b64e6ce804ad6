package honeyd.stack.ip;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Bench;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4InputTest {
  @Test
  void badHeaderChecksum_isSilence() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0) {bad-ip-sum}");
      bench.expectSilence();
      assertThat(bench.count(DropReason.IPV4_BAD_CHECKSUM)).isEqualTo(1);
      assertThat(bench.events().takeLines()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "255.255.255.255", "10.0.0.9"})
  void sourceThatNobodyCanHave_isSilence(String source) {
    try (Bench bench = Bench.withHost(host())) {
      bench.send("icmp " + source + " > 10.0.0.9 echo-request id 1 seq 2 (0)");
      bench.expectSilence();
      assertThat(bench.count(DropReason.IPV4_BAD_SOURCE)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"255.255.255.255", "224.0.0.1", "239.255.255.250", "127.0.0.1", "0.0.0.0"})
  void destinationOfMany_isSilence(String destination) {
    try (Bench bench = Bench.builder().defaultHost(host()).build()) {
      bench.send("icmp 10.0.0.1 > " + destination + " echo-request id 1 seq 2 (0)");
      bench.send("udp 10.0.0.1:1 > " + destination + ":2 (0)");
      bench.expectSilence();
    }
  }

  @Test
  void options_areTolerated() {
    try (Bench bench = Bench.withHost(host())) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0) {ipopts 01010100}");
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (0)");
    }
  }

  @Test
  void paddingBehindThePacket_isNotPartOfIt() {
    try (Bench bench = Bench.withHost(host())) {
      byte[] packet =
          honeyd.testkit.script.PacketSpec.parse(
                  "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (1) \"x\"")
              .toIp();
      bench.sendFrame(Arrays.copyOf(packet, 46));
      bench.expectOne("icmp 10.0.0.9 > 10.0.0.1 echo-reply id 1 seq 2 (1) \"x\"");
    }
  }

  @Test
  void droprateOfEverything_isSilence() {
    try (Bench bench = Bench.withHost(host().dropping(10_000, 0))) {
      bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0)");
      bench.expectSilence();
      assertThat(bench.events().takeLines()).isEmpty();
      assertThat(bench.count(DropReason.TEMPLATE_DROPRATE)).isEqualTo(1);
    }
  }

  @Test
  void droprateOfHalf_losesAboutHalf() {
    try (Bench bench = Bench.withHost(host().dropping(5_000, 0))) {
      for (int i = 0; i < 10_000; i++) {
        bench.send("icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0)");
      }
      assertThat(bench.takeAll().size()).isBetween(4_800, 5_200);
    }
  }

  @Test
  void packetCutAtEveryLength_isSilence() {
    byte[] packet =
        honeyd.testkit.script.PacketSpec.parse(
                "icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (9)")
            .toIp();
    try (Bench bench = Bench.withHost(host())) {
      for (int length = 1; length < packet.length; length++) {
        bench.sendFrame(Arrays.copyOf(packet, length));
      }
      bench.expectSilence();
    }
  }
}
