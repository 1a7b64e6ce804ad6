package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// UDP headers (RFC 768), between 192.0.2.7 and 10.3.1.12.
class UdpViewTest {
  private static final String DATAGRAM = "9c 40 00 35 00 0d 52 76 68 65 6c 6c 6f";

  /// Its sum comes out as zero.
  private static final String ZERO_SUM = "9c 40 00 35 00 0a ff ff 96 4e";

  private final UdpView view = new UdpView();

  private static Ipv4View ip(int payloadBytes) {
    return new Ipv4View()
        .begin(Hex.dirty(20), 0, 20)
        .totalLength(20 + payloadBytes)
        .protocol(IpProtocol.UDP)
        .srcBits(0xc0000207)
        .dstBits(0x0a03010c);
  }

  @Test
  void deconstruct() {
    assertThat(view.wrap(Hex.segment(DATAGRAM), 0, 13)).isEqualTo(DropReason.NONE);
    assertThat(view.srcPort()).isEqualTo(40000);
    assertThat(view.dstPort()).isEqualTo(53);
    assertThat(view.length()).isEqualTo(13);
    assertThat(view.checksum()).isEqualTo(0x5276);
    assertThat(view.isChecksumValid(ip(13))).isTrue();
    assertThat(view.payloadAt()).isEqualTo(8);
    assertThat(view.payloadBytes()).isEqualTo(5);
    assertThat(view.end()).isEqualTo(13);
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(13);
    view.begin(bytes, 0).srcPort(40000).dstPort(53).length(13);
    MemorySegment.copy(Hex.segment("68656c6c6f"), 0, bytes, view.payloadAt(), 5);
    view.updateChecksum(ip(13));
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(DATAGRAM));
  }

  @Test
  void roundTrip() {
    MemorySegment bytes = Hex.dirty(40);
    view.begin(bytes, 1).srcPort(65535).dstPort(65534).length(39).updateChecksum(ip(39));
    UdpView read = new UdpView();
    assertThat(read.wrap(bytes, 1, 40)).isEqualTo(DropReason.NONE);
    assertThat(read.srcPort()).isEqualTo(65535);
    assertThat(read.dstPort()).isEqualTo(65534);
    assertThat(read.length()).isEqualTo(39);
    assertThat(read.isChecksumValid(ip(39))).isTrue();
  }

  @Test
  void truncatedAtEveryLength() {
    for (int length = 0; length < 13; length++) {
      assertThat(view.wrap(Hex.segment(DATAGRAM), 0, length))
          .isEqualTo(length < 8 ? DropReason.UDP_TRUNCATED : DropReason.UDP_BAD_LENGTH);
    }
  }

  @ParameterizedTest(name = "length {0}")
  @CsvSource({
    "0, UDP_BAD_LENGTH",
    "7, UDP_BAD_LENGTH",
    "8, NONE",
    "13, NONE",
    "14, UDP_BAD_LENGTH",
    "65535, UDP_BAD_LENGTH",
  })
  void length_isVerified(int length, DropReason reason) {
    MemorySegment bytes = Hex.segment(DATAGRAM);
    bytes.set(BigEndian.U16, 4, (short) length);
    assertThat(view.wrap(bytes, 0, 13)).isEqualTo(reason);
  }

  @Test
  void sumOfZero_isSentAsAllOnes() {
    MemorySegment bytes = Hex.segment(ZERO_SUM);
    bytes.set(BigEndian.U16, 6, (short) 0x1111);
    assertThat(view.wrap(bytes, 0, 10)).isEqualTo(DropReason.NONE);
    view.updateChecksum(ip(10));
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(ZERO_SUM));
    assertThat(view.isChecksumValid(ip(10))).isTrue();
  }

  @Test
  void checksumOfZero_isNone() {
    MemorySegment bytes = Hex.segment(DATAGRAM);
    bytes.set(BigEndian.U16, 6, (short) 0);
    assertThat(view.wrap(bytes, 0, 13)).isEqualTo(DropReason.NONE);
    assertThat(view.isChecksumValid(ip(13))).isTrue();
    bytes.set(BigEndian.U16, 6, (short) 1);
    assertThat(view.isChecksumValid(ip(13))).isFalse();
  }

  @Test
  void lengthShorterThanIpsPayload_isWhatTheChecksumCovers() {
    MemorySegment bytes = Hex.segment(DATAGRAM + " 01 02 03");
    assertThat(view.wrap(bytes, 0, 16)).isEqualTo(DropReason.NONE);
    assertThat(view.isChecksumValid(ip(16))).isTrue();
    assertThat(view.payloadBytes()).isEqualTo(5);
  }
}
