package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/// ICMP messages (RFC 792, RFC 950).
class IcmpViewTest {
  private static final String ECHO = "08 00 19 2c 00 01 00 02 70 69 6e 67";
  private static final String TIMESTAMP =
      """
      0e 00 10 d6 00 01 00 02 00 00 00 01 05 26 5b ff
      80 00 00 00
      """;
  private static final String MASK = "12 00 ed fc 00 01 00 02 ff ff 00 00";
  private static final String ODD = "08 00 24 98 00 01 00 02 6f 64 64";
  private final IcmpView view = new IcmpView();

  @Test
  void deconstruct() {
    assertThat(view.wrap(Hex.segment(ECHO), 0, 12)).isEqualTo(DropReason.NONE);
    assertThat(view.type()).isEqualTo(IcmpType.ECHO_REQUEST);
    assertThat(view.code()).isZero();
    assertThat(view.checksum()).isEqualTo(0x192c);
    assertThat(view.isChecksumValid()).isTrue();
    assertThat(view.restOfHeader()).isEqualTo(0x00010002);
    assertThat(view.identifier()).isEqualTo(1);
    assertThat(view.sequence()).isEqualTo(2);
    assertThat(view.messageBytes()).isEqualTo(12);
    assertThat(view.payloadAt()).isEqualTo(8);
    assertThat(view.payloadBytes()).isEqualTo(4);
    assertThat(view.end()).isEqualTo(12);
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(12);
    view.begin(bytes, 0, 12).type(IcmpType.ECHO_REQUEST).code(0).identifier(1).sequence(2);
    bytes.set(BigEndian.U32, view.payloadAt(), 0x70696e67);
    view.updateChecksum();
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(ECHO));

    MemorySegment timestamp = Hex.dirty(20);
    view.begin(timestamp, 0, 20)
        .type(IcmpType.TIMESTAMP_REPLY)
        .restOfHeader(0x00010002)
        .originateTimestamp(1)
        .receiveTimestamp(86_399_999)
        .transmitTimestamp(0x80000000)
        .updateChecksum();
    assertThat(Hex.bytes(timestamp)).isEqualTo(Hex.bytes(TIMESTAMP));

    MemorySegment mask = Hex.dirty(12);
    view.begin(mask, 0, 12)
        .type(IcmpType.MASK_REPLY)
        .restOfHeader(0x00010002)
        .addressMask(0xffff0000)
        .updateChecksum();
    assertThat(Hex.bytes(mask)).isEqualTo(Hex.bytes(MASK));
  }

  @Test
  void roundTrip() {
    MemorySegment bytes = Hex.dirty(50);
    view.begin(bytes, 5, 45).type(255).code(254).restOfHeader(-2).updateChecksum();
    IcmpView read = new IcmpView();
    assertThat(read.wrap(bytes, 5, 45)).isEqualTo(DropReason.NONE);
    assertThat(read.type()).isEqualTo(255);
    assertThat(read.code()).isEqualTo(254);
    assertThat(read.restOfHeader()).isEqualTo(-2);
    assertThat(read.isChecksumValid()).isTrue();
    assertThat(read.payloadBytes()).isEqualTo(32);
  }

  @Test
  void truncatedAtEveryLength() {
    for (int length = 0; length < 8; length++) {
      assertThat(view.wrap(Hex.segment(ECHO), 0, length)).isEqualTo(DropReason.ICMP_TRUNCATED);
    }
    for (int length = 8; length < 12; length++) {
      assertThat(view.wrap(Hex.segment(ECHO), 0, length)).isEqualTo(DropReason.NONE);
      assertThat(view.isChecksumValid()).isFalse();
    }
  }

  @Test
  void oddPayload_isSummedWithAZeroBehind() {
    assertThat(view.wrap(Hex.segment(ODD), 0, 11)).isEqualTo(DropReason.NONE);
    assertThat(view.isChecksumValid()).isTrue();
  }

  @Test
  void timestampAndMask_areRead() {
    assertThat(view.wrap(Hex.segment(TIMESTAMP), 0, 20)).isEqualTo(DropReason.NONE);
    assertThat(view.originateTimestamp()).isEqualTo(1);
    assertThat(view.receiveTimestamp()).isEqualTo(86_399_999);
    assertThat(view.transmitTimestamp()).isEqualTo(0x80000000);
    assertThat(view.wrap(Hex.segment(MASK), 0, 12)).isEqualTo(DropReason.NONE);
    assertThat(view.addressMask()).isEqualTo(0xffff0000);
  }

  @Test
  void errors_areTheTypesThatQuote() {
    for (int type = 0; type < 256; type++) {
      boolean error = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
      assertThat(IcmpType.isError(type)).as("type %d", type).isEqualTo(error);
    }
  }
}
