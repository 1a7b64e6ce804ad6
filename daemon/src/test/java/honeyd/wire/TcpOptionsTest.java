package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// TCP options: the walk, the summary and the writer.
class TcpOptionsTest {
  /// What Linux sends in a SYN.
  private static final String LINUX = "02 04 05 b4 04 02 08 0a 00 00 00 0a 80 00 00 01 01 03 03 07";

  /// Two no-operations and three SACK blocks, one across 2^31 and one across 2^32.
  private static final String SACK =
      """
      01 01 05 1a
      00 00 00 01 00 00 00 05
      7f ff ff f0 80 00 00 10
      ff ff ff f0 00 00 00 10
      """;

  private final TcpOptions options = new TcpOptions();
  private final TcpOptionCursor cursor = new TcpOptionCursor();

  private void parse(String hex) {
    MemorySegment bytes = Hex.segment(hex);
    options.parse(bytes, 0, (int) bytes.byteSize());
  }

  @Test
  void deconstruct() {
    parse(LINUX);
    assertThat(options.mss).isEqualTo(1460);
    assertThat(options.sackPermitted).isTrue();
    assertThat(options.hasTimestamps).isTrue();
    assertThat(options.tsVal).isEqualTo(10);
    assertThat(options.tsEcr).isEqualTo(0x80000001);
    assertThat(options.windowScale).isEqualTo(7);
    assertThat(options.sackBlocks).isZero();
    assertThat(options.malformed).isFalse();

    parse(SACK);
    assertThat(options.sackBlocks).isEqualTo(3);
    assertThat(options.sackLeft).startsWith(1, 0x7ffffff0, 0xfffffff0);
    assertThat(options.sackRight).startsWith(5, 0x80000010, 0x10);
    assertThat(options.mss).as("forgotten").isEqualTo(-1);
  }

  @Test
  void construct() {
    MemorySegment bytes = Hex.dirty(20);
    TcpOptionWriter writer =
        new TcpOptionWriter()
            .begin()
            .mss(1460)
            .sackPermitted()
            .timestamps(10, 0x80000001)
            .nop()
            .windowScale(7);
    assertThat(writer.finish()).isEqualTo(20);
    writer.copyTo(bytes, 0);
    assertThat(Hex.bytes(bytes)).isEqualTo(Hex.bytes(LINUX));

    byte[] target = Hex.bytes(Hex.dirty(44));
    int[] left = {1, 0x7ffffff0, 0xfffffff0};
    int[] right = {5, 0x80000010, 0x10};
    assertThat(writer.begin(target).nop().nop().sack(left, right, 3).finish()).isEqualTo(28);
    assertThat(target).startsWith(Hex.bytes(SACK));
    assertThat(target[28]).isEqualTo((byte) 0xa5);
  }

  @Test
  void roundTrip() {
    TcpOptionWriter writer = new TcpOptionWriter();
    byte[] target = Hex.bytes(Hex.dirty(40));
    int length = writer.begin(target).windowScale(255).timestamps(-1, -2).mss(65535).finish();
    assertThat(length).isEqualTo(20);
    options.parse(MemorySegment.ofArray(target), 0, length);
    assertThat(options.windowScale).isEqualTo(255);
    assertThat(options.tsVal).isEqualTo(-1);
    assertThat(options.tsEcr).isEqualTo(-2);
    assertThat(options.mss).isEqualTo(65535);
    assertThat(options.sackPermitted).isFalse();
  }

