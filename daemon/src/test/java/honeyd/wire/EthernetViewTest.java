package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/// Ethernet headers, plain and tagged.
class EthernetViewTest {
  private static final String PLAIN =
      """
      02 00 00 00 00 09  fe dc ba 98 76 54  08 00  45
      """;
  private static final String TAGGED =
      """
      ff ff ff ff ff ff  02 00 00 00 00 01  81 00 a0 05  08 06  00 01
      """;
  private final EthernetView view = new EthernetView();

  @Test
  void deconstruct() {
    assertThat(view.wrap(Hex.segment(PLAIN), 0, 15)).isEqualTo(DropReason.NONE);
    assertThat(view.dstMac()).isEqualTo(0x0200_0000_0009L);
    assertThat(view.srcMac()).isEqualTo(0xfedc_ba98_7654L);
    assertThat(view.etherType()).isEqualTo(EtherType.IPV4);
    assertThat(view.vlanTci()).isEqualTo(VlanTag.NONE);
    assertThat(view.headerBytes()).isEqualTo(14);
    assertThat(view.payloadAt()).isEqualTo(14);
    assertThat(view.end()).isEqualTo(15);
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(15);
    view.begin(bytes, 0, 15)
        .dstMac(0x0200_0000_0009L)
        .srcMac(0xfedc_ba98_7654L)
        .vlanTci(VlanTag.NONE)
        .etherType(EtherType.IPV4);
    bytes.set(BigEndian.U8, view.payloadAt(), (byte) 0x45);
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(PLAIN));
  }

  @Test
  void roundTrip() {
    MemorySegment bytes = Hex.dirty(40);
    view.begin(bytes, 3, 40).dstMac(0xffff_ffff_ffffL).srcMac(1).vlanTci(0xffff).etherType(0x86dd);
    EthernetView read = new EthernetView();
    assertThat(read.wrap(bytes, 3, 40)).isEqualTo(DropReason.NONE);
    assertThat(read.dstMac()).isEqualTo(0xffff_ffff_ffffL);
    assertThat(read.srcMac()).isEqualTo(1);
    assertThat(read.vlanTci()).isEqualTo(0xffff);
    assertThat(read.etherType()).isEqualTo(0x86dd);
    assertThat(read.payloadAt()).isEqualTo(21);
  }

  @Test
  void truncatedAtEveryLength() {
    for (int length = 0; length < 14; length++) {
      assertThat(view.wrap(Hex.segment(PLAIN), 0, length)).isEqualTo(DropReason.ETHERNET_TRUNCATED);
    }
    for (int length = 0; length < 18; length++) {
      assertThat(view.wrap(Hex.segment(TAGGED), 0, length))
          .isEqualTo(DropReason.ETHERNET_TRUNCATED);
    }
  }

  @Test
  void tag_isReadThrough() {
    assertThat(view.wrap(Hex.segment(TAGGED), 0, 20)).isEqualTo(DropReason.NONE);
    assertThat(view.etherType()).isEqualTo(EtherType.ARP);
    assertThat(view.payloadAt()).isEqualTo(18);
    assertThat(VlanTag.id(view.vlanTci())).isEqualTo(5);
    assertThat(VlanTag.priority(view.vlanTci())).isEqualTo(5);
  }

  @Test
  void secondTag_isNotLookedBehind() {
    String doubly = "ffffffffffff 020000000001 8100 0005 8100 0006 0800 45";
    assertThat(view.wrap(Hex.segment(doubly), 0, 23)).isEqualTo(DropReason.NONE);
    assertThat(view.etherType()).isEqualTo(EtherType.VLAN);
  }

  @Test
  void viewUsedAgain_forgetsTheTag() {
    assertThat(view.wrap(Hex.segment(TAGGED), 0, 20)).isEqualTo(DropReason.NONE);
    assertThat(view.wrap(Hex.segment(PLAIN), 0, 15)).isEqualTo(DropReason.NONE);
    assertThat(view.payloadAt()).isEqualTo(14);
  }
}
