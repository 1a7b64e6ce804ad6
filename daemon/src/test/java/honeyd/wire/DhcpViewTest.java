package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.testkit.Corpus;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// DHCP messages (RFC 2131, RFC 2132), among them real ones of dhclient and dnsmasq.
class DhcpViewTest {
  private static final int HEADERS = 42;

  private final DhcpView view = new DhcpView();
  private final DhcpOptionCursor cursor = new DhcpOptionCursor();

  static byte[] message(String corpus) {
    byte[] frame =
        Corpus.load("dhcp").stream()
            .filter(c -> c.toString().equals(corpus))
            .findFirst()
            .orElseThrow()
            .bytes();
    return Arrays.copyOfRange(frame, HEADERS, frame.length);
  }

  private static MemorySegment offer() {
    return MemorySegment.ofArray(message("dnsmasq-offer"));
  }

  /// A message with these options and nothing else set.
  private static MemorySegment withOptions(String hex) {
    byte[] options = Hex.bytes(hex);
    MemorySegment bytes = Hex.dirty(DhcpView.FIXED_BYTES + options.length);
    new DhcpView().begin(bytes, 0, bytes.byteSize()).op(DhcpView.REPLY);
    MemorySegment.copy(
        MemorySegment.ofArray(options), 0, bytes, DhcpView.FIXED_BYTES, options.length);
    return bytes;
  }

  private List<Integer> codes(MemorySegment bytes) {
    assertThat(view.wrap(bytes, 0, bytes.byteSize())).isEqualTo(DropReason.NONE);
    cursor.wrap(view);
    List<Integer> out = new ArrayList<>();
    while (cursor.next()) {
      out.add(cursor.code());
    }
    return out;
  }

  @Test
  void deconstruct() {
    MemorySegment bytes = offer();
    assertThat(view.wrap(bytes, 0, bytes.byteSize())).isEqualTo(DropReason.NONE);
    assertThat(view.op()).isEqualTo(DhcpView.REPLY);
    assertThat(view.xid()).isEqualTo(0xe09b0325);
    assertThat(view.secs()).isZero();
    assertThat(view.flags()).isZero();
    assertThat(view.clientBits()).isZero();
    assertThat(view.yourBits()).isEqualTo(0x0a420045);
    assertThat(view.clientMac()).isEqualTo(0x1e9167f7f236L);
    assertThat(codes(bytes)).containsExactly(53, 54, 51, 58, 59, 1, 28, 3);
    assertThat(cursor.isMalformed()).isFalse();
  }

  @Test
  void construct() {
    byte[] real = message("dhclient-discover");
    MemorySegment bytes = Hex.dirty(real.length);
    view.begin(bytes, 0, bytes.byteSize()).xid(0xe09b0325).clientMac(0x1e9167f7f236L);
    long end =
        new DhcpOptionWriter()
            .begin(view)
            .u8(DhcpOption.MESSAGE_TYPE, DhcpMessageType.DISCOVER)
            .bytes(DhcpOption.HOST_NAME, new byte[] {'v', 'm'})
            .bytes(
                DhcpOption.PARAMETERS,
                new byte[] {1, 28, 2, 3, 15, 6, 119, 12, 44, 47, 26, 121, 42})
            .end();
    assertThat(Hex.bytes(bytes.asSlice(0, end))).isEqualTo(Arrays.copyOf(real, (int) end));
  }