  @Test
  void truncatedAtEveryLength() {
    byte[] bytes = Hex.bytes(LINUX);
    for (int length = 0; length < bytes.length; length++) {
      // The segment ends where the options do: a read past them would throw.
      MemorySegment cut = MemorySegment.ofArray(java.util.Arrays.copyOf(bytes, length));
      options.parse(cut, 0, length);
      boolean betweenOptions = length == 0 || length == 4 || length == 6 || length >= 16;
      boolean whole = betweenOptions && length < 18;
      assertThat(options.malformed).as("%d bytes", length).isEqualTo(!whole);
      assertThat(options.mss).isEqualTo(length < 4 ? -1 : 1460);
      assertThat(options.hasTimestamps).isEqualTo(length >= 16);
      assertThat(options.windowScale).isEqualTo(-1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "length 0,                 02 04 05 b4 03 00 07 00, 1460, true",
    "length 1,                 02 04 05 b4 03 01 07 00, 1460, true",
    "length past the end,      02 04 05 b4 03 05 07 00, 1460, true",
    "kind alone at the end,    02 04 05 b4 01 01 01 03, 1460, true",
    "nothing after the end,    00 04 05 b4 02 04 05 b4,   -1, false",
    "unknown kind,             fd 04 f9 89 02 04 05 b4, 1460, false",
    "unknown kind of length 0, fd 00 f9 89 02 04 05 b4,   -1, true",
    "MSS of length 3,          02 03 05 01 02 04 05 b4, 1460, false",
    "MSS of length 3 last,     02 04 05 b4 02 03 05 01, 1460, false",
    "MSS twice,                02 04 00 01 02 04 05 b4, 1460, false",
    "MSS of zero,              02 04 00 00,                0, false",
  })
  void oddOptions_endTheWalkOrArePassedOver(String name, String hex, int mss, boolean malformed) {
    parse(hex);
    assertThat(options.mss).as(name).isEqualTo(mss);
    assertThat(options.malformed).as(name).isEqualTo(malformed);
  }

  @ParameterizedTest
  @CsvSource({
    "05 02",
    "05 09 00 00 00 00 00 00 00",
    "04 03 00",
    "03 02",
    "08 09 00 00 00 00 00 00 00"
  })
  void knownKindWithWrongLength_isPassedOver(String hex) {
    parse(hex);
    assertThat(options.malformed).isFalse();
    assertThat(options.sackBlocks).isZero();
    assertThat(options.sackPermitted).isFalse();
    assertThat(options.windowScale).isEqualTo(-1);
    assertThat(options.hasTimestamps).isFalse();
  }

  @Test
  void cursor_stopsAfterFortyBytes() {
    MemorySegment nops = MemorySegment.ofArray(new byte[400]);
    nops.fill((byte) TcpOptionKind.NOP);
    cursor.wrap(nops, 0, 400);
    int steps = 0;
    while (cursor.next()) {
      steps++;
    }
    assertThat(steps).isEqualTo(40);
    assertThat(cursor.isMalformed()).isFalse();
  }

  @Test
  void cursor_deliversEachOptionWithItsValue() {
    cursor.wrap(Hex.segment("01 03 03 07 fd 04 f9 89 00 00"), 0, 10);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.kind()).isEqualTo(TcpOptionKind.NOP);
    assertThat(cursor.valueBytes()).isZero();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.kind()).isEqualTo(TcpOptionKind.WINDOW_SCALE);
    assertThat(cursor.length()).isEqualTo(3);
    assertThat(cursor.valueU8(0)).isEqualTo(7);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.kind()).isEqualTo(0xfd);
    assertThat(cursor.valueU16()).isEqualTo(0xf989);
    assertThat(cursor.optionAt()).isEqualTo(4);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.kind()).isEqualTo(TcpOptionKind.EOL);
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void writer_fillsUpWithEndOfList() {
    byte[] target = Hex.bytes(Hex.dirty(40));
    assertThat(new TcpOptionWriter().begin(target).sackPermitted().nop().finish()).isEqualTo(4);
    assertThat(target).startsWith(4, 2, 1, 0, 0xa5);
  }

  @Test
  void writer_writesOnlyTheSackBlocksThatFit() {
    int[] ends = {1, 2, 3, 4};
    TcpOptionWriter writer = new TcpOptionWriter().begin().nop().nop().timestamps(1, 2);
    writer.sack(ends, ends, 4);
    assertThat(writer.lengthBytes()).isEqualTo(12 + 2 + 3 * 8);
    writer.sack(ends, ends, 4);
    assertThat(writer.lengthBytes()).isEqualTo(38);
    assertThatThrownBy(() -> writer.windowScale(1)).isInstanceOf(IllegalStateException.class);
    assertThat(writer.finish()).isEqualTo(40);
  }
}
