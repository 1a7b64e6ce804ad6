package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// GRE headers (RFC 2784, RFC 2890) in front of five bytes.
class GreViewTest {
  private static final int ALL =
      GreView.CHECKSUM_PRESENT | GreView.KEY_PRESENT | GreView.SEQUENCE_PRESENT;
  private static final String PAYLOAD = "68 65 6c 6c 6f";
  private static final String PLAIN = "00 00 08 00" + PAYLOAD;

  /// 0x8000 + 0x0800 + 0x6865 + 0x6c6c + 0x6f00, with the carry, is 0xcbd2.
  private static final String WITH_CHECKSUM = "80 00 08 00 34 2d 00 00" + PAYLOAD;

  private static final String WITH_ALL =
      "b0 00 08 00 04 21 00 00 00 00 00 05 00 00 00 07" + PAYLOAD;

  private final GreView view = new GreView();

  @Test
  void deconstruct() {
    assertThat(view.wrap(Hex.segment(PLAIN), 0, 9)).isEqualTo(DropReason.NONE);
    assertThat(view.version()).isZero();
    assertThat(view.hasChecksum()).isFalse();
    assertThat(view.hasKey()).isFalse();
    assertThat(view.hasSequence()).isFalse();
    assertThat(view.protocolType()).isEqualTo(EtherType.IPV4);
    assertThat(view.headerBytes()).isEqualTo(4);
    assertThat(view.payloadAt()).isEqualTo(4);
    assertThat(view.payloadBytes()).isEqualTo(5);
    assertThat(view.end()).isEqualTo(9);
    assertThat(view.isChecksumValid()).isTrue();
  }

  @Test
  void deconstruct_withEveryField() {
    assertThat(view.wrap(Hex.segment(WITH_ALL), 0, 21)).isEqualTo(DropReason.NONE);
    assertThat(view.hasChecksum()).isTrue();
    assertThat(view.checksum()).isEqualTo(0x0421);
    assertThat(view.isChecksumValid()).isTrue();
    assertThat(view.hasKey()).isTrue();
    assertThat(view.key()).isEqualTo(5);
    assertThat(view.hasSequence()).isTrue();
    assertThat(view.sequence()).isEqualTo(7);
    assertThat(view.headerBytes()).isEqualTo(GreView.MAX_HEADER_BYTES);
    assertThat(view.payloadAt()).isEqualTo(16);
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(9);
    view.begin(bytes, 0, 9, 0).protocolType(EtherType.IPV4);
    payload(bytes);
    view.updateChecksum();
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(PLAIN));
  }

  @Test
  void construct_withChecksum() {
    MemorySegment bytes = Hex.dirty(13);
    view.begin(bytes, 0, 13, GreView.CHECKSUM_PRESENT).protocolType(EtherType.IPV4);
    payload(bytes);
    view.updateChecksum();
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(WITH_CHECKSUM));
  }

  @Test
  void construct_withEveryField() {
    MemorySegment bytes = Hex.dirty(21);
    view.begin(bytes, 0, 21, ALL).protocolType(EtherType.IPV4).key(5).sequence(7);
    payload(bytes);
    view.updateChecksum();
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(WITH_ALL));
  }

  private void payload(MemorySegment bytes) {
    MemorySegment.copy(Hex.segment(PAYLOAD), 0, bytes, view.payloadAt(), 5);
  }

  @ParameterizedTest(name = "flags {0}")
  @CsvSource({"0", "0x1000", "0x2000", "0x3000", "0x8000", "0x9000", "0xa000", "0xb000"})
  void roundTrip(String text) {
    int flags = Integer.decode(text);
    MemorySegment bytes = Hex.dirty(40);
    view.begin(bytes, 3, 40, flags).protocolType(0xfffe).reserved(0x7f);
    if (view.hasKey()) {
      view.key(-2);
    }
    if (view.hasSequence()) {
      view.sequence(-3);
    }
    view.updateChecksum();
    GreView read = new GreView();
    assertThat(read.wrap(bytes, 3, 40)).isEqualTo(DropReason.NONE);
    assertThat(read.hasChecksum()).isEqualTo((flags & 0x8000) != 0);
    assertThat(read.hasKey()).isEqualTo((flags & 0x2000) != 0);
    assertThat(read.hasSequence()).isEqualTo((flags & 0x1000) != 0);
    assertThat(read.protocolType()).isEqualTo(0xfffe);
    assertThat(read.reserved()).isEqualTo(0x7f);
    assertThat(!read.hasKey() || read.key() == -2).isTrue();
    assertThat(!read.hasSequence() || read.sequence() == -3).isTrue();
    assertThat(read.headerBytes()).isEqualTo(4 + 4 * Integer.bitCount(flags));
    assertThat(read.payloadBytes()).isEqualTo(37 - read.headerBytes());
    assertThat(read.isChecksumValid()).isTrue();
  }

  @Test
  void truncatedAtEveryLength() {
    for (int length = 0; length < 16; length++) {
      assertThat(view.wrap(Hex.segment(WITH_ALL), 0, length)).isEqualTo(DropReason.GRE_TRUNCATED);
    }
    for (int length = 0; length < 4; length++) {
      assertThat(view.wrap(Hex.segment(PLAIN), 0, length)).isEqualTo(DropReason.GRE_TRUNCATED);
    }
    assertThat(view.wrap(Hex.segment(PLAIN), 0, 4)).isEqualTo(DropReason.NONE);
    assertThat(view.payloadBytes()).isZero();
  }

  @ParameterizedTest(name = "first word {0}: {1}")
  @CsvSource({
    "0x4000, GRE_BAD_FLAGS", // RFC 1701's routing
    "0x0800, GRE_BAD_FLAGS", // its strict source route
    "0x0400, GRE_BAD_FLAGS", // the first of its three bits of recursion
    "0x0200, NONE", // RFC 2784 §2.3: bits 6 to 12 are ignored
    "0x0008, NONE",
    "0x0001, GRE_BAD_VERSION",
    "0x0007, GRE_BAD_VERSION",
  })
  void bitsThatAreNotOurs_areRefusedOrIgnored(String word, DropReason reason) {
    MemorySegment bytes = Hex.segment(PLAIN);
    bytes.set(BigEndian.U16, 0, Integer.decode(word).shortValue());
    assertThat(view.wrap(bytes, 0, 9)).isEqualTo(reason);
  }

  @Test
  void reservedWordBehindTheChecksum_isIgnored() {
    MemorySegment bytes = Hex.segment(WITH_CHECKSUM);
    bytes.set(BigEndian.U16, 6, (short) 0x1234);
    assertThat(view.wrap(bytes, 0, 13)).isEqualTo(DropReason.NONE);
    view.updateChecksum();
    assertThat(view.isChecksumValid()).isTrue();
    assertThat(view.payloadBytes()).isEqualTo(5);
  }

  @Test
  void wrongChecksum_isToldFromNone() {
    MemorySegment bytes = Hex.segment(WITH_CHECKSUM);
    assertThat(view.wrap(bytes, 0, 13)).isEqualTo(DropReason.NONE);
    assertThat(view.isChecksumValid()).isTrue();
    bytes.set(BigEndian.U8, 12, (byte) 0);
    assertThat(view.isChecksumValid()).isFalse();
    // The same change where there is no checksum is nobody's business.
    MemorySegment plain = Hex.segment(PLAIN);
    plain.set(BigEndian.U8, 8, (byte) 0);
    assertThat(view.wrap(plain, 0, 9)).isEqualTo(DropReason.NONE);
    assertThat(view.isChecksumValid()).isTrue();
  }
}
