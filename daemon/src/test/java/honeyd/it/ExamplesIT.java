package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.wire.IcmpView;
import honeyd.wire.Ipv4View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every configuration under `examples/` has no errors, and serves one minute of a capture's time.
class ExamplesIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Pattern BIND =
      Pattern.compile("^\\s*bind\\s+(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)", Pattern.MULTILINE);
  private static final int SECONDS = 60;

  /// Link type "raw IP" of the pcap format.
  private static final int RAW_IP = 101;

  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(Daemon.root().resolve("examples"))) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".conf"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_hasNoErrors(String name) {
    try (NetLab lab = NetLab.alone()) {
      lab.start(List.of("--verify-config", "-f", example(name)))
          .process()
          .endInput()
          .end(LIMIT)
          .orFail();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void example_servesAMinute(String name) throws IOException {
    try (NetLab lab = NetLab.alone()) {
      Path in = lab.directory().resolve("in.pcap");
      Path out = lab.directory().resolve("out.pcap");
      Files.write(in, minuteOfPings(firstBoundAddress(example(name))));
      lab.start(List.of("replay", in.toString(), out.toString(), "-f", example(name)))
          .process()
          .endInput()
          .end(LIMIT)
          .orFail();
      // a global header of 24 bytes, then at least one answer
      assertThat(Files.size(out)).isGreaterThan(24 + 16 + Ipv4View.HEADER_BYTES);
    }
  }

  private static String example(String name) {
    return Daemon.root().resolve("examples").resolve(name).toString();
  }

  private static int firstBoundAddress(String file) throws IOException {
    Matcher bind = BIND.matcher(Files.readString(Path.of(file)));
    assertThat(bind.find()).as("%s binds an address", file).isTrue();
    int address = 0;
    for (int i = 1; i <= 4; i++) {
      address = (address << 8) | Integer.parseInt(bind.group(i));
    }
    // a prefix's own address may be no host
    return (address & 0xff) == 0 ? address + 1 : address;
  }

  /// One echo request each second.
  private static byte[] minuteOfPings(int host) {
    int packetBytes = Ipv4View.HEADER_BYTES + IcmpView.HEADER_BYTES;
    ByteBuffer pcap =
        ByteBuffer.allocate(24 + SECONDS * (16 + packetBytes)).order(ByteOrder.LITTLE_ENDIAN);
    pcap.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    pcap.putInt(65_535).putInt(RAW_IP);
    for (int second = 0; second < SECONDS; second++) {
      pcap.putInt(1_767_225_600 + second).putInt(0).putInt(packetBytes).putInt(packetBytes);
      pcap.put(ping(host, second));
    }
    return pcap.array();
  }

  private static byte[] ping(int host, int sequence) {
    int totalBytes = Ipv4View.HEADER_BYTES + IcmpView.HEADER_BYTES;
    byte[] bytes = new byte[totalBytes];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.put((byte) 0x45).put((byte) 0).putShort((short) totalBytes);
    header.putShort((short) sequence).putShort((short) 0).put((byte) 64).put((byte) 1);
    header.putShort((short) 0).putInt(0xc0000201).putInt(host);
    header.put((byte) 8).put((byte) 0).putShort((short) 0);
    header.putShort((short) 7).putShort((short) sequence);
    header.putShort(10, checksum(header, 0, Ipv4View.HEADER_BYTES));
    header.putShort(Ipv4View.HEADER_BYTES + 2, checksum(header, Ipv4View.HEADER_BYTES, totalBytes));
    return bytes;
  }

  private static short checksum(ByteBuffer bytes, int from, int to) {
    int sum = 0;
    for (int at = from; at < to; at += 2) {
      sum += bytes.getShort(at) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >> 16);
    return (short) ~((sum & 0xffff) + (sum >> 16));
  }
}
