package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.net.IpAddress;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// IPv4 headers (RFC 791).
class Ipv4ViewTest {
  /// Router alert option, a fragment, every field odd.
  private static final String PACKET =
      """
      46 1b 00 1c 12 34 a0 03 40 11 66 64 c0 00 02 07
      0a 03 01 0c 94 04 00 00 de ad be ef
      """;

  private final Ipv4View view = new Ipv4View();

  @Test
  void deconstruct() {
    assertThat(view.wrap(Hex.segment(PACKET), 0, 28)).isEqualTo(DropReason.NONE);
    assertThat(view.version()).isEqualTo(4);
    assertThat(view.headerBytes()).isEqualTo(24);
    assertThat(view.tos()).isEqualTo(0x1b);
    assertThat(view.totalLength()).isEqualTo(28);
    assertThat(view.identification()).isEqualTo(0x1234);
    assertThat(view.flagsAndOffset()).isEqualTo(0xa003);
    assertThat(view.isDontFragment()).isFalse();
    assertThat(view.isMoreFragments()).isTrue();
    assertThat(view.fragmentOffsetBytes()).isEqualTo(24);
    assertThat(view.isFragment()).isTrue();
    assertThat(view.ttl()).isEqualTo(64);
    assertThat(view.protocol()).isEqualTo(IpProtocol.UDP);
    assertThat(view.checksum()).isEqualTo(0x6664);
    assertThat(view.isChecksumValid()).isTrue();
    assertThat(view.srcBits()).isEqualTo(0xc0000207);
    assertThat(view.dstLo()).isEqualTo(IpAddress.parse("10.3.1.12").lo());
    assertThat(view.optionsAt()).isEqualTo(20);
    assertThat(view.optionsBytes()).isEqualTo(4);
    assertThat(view.payloadAt()).isEqualTo(24);
    assertThat(view.payloadBytes()).isEqualTo(4);
    assertThat(view.end()).isEqualTo(28);
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(28);
    view.begin(bytes, 0, 24)
        .tos(0x1b)
        .totalLength(28)
        .identification(0x1234)
        .flagsAndOffset(Ipv4View.RESERVED | Ipv4View.MF | 24 / 8)
        .ttl(64)
        .protocol(IpProtocol.UDP)
        .srcBits(0xc0000207)
        .dstBits(0x0a03010c);
    bytes.set(BigEndian.U32, view.optionsAt(), 0x94040000);
    bytes.set(BigEndian.U32, view.payloadAt(), 0xdeadbeef);
    view.updateChecksum();
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(PACKET));
  }

  @Test
  void roundTrip() {
    MemorySegment bytes = Hex.dirty(100);
    view.begin(bytes, 14, 60)
        .tos(255)
        .totalLength(80)
        .identification(65535)
        .flagsAndOffset(Ipv4View.DF)
        .ttl(255)
        .protocol(255)
        .srcBits(-1)
        .dstBits(1)
        .updateChecksum();
    Ipv4View read = new Ipv4View();
    assertThat(read.wrap(bytes, 14, 100)).isEqualTo(DropReason.NONE);
    assertThat(read.isChecksumValid()).isTrue();
    assertThat(read.headerBytes()).isEqualTo(60);
    assertThat(read.tos()).isEqualTo(255);
    assertThat(read.identification()).isEqualTo(65535);
    assertThat(read.isDontFragment()).isTrue();
    assertThat(read.isFragment()).isFalse();
    assertThat(read.ttl()).isEqualTo(255);
    assertThat(read.protocol()).isEqualTo(255);
    assertThat(read.srcBits()).isEqualTo(-1);
    assertThat(read.dstBits()).isEqualTo(1);
    assertThat(read.end()).isEqualTo(94);
  }

  @Test
  void truncatedAtEveryLength() {
    for (int length = 0; length < 28; length++) {
      assertThat(view.wrap(Hex.segment(PACKET), 0, length))
          .as("%d bytes", length)
          .isEqualTo(
              length < 20
                  ? DropReason.IPV4_TRUNCATED
                  : length < 24
                      ? DropReason.IPV4_BAD_HEADER_LENGTH
                      : DropReason.IPV4_BAD_TOTAL_LENGTH);
    }
  }

  @ParameterizedTest(name = "first octet {0}")
  @CsvSource({
    "0x06, IPV4_BAD_VERSION",
    "0x56, IPV4_BAD_VERSION",
    "0x66, IPV4_BAD_VERSION",
    "0x40, IPV4_BAD_HEADER_LENGTH",
    "0x44, IPV4_BAD_HEADER_LENGTH",
    "0x48, IPV4_BAD_HEADER_LENGTH",
    "0x4f, IPV4_BAD_HEADER_LENGTH",
    "0x47, NONE",
    "0x45, NONE",
  })
  void versionAndHeaderLength_areVerified(String first, DropReason reason) {
    byte[] bytes = Hex.bytes(PACKET);
    bytes[0] = Integer.decode(first).byteValue();
    assertThat(view.wrap(MemorySegment.ofArray(bytes), 0, 28)).isEqualTo(reason);
  }

  @ParameterizedTest(name = "total length {0}")
  @CsvSource({
    "0, IPV4_BAD_TOTAL_LENGTH",
    "23, IPV4_BAD_TOTAL_LENGTH",
    "24, NONE",
    "28, NONE",
    "29, IPV4_BAD_TOTAL_LENGTH",
    "65535, IPV4_BAD_TOTAL_LENGTH",
  })
  void totalLength_isVerified(int totalLength, DropReason reason) {
    MemorySegment bytes = Hex.segment(PACKET);
    bytes.set(BigEndian.U16, 2, (short) totalLength);
    assertThat(view.wrap(bytes, 0, 28)).isEqualTo(reason);
  }

  @Test
  void paddingAfterTheTotalLength_isNotPayload() {
    byte[] padded = java.util.Arrays.copyOf(Hex.bytes(PACKET), 46);
    assertThat(view.wrap(MemorySegment.ofArray(padded), 0, 46)).isEqualTo(DropReason.NONE);
    assertThat(view.end()).isEqualTo(28);
    assertThat(view.payloadBytes()).isEqualTo(4);
  }

  @Test
  void everyFlippedHeaderBit_breaksTheChecksum() {
    for (int bit = 0; bit < 24 * 8; bit++) {
      byte[] bytes = Hex.bytes(PACKET);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      if (view.wrap(MemorySegment.ofArray(bytes), 0, 28) == DropReason.NONE) {
        assertThat(view.isChecksumValid()).as("bit %d", bit).isFalse();
      }
    }
  }

  @Test
  void lastFragment_isAFragmentWithoutMoreFragments() {
    MemorySegment bytes = Hex.segment(PACKET);
    bytes.set(BigEndian.U16, 6, (short) 0x1fff);
    assertThat(view.wrap(bytes, 0, 28)).isEqualTo(DropReason.NONE);
    assertThat(view.isFragment()).isTrue();
    assertThat(view.isMoreFragments()).isFalse();
    assertThat(view.fragmentOffsetBytes()).isEqualTo(65528);
  }

  @Test
  void quotedPacketCutShort_isReadable() {
    assertThat(view.wrapQuoted(Hex.segment(PACKET), 0, 26)).isEqualTo(DropReason.NONE);
    assertThat(view.end()).isEqualTo(28);
    assertThat(view.wrapQuoted(Hex.segment(PACKET), 0, 23))
        .isEqualTo(DropReason.IPV4_BAD_HEADER_LENGTH);
    MemorySegment tooSmall = Hex.segment(PACKET);
    tooSmall.set(BigEndian.U16, 2, (short) 23);
    assertThat(view.wrapQuoted(tooSmall, 0, 28)).isEqualTo(DropReason.IPV4_BAD_TOTAL_LENGTH);
  }
}
