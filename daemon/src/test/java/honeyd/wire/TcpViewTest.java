package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// TCP headers (RFC 9293 §3.1), from 192.0.2.7 to 10.3.1.12.
class TcpViewTest {
  /// CWR ECE ACK SYN, reserved bits 1010, two options, three bytes of payload.
  private static final String SEGMENT =
      """
      c9 3b 00 50 11 22 33 44 ff ff ff fe 7a d2 fa f0
      19 df 00 05 02 04 05 b4 01 03 03 07 68 69 21
      """;

  private static final long PSEUDO_HEADER =
      Checksum.pseudoHeaderV4(0xc0000207, 0x0a03010c, IpProtocol.TCP, 31);
  private final TcpView view = new TcpView();

  @Test
  void deconstruct() {
    assertThat(view.wrap(Hex.segment(SEGMENT), 0, 31)).isEqualTo(DropReason.NONE);
    assertThat(view.srcPort()).isEqualTo(51515);
    assertThat(view.dstPort()).isEqualTo(80);
    assertThat(view.seq()).isEqualTo(0x11223344);
    assertThat(view.ack()).isEqualTo(-2);
    assertThat(view.headerBytes()).isEqualTo(28);
    assertThat(view.reserved()).isEqualTo(0xa);
    assertThat(view.flags()).isEqualTo(TcpView.CWR | TcpView.ECE | TcpView.ACK | TcpView.SYN);
    assertThat(view.has(TcpView.SYN | TcpView.RST)).isTrue();
    assertThat(view.has(TcpView.FIN | TcpView.RST)).isFalse();
    assertThat(view.window()).isEqualTo(64240);
    assertThat(view.checksum()).isEqualTo(0x19df);
    assertThat(view.isChecksumValid(PSEUDO_HEADER)).isTrue();
    assertThat(view.urgentPointer()).isEqualTo(5);
    assertThat(view.optionsAt()).isEqualTo(20);
    assertThat(view.optionsBytes()).isEqualTo(8);
    assertThat(view.payloadAt()).isEqualTo(28);
    assertThat(view.payloadBytes()).isEqualTo(3);
    assertThat(view.sequenceBytes()).isEqualTo(4);
    assertThat(view.end()).isEqualTo(31);
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(31);
    view.begin(bytes, 0, 31, 28)
        .srcPort(51515)
        .dstPort(80)
        .seq(0x11223344)
        .ack(-2)
        .reserved(0xa)
        .flags(TcpView.CWR | TcpView.ECE | TcpView.ACK | TcpView.SYN)
        .window(64240)
        .urgentPointer(5);
    TcpOptionWriter options = new TcpOptionWriter().begin().mss(1460).nop().windowScale(7);
    options.copyTo(bytes, view.optionsAt());
    MemorySegment.copy(Hex.segment("686921"), 0, bytes, view.payloadAt(), 3);
    view.updateChecksum(PSEUDO_HEADER);
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(SEGMENT));
  }

  @Test
  void roundTrip() {
    MemorySegment bytes = Hex.dirty(90);
    view.begin(bytes, 7, 85, 60)
        .srcPort(65535)
        .dstPort(1)
        .seq(-1)
        .ack(0x80000000)
        .flags(255)
        .window(65535)
        .urgentPointer(65535)
        .reserved(15)
        .headerBytes(56)
        .updateChecksum(9);
    TcpView read = new TcpView();
    assertThat(read.wrap(bytes, 7, 85)).isEqualTo(DropReason.NONE);
    assertThat(read.srcPort()).isEqualTo(65535);
    assertThat(read.dstPort()).isEqualTo(1);
    assertThat(read.seq()).isEqualTo(-1);
    assertThat(read.ack()).isEqualTo(0x80000000);
    assertThat(read.flags()).isEqualTo(255);
    assertThat(read.reserved()).isEqualTo(15);
    assertThat(read.headerBytes()).isEqualTo(56);
    assertThat(read.window()).isEqualTo(65535);
    assertThat(read.urgentPointer()).isEqualTo(65535);
    assertThat(read.payloadBytes()).isEqualTo(22);
    assertThat(read.sequenceBytes()).isEqualTo(24);
    assertThat(read.isChecksumValid(9)).isTrue();
  }

  @Test
  void truncatedAtEveryLength() {
    for (int length = 0; length < 28; length++) {
      assertThat(view.wrap(Hex.segment(SEGMENT), 0, length))
          .isEqualTo(length < 20 ? DropReason.TCP_TRUNCATED : DropReason.TCP_BAD_DATA_OFFSET);
    }
    for (int length = 28; length < 31; length++) {
      assertThat(view.wrap(Hex.segment(SEGMENT), 0, length)).isEqualTo(DropReason.NONE);
      assertThat(view.payloadBytes()).isEqualTo(length - 28);
    }
  }

  @ParameterizedTest(name = "data offset {0}")
  @CsvSource({
    "0, TCP_BAD_DATA_OFFSET",
    "4, TCP_BAD_DATA_OFFSET",
    "5, NONE",
    "7, NONE",
    "8, TCP_BAD_DATA_OFFSET",
    "15, TCP_BAD_DATA_OFFSET",
  })
  void dataOffset_isVerified(int words, DropReason reason) {
    MemorySegment bytes = Hex.segment(SEGMENT);
    bytes.set(BigEndian.U8, 12, (byte) (words << 4 | 0xa));
    assertThat(view.wrap(bytes, 0, 31)).isEqualTo(reason);
  }

  @Test
  void everyFlippedBit_breaksTheChecksum() {
    for (int bit = 0; bit < 31 * 8; bit++) {
      byte[] bytes = Hex.bytes(SEGMENT);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      if (view.wrap(MemorySegment.ofArray(bytes), 0, 31) == DropReason.NONE) {
        assertThat(view.isChecksumValid(PSEUDO_HEADER)).as("bit %d", bit).isFalse();
      }
    }
  }
}
