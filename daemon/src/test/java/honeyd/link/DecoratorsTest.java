package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.ManualClock;
import honeyd.base.Rng;
import honeyd.link.Link.ChecksumState;
import honeyd.link.Link.Framing;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoratorsTest {
  private static final String UDP =
      """
      ffffffffffff 020000000001 0800
      4500001d00000000401100000a090002 0a090105
      0007000900090000 2a
      """;

  @TempDir private Path directory;

  @Test
  void lossyLink_losesItsShareAndCountsIt() {
    long seed = System.nanoTime();
    Counters counters = new Counters();
    MemoryLink wire = new MemoryLink(Framing.ETHERNET, 1, 1500);
    try (Link link = new LossyLink(wire, new Rng(seed), 200, 500, counters)) {
      int[] received = {0};
      for (int i = 0; i < 2_000; i++) {
        wire.inject("01");
        link.receive((_, _, _, _, _) -> received[0]++, 1);
        assertThat(link.reserve(1)).isNotNegative();
        link.commit(1);
        link.flush();
      }
      assertThat(received[0]).as("seed %d", seed).isBetween(1_450, 1_750);
      assertThat(wire.sent()).as("seed %d", seed).isBetween(850, 1_150);
      assertThat(counters.get(DropReason.LINK_LOST)).isEqualTo(4_000L - received[0] - wire.sent());
    }
  }

  @Test
  void tracingLink_tellsBothDirectionsAndPassesThemOn() {
    List<String> lines = new ArrayList<>();
    MemoryLink wire = new MemoryLink(Framing.ETHERNET, 1, 1500);
    try (Link link = new TracingLink(wire, lines::add)) {
      wire.inject(UDP);
      echo(link);
      assertThat(wire.take()).isEqualTo(bytes(UDP));
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("memory < ").contains("10.9.0.2:7 > 10.9.1.5:9");
    assertThat(lines.getLast()).startsWith("memory > ").contains("10.9.0.2:7 > 10.9.1.5:9");
  }

  @Test
  void capturingLink_keepsBothDirectionsWithTheirTagAndTime() throws IOException {
    Path path = directory.resolve("cap.pcap");
    MemoryLink wire = new MemoryLink(Framing.ETHERNET, 1, 1500);
    ManualClock clock = new ManualClock(0, 5_000_000);
    try (Link link = new CapturingLink(wire, PcapWriter.create(path, Framing.ETHERNET), clock)) {
      byte[] frame = bytes(UDP);
      wire.inject(MemorySegment.ofArray(frame), 0, frame.length, 0x2007, ChecksumState.UNVERIFIED);
      clock.advanceNs(3_000);
      echo(link);
    }
    try (PcapReader reader = PcapReader.open(path)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.epochNs()).isEqualTo(5_000_003_000L);
      assertThat(hex(reader))
          .isEqualTo("ffffffffffff020000000001" + "81002007" + strip(UDP).substring(24));
      assertThat(reader.next()).isTrue();
      assertThat(hex(reader)).isEqualTo(strip(UDP));
      assertThat(reader.next()).isFalse();
    }
  }

  private static void echo(Link link) {
    link.receive(
        (frames, at, length, _, _) -> {
          long to = link.reserve(length);
          MemorySegment.copy(frames, at, link.transmitBytes(), to, length);
          link.commit(length);
        },
        10);
    link.flush();
  }

  private static String strip(String hex) {
    return hex.replaceAll("\\s", "");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(strip(hex));
  }

  private static String hex(PcapReader reader) {
    return HexFormat.of()
        .formatHex(
            reader
                .frames()
                .asSlice(reader.frameAt(), reader.lengthBytes())
                .toArray(ValueLayout.JAVA_BYTE));
  }
}
