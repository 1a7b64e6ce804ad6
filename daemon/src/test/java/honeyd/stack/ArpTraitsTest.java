package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.personality.ArpOddity;
import honeyd.testkit.Bench;
import honeyd.testkit.PlainPersonality;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The eleven questions of arp-fingerprint, and what each system answers.
class ArpTraitsTest {
  /// Ethernet header, hardware type, protocol type, both lengths, operation, sender, target.
  private static String request(ArpOddity oddity) {
    String hardware = "0001";
    String protocol = "0800";
    String hardwareLength = "06";
    String protocolLength = "04";
    String operation = "0001";
    String sender = "0a000001";
    switch (oddity) {
      case LOOPBACK_SENDER -> sender = "7f000001";
      case ZERO_SENDER -> sender = "00000000";
      case BROADCAST_SENDER -> sender = "ffffffff";
      case FOREIGN_SENDER -> sender = "01000001";
      case UNKNOWN_OPERATION -> operation = "00ff";
      case IEEE_802_HARDWARE -> hardware = "0006";
      case UNKNOWN_HARDWARE -> hardware = "00ff";
      case UNKNOWN_PROTOCOL -> protocol = "ffff";
      case IPX_PROTOCOL -> protocol = "8137";
      case WRONG_PROTOCOL_LENGTH -> protocolLength = "06";
      case WRONG_HARDWARE_LENGTH -> hardwareLength = "08";
    }
    return "ffffffffffff 020000000001 0806"
        + hardware
        + protocol
        + hardwareLength
        + protocolLength
        + operation
        + "020000000001"
        + sender
        + "000000000000 0a000009";
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"01010100000", "11110100000", "00000100000", "11110110000", "11110000011"})
  void oddRequests_areAnsweredByTheSystemsThatDo(String digits) {
    PlainPersonality system =
        new PlainPersonality(PlainPersonality.plain().arp(digits, 3, 1_000).build());
    try (Bench bench =
        Bench.builder()
            .ethernet()
            .bind("10.0.0.9", host().personality(system).mac("00:11:22:33:44:0a"))
            .build()) {
      StringBuilder answered = new StringBuilder();
      for (ArpOddity oddity : ArpOddity.values()) {
        bench.sendFrame(bytes(request(oddity)));
        answered.append(bench.takeAll().isEmpty() ? '0' : '1');
      }
      assertThat(answered).hasToString(digits);
    }
  }

  /// Minimum frames are padded, some senders fill the target's MAC, and others ask a host alone.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffffffffffff 020000000001 0806 0001 0800 06 04 0001 020000000001 0a000001"
            + " 000000000000 0a000009 414141414141414141414141414141414141",
        "ffffffffffff 020000000001 0806 0001 0800 06 04 0001 020000000001 0a000001"
            + " ffffffffffff 0a000009",
        "00112233440a 020000000001 0806 0001 0800 06 04 0001 020000000001 0a000001"
            + " 00112233440a 0a000009"
      })
  void ordinaryVariants_areAnsweredByAll(String frame) {
    PlainPersonality system =
        new PlainPersonality(PlainPersonality.plain().arp("00000000000", 1, 1_000).build());
    try (Bench bench =
        Bench.builder()
            .ethernet()
            .bind("10.0.0.9", host().personality(system).mac("00:11:22:33:44:0a"))
            .build()) {
      bench.sendFrame(bytes(frame));
      bench.expectOne(
          "arp reply 10.0.0.9 is-at 00:11:22:33:44:0a to 10.0.0.1"
              + " {target 02:00:00:00:00:01, eth 00:11:22:33:44:0a > 02:00:00:00:00:01}");
    }
  }

  @Test
  void oddReply_isNotBelieved() {
    try (Bench bench =
        Bench.builder().ethernet().bind("10.0.0.9", host().mac("00:11:22:33:44:0a")).build()) {
      bench.sendFrame(
          bytes(
              "00112233440a 020000000001 0806 0006 0800 06 04 0002 020000000001 0a000001"
                  + " 00112233440a 0a000009"));
      bench.expectSilence();
    }
  }
}