  @Test
  void roundTrip() {
    MemorySegment bytes = Hex.dirty(300);
    view.begin(bytes, 7, 300)
        .op(DhcpView.REPLY)
        .xid(-2)
        .secs(65535)
        .flags(DhcpView.BROADCAST)
        .clientBits(0x0a000001)
        .yourBits(0xc0000207)
        .clientMac(0xfedcba987654L);
    long end =
        new DhcpOptionWriter()
            .begin(view)
            .u16(DhcpOption.MAX_MESSAGE_SIZE, 0xfffe)
            .u32(DhcpOption.LEASE_TIME, -1)
            .end();
    DhcpView read = new DhcpView();
    assertThat(read.wrap(bytes, 7, end)).isEqualTo(DropReason.NONE);
    assertThat(read.xid()).isEqualTo(-2);
    assertThat(read.secs()).isEqualTo(65535);
    assertThat(read.flags()).isEqualTo(DhcpView.BROADCAST);
    assertThat(read.clientBits()).isEqualTo(0x0a000001);
    assertThat(read.yourBits()).isEqualTo(0xc0000207);
    assertThat(read.clientMac()).isEqualTo(0xfedcba987654L);
    cursor.wrap(read);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.valueU8(0) << 8 | cursor.valueU8(1)).isEqualTo(0xfffe);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.valueU32()).isEqualTo(-1);
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void truncatedAtEveryLength() {
    MemorySegment bytes = offer();
    for (int length = 0; length < DhcpView.FIXED_BYTES; length++) {
      assertThat(view.wrap(bytes, 0, length)).isEqualTo(DropReason.DHCP_TRUNCATED);
    }
    for (int length = DhcpView.FIXED_BYTES; length < bytes.byteSize(); length++) {
      assertThat(view.wrap(bytes, 0, length)).isEqualTo(DropReason.NONE);
      cursor.wrap(view);
      while (cursor.next()) {
        assertThat(cursor.valueAt() + cursor.length()).isLessThanOrEqualTo(length);
      }
    }
  }

  @ParameterizedTest(name = "byte {0} = {1}")
  @CsvSource({"0, 0", "0, 3", "1, 6", "2, 0", "2, 16", "236, 0", "239, 98"})
  void wrongTypesAndCookie_areRefused(int at, int value) {
    MemorySegment bytes = offer();
    bytes.set(BigEndian.U8, at, (byte) value);
    assertThat(view.wrap(bytes, 0, bytes.byteSize())).isEqualTo(DropReason.DHCP_BAD_FORMAT);
  }

  @Test
  void paddingIsPassedOver_andNothingIsReadBehindTheEnd() {
    assertThat(codes(withOptions("00 00 35 01 02 00 36 00 ff 33 01 01"))).containsExactly(53, 54);
    assertThat(cursor.isMalformed()).isFalse();
  }

  @Test
  void messageWithoutAnEnd_endsWhereItEnds() {
    assertThat(codes(withOptions("35 01 02 00 00"))).containsExactly(53);
    assertThat(cursor.isMalformed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"35", "35 02 01", "35 01 02 33 ff", "35 01 02 33"})
  void optionPastTheEnd_isMalformed(String options) {
    codes(withOptions(options));
    assertThat(cursor.isMalformed()).isTrue();
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void overloadedFields_holdFurtherOptions() {
    MemorySegment bytes = withOptions("34 01 03 35 01 05 ff");
    MemorySegment.copy(Hex.segment("36 04 0a 42 00 01 ff"), 0, bytes, DhcpView.FILE, 7);
    MemorySegment.copy(Hex.segment("33 04 00 00 00 78 ff"), 0, bytes, DhcpView.SERVER_NAME, 7);
    assertThat(codes(bytes)).containsExactly(52, 53, 54, 51);
    assertThat(cursor.isMalformed()).isFalse();
  }

  @Test
  void overloadWithinAnOverloadedField_isNotFollowedAgain() {
    MemorySegment bytes = withOptions("34 01 01 ff");
    MemorySegment.copy(Hex.segment("34 01 03 34 01 01 ff"), 0, bytes, DhcpView.FILE, 7);
    assertThat(codes(bytes)).containsExactly(52, 52, 52);
  }

  @Test
  void optionPastItsOverloadedField_isMalformed() {
    MemorySegment bytes = withOptions("34 01 02 ff");
    bytes.set(BigEndian.U8, DhcpView.SERVER_NAME, (byte) 12);
    bytes.set(BigEndian.U8, DhcpView.SERVER_NAME + 1, (byte) 63);
    assertThat(codes(bytes)).containsExactly(52);
    assertThat(cursor.isMalformed()).isTrue();
  }

  @Test
  void writer_leavesOutWhatHasNoRoom() {
    MemorySegment bytes = Hex.dirty(DhcpView.FIXED_BYTES + 6);
    view.begin(bytes, 0, bytes.byteSize()).op(DhcpView.REPLY);
    long end = new DhcpOptionWriter().begin(view).u8(53, 1).u32(50, 1).u8(57, 1).end();
    assertThat(end).isEqualTo(DhcpView.FIXED_BYTES + 4);
    assertThat(codes(bytes.asSlice(0, end))).containsExactly(53);
  }
}
