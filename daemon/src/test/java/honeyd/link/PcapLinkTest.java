package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.ManualClock;
import honeyd.link.Link.ChecksumState;
import honeyd.link.Link.Framing;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapLinkTest {
  private static final long EPOCH_MICROS = 1_700_000_000_000_123L;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "LITTLE, a1b2c3d4, 123000",
    "BIG, a1b2c3d4, 123000",
    "LITTLE, a1b23c4d, 123",
    "BIG, a1b23c4d, 123",
  })
  void fileOfEitherOrderAndUnit_isRead(String order, String magic, long fractionNs)
      throws IOException {
    ByteBuffer file =
        header(
            order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
            HexFormat.fromHexDigits(magic),
            1);
    record(file, 1_700_000_000, 123, new byte[] {1, 2, 3}, 3);
    try (PcapReader reader = PcapReader.open(save("in.pcap", file))) {
      assertThat(reader.framing()).isEqualTo(Framing.ETHERNET);
      assertThat(reader.next()).isTrue();
      assertThat(reader.epochNs()).isEqualTo(1_700_000_000_000_000_000L + fractionNs);
      assertThat(bytes(reader)).containsExactly(1, 2, 3);
      assertThat(reader.next()).isFalse();
      assertThat(reader.isBroken()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "113, 0000 0001 0006 020000000001 0000 0800, IP",
    "276, 0800 0000 00000002 0001 00 06 0200000000010000, IP",
    "101, '', IP",
    "228, '', IP",
    "12, '', IP",
    "1, '', ETHERNET",
  })
  void linkHeader_isTakenOff(int linkType, String head, Framing framing) throws IOException {
    ByteBuffer file = header(ByteOrder.LITTLE_ENDIAN, Pcap.MAGIC_MICROS, linkType);
    byte[] frame = HexFormat.of().parseHex(head.replace(" ", "") + "45000014");
    record(file, 1, 0, frame, frame.length);
    try (PcapReader reader = PcapReader.open(save("in.pcap", file))) {
      assertThat(reader.framing()).isEqualTo(framing);
      assertThat(reader.next()).isTrue();
      assertThat(bytes(reader)).containsExactly(0x45, 0, 0, 0x14);
    }
  }

  @Test
  void fileCutAtEveryLength_endsWithoutException() throws IOException {
    ByteBuffer file = header(ByteOrder.LITTLE_ENDIAN, Pcap.MAGIC_MICROS, 1);
    record(file, 1, 0, new byte[60], 60);
    byte[] whole = written(file);
    for (int length = 24; length < whole.length; length++) {
      Path path = directory.resolve("cut.pcap");
      Files.write(path, Arrays.copyOf(whole, length));
      try (PcapReader reader = PcapReader.open(path)) {
        assertThat(reader.next()).isFalse();
        assertThat(reader.isBroken()).isEqualTo(length > 24);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', too short for a capture file",
    "0a0d0d0a00000000000000000000000000000000000000000000, editcap -F pcap",
    "474554202f20485454502f312e310d0a0d0a0d0a0d0a0d0a0d0a, not a capture file",
    "d4c3b2a1020004000000000000000000ffff000069000000, link type 105",
  })
  void otherFiles_areNamedForWhatTheyAre(String hex, String words) throws IOException {
    Path path = Files.write(directory.resolve("x.pcap"), HexFormat.of().parseHex(hex));
    assertThatThrownBy(() -> PcapReader.open(path))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.pcap: ")
        .hasMessageContaining(words);
  }

  @Test
  void replay_givesEachFrameAtItsTimeAndWritesAnswers() throws IOException {
    Path in = directory.resolve("in.pcap");
    Path out = directory.resolve("out.pcap");
    try (PcapWriter writer = PcapWriter.create(in, Framing.IP)) {
      write(writer, EPOCH_MICROS, 1);
      write(writer, EPOCH_MICROS + 1_500, 2);
      write(writer, EPOCH_MICROS + 1_400, 3);
    }
    ManualClock clock = new ManualClock(77, EPOCH_MICROS);
    List<Integer> seen = new ArrayList<>();
    try (PcapLink link =
        new PcapLink(
            PcapReader.open(in),
            PcapWriter.create(out, Framing.IP),
            0,
            1500,
            ChecksumState.NOT_NEEDED,
            clock,
            new Counters())) {
      Link.FrameHandler answer =
          (frames, at, length, _, checksum) -> {
            assertThat(checksum).isEqualTo(ChecksumState.NOT_NEEDED);
            seen.add((int) frames.get(ValueLayout.JAVA_BYTE, at));
            long to = link.reserve(length);
            link.transmitBytes().set(ValueLayout.JAVA_BYTE, to, (byte) (10 * seen.getLast()));
            link.commit(1);
          };
      assertThat(link.receive(answer, 10)).isEqualTo(1);
      assertThat(link.receive(answer, 10)).isZero();
      assertThat(link.nextDueNs()).isEqualTo(77 + 1_500_000);
      clock.advanceNs(1_500_000);
      assertThat(link.receive(answer, 10)).isEqualTo(2);
      assertThat(link.flush()).isEqualTo(3);
      assertThat(link.nextDueNs()).isEqualTo(Long.MAX_VALUE);
    }
    assertThat(seen).containsExactly(1, 2, 3);
    try (PcapReader reader = PcapReader.open(out)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.epochNs()).isEqualTo(EPOCH_MICROS * 1_000);
      assertThat(bytes(reader)).containsExactly(10);
      assertThat(reader.next()).isTrue();
      assertThat(reader.epochNs()).isEqualTo((EPOCH_MICROS + 1_500) * 1_000);
    }
  }

  @Test
  void frameOfWhichOnlyTheBeginningWasKept_isCounted() throws IOException {
    ByteBuffer file = header(ByteOrder.LITTLE_ENDIAN, Pcap.MAGIC_MICROS, 1);
    record(file, 1, 0, new byte[60], 1500);
    Counters counters = new Counters();
    try (PcapLink link =
        new PcapLink(
            PcapReader.open(save("in.pcap", file)),
            PcapWriter.create(directory.resolve("out.pcap"), Framing.ETHERNET),
            0,
            1500,
            ChecksumState.UNVERIFIED,
            new ManualClock(0, 0),
            counters)) {
      link.receive((_, _, _, _, _) -> assertThat(true).as("no frame").isFalse(), 10);
    }
    assertThat(counters.get(DropReason.LINK_TRUNCATED)).isEqualTo(1);
  }

  private static ByteBuffer header(ByteOrder order, int magic, int linkType) {
    return ByteBuffer.allocate(4096)
        .order(order)
        .putInt(magic)
        .putShort((short) 2)
        .putShort((short) 4)
        .putInt(0)
        .putInt(0)
        .putInt(65_535)
        .putInt(linkType);
  }

  private static void record(
      ByteBuffer file, int seconds, int fraction, byte[] frame, int originalLength) {
    file.putInt(seconds).putInt(fraction).putInt(frame.length).putInt(originalLength).put(frame);
  }

  private Path save(String name, ByteBuffer file) throws IOException {
    return Files.write(directory.resolve(name), written(file));
  }

  private static byte[] written(ByteBuffer file) {
    byte[] bytes = new byte[file.position()];
    file.get(0, bytes);
    return bytes;
  }

  private static void write(PcapWriter writer, long epochMicros, int value) {
    writer.write(epochMicros, MemorySegment.ofArray(new byte[] {(byte) value}), 0, 1, Link.NO_VLAN);
  }

  private static byte[] bytes(PcapReader reader) {
    return reader
        .frames()
        .asSlice(reader.frameAt(), reader.lengthBytes())
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
