package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// ARP packets for IPv4 over Ethernet.
class ArpViewTest {
  private static final String REQUEST =
      """
      00 01 08 00 06 04 00 01 02 00 00 00 00 01 c0 00
      02 07 00 00 00 00 00 00 0a 03 01 0c
      """;
  private final ArpView view = new ArpView();

  @Test
  void deconstruct() {
    assertThat(view.wrap(Hex.segment(REQUEST), 0, 28)).isEqualTo(DropReason.NONE);
    assertThat(view.operation()).isEqualTo(ArpView.REQUEST);
    assertThat(view.senderMac()).isEqualTo(0x0200_0000_0001L);
    assertThat(view.senderBits()).isEqualTo(0xc0000207);
    assertThat(view.targetMac()).isZero();
    assertThat(view.targetBits()).isEqualTo(0x0a03010c);
    assertThat(view.isGratuitous()).isFalse();
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(28);
    view.begin(bytes, 0)
        .operation(ArpView.REQUEST)
        .senderMac(0x0200_0000_0001L)
        .senderBits(0xc0000207)
        .targetMac(0)
        .targetBits(0x0a03010c);
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(REQUEST));
  }

  @Test
  void roundTrip() {
    MemorySegment bytes = Hex.dirty(60);
    view.begin(bytes, 14)
        .operation(ArpView.REPLY)
        .senderMac(0xfedc_ba98_7654L)
        .senderBits(-1)
        .targetMac(0xffff_ffff_ffffL)
        .targetBits(-1);
    ArpView read = new ArpView();
    assertThat(read.wrap(bytes, 14, 60)).isEqualTo(DropReason.NONE);
    assertThat(read.operation()).isEqualTo(ArpView.REPLY);
    assertThat(read.senderMac()).isEqualTo(0xfedc_ba98_7654L);
    assertThat(read.senderBits()).isEqualTo(-1);
    assertThat(read.targetMac()).isEqualTo(0xffff_ffff_ffffL);
    assertThat(read.isGratuitous()).isTrue();
  }

  @Test
  void truncatedAtEveryLength() {
    for (int length = 0; length < 28; length++) {
      assertThat(view.wrap(Hex.segment(REQUEST), 0, length)).isEqualTo(DropReason.ARP_TRUNCATED);
    }
  }

  @ParameterizedTest(name = "octet {0} = {1}")
  @CsvSource({"0,1", "1,6", "2,9", "3,6", "4,8", "5,16", "6,1", "7,0", "7,3", "7,8"})
  void typesLengthsAndOperationsOfOthers_areRefused(int at, int value) {
    byte[] bytes = Hex.bytes(REQUEST);
    bytes[at] = (byte) value;
    assertThat(view.wrap(MemorySegment.ofArray(bytes), 0, 28)).isEqualTo(DropReason.ARP_BAD_FORMAT);
  }
}
