package honeyd.wire;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.net.IpAddress;
import honeyd.testkit.Hex;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// [Checksum] against a slow one, and the RFCs' own examples.
class ChecksumTest {
  private static final long SEED = 0x1071;

  /// RFC 1071 §1, word by word.
  private static int slow(byte[] bytes, int from, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      int octet = bytes[from + i] & 0xff;
      sum += i % 2 == 0 ? octet << 8 : octet;
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }

  private static byte[] random(Rng rng, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) rng.nextInt();
    }
    return bytes;
  }

  @Test
  void everyLengthAndAlignment_agreesWithTheSlowSum() {
    Rng rng = new Rng(SEED);
    for (int length = 0; length < 200; length++) {
      for (int from = 0; from < 9; from++) {
        byte[] bytes = random(rng, length + from);
        assertThat(Checksum.of(MemorySegment.ofArray(bytes), from, length))
            .as("length %d at %d, seed %x", length, from, SEED)
            .isEqualTo(slow(bytes, from, length));
      }
    }
  }

  @Test
  void longestPacketOfOnes_doesNotOverflow() {
    byte[] bytes = new byte[65535];
    Arrays.fill(bytes, (byte) 0xff);
    assertThat(Checksum.of(MemorySegment.ofArray(bytes), 0, bytes.length))
        .isEqualTo(slow(bytes, 0, bytes.length));
  }

  @Test
  void piecesOfEvenLength_sumToTheWhole() {
    Rng rng = new Rng(SEED);
    byte[] bytes = random(rng, 1501);
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int cut = 0; cut < bytes.length; cut += 2) {
      long sum = Checksum.add(0, segment, 0, cut);
      sum = Checksum.add(sum, segment, cut, bytes.length - cut);
      assertThat(Checksum.finish(sum)).isEqualTo(slow(bytes, 0, bytes.length));
    }
  }

  @Test
  void rfc1071Example_sumsToDdf2() {
    byte[] bytes = Hex.bytes("00 01 f2 03 f4 f5 f6 f7");
    assertThat(~Checksum.of(MemorySegment.ofArray(bytes), 0, 8) & 0xffff).isEqualTo(0xddf2);
  }

  @Test
  void rfc1624Example_updateGivesZeroAndNotMinusZero() {
    assertThat(Checksum.update(0xdd2f, 0x5555, 0x3285)).isEqualTo(0x0000);
  }

  @Test
  void update_agreesWithSummingAgain() {
    Rng rng = new Rng(SEED);
    for (int round = 0; round < 10_000; round++) {
      byte[] bytes = random(rng, 20);
      MemorySegment segment = MemorySegment.ofArray(bytes);
      bytes[10] = 0;
      bytes[11] = 0;
      int before = Checksum.of(segment, 0, 20);
      int oldWord = segment.get(BigEndian.U16, 8) & 0xffff;
      int oldAddress = segment.get(BigEndian.U32, 12);
      int newWord = rng.nextInt(0x10000);
      int newAddress = rng.nextInt();
      segment.set(BigEndian.U16, 8, (short) newWord);
      segment.set(BigEndian.U32, 12, newAddress);
      int after = Checksum.update(before, oldWord, newWord);
      assertThat(Checksum.update32(after, oldAddress, newAddress))
          .as("round %d, seed %x", round, SEED)
          .isEqualTo(slow(bytes, 0, 20));
    }
  }

  @Test
  void pseudoHeaders_agreeWithTheirBytes() {
    byte[] v4 = Hex.bytes("c0 00 02 07 0a 03 01 0c 00 06 00 14");
    long sum = Checksum.pseudoHeaderV4(0xc0000207, 0x0a03010c, 6, 20);
    assertThat(Checksum.finish(sum)).isEqualTo(slow(v4, 0, v4.length));
    assertThat(
            Checksum.pseudoHeader(
                0, IpAddress.v4Lo(0xc0000207), 0, IpAddress.v4Lo(0x0a03010c), 6, 20))
        .isEqualTo(sum);

    byte[] v6 =
        Hex.bytes(
            """
            20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01
            fe 80 00 00 00 00 00 00 ff ff ff ff ff ff ff ff
            00 01 00 01 00 00 00 11
            """);
    IpAddress src = IpAddress.parse("2001:db8::1");
    IpAddress dst = IpAddress.parse("fe80::ffff:ffff:ffff:ffff");
    assertThat(
            Checksum.finish(
                Checksum.pseudoHeader(src.hi(), src.lo(), dst.hi(), dst.lo(), 17, 0x10001)))
        .isEqualTo(slow(v6, 0, v6.length));
  }
}
