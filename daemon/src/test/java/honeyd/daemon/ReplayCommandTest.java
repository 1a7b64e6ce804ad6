package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Link;
import honeyd.link.PcapReader;
import honeyd.link.PcapWriter;
import honeyd.testkit.Packet;
import honeyd.testkit.Packets;
import honeyd.testkit.script.PacketSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  private static final long START_MICROS = 1_700_000_000_000_000L;
  private static final long DAEMON_MAC = 0x0200_0000_00feL;
  private static final long CLIENT_MAC = 0x0200_0000_0001L;

  @TempDir Path directory = Path.of("");

  private Path in = Path.of("");
  private Path out = Path.of("");
  private Path conf = Path.of("");
  private final List<Long> answerTimesNs = new ArrayList<>();

  @BeforeEach
  void configure() throws IOException {
    in = directory.resolve("in.pcap");
    out = directory.resolve("out.pcap");
    conf = directory.resolve("replay.conf");
    Files.writeString(
        conf,
        """
        create host
        set host default tcp action closed
        add host tcp port 22 open
        bind 10.0.0.0/8 host
        """);
  }

  private void capture(Link.Framing framing, Packet... packets) throws IOException {
    try (PcapWriter writer = PcapWriter.create(in, framing)) {
      long micros = START_MICROS;
      for (Packet packet : packets) {
        byte[] bytes =
            framing == Link.Framing.IP ? packet.toIp() : packet.toEthernet(CLIENT_MAC, DAEMON_MAC);
        writer.write(micros, MemorySegment.ofArray(bytes), 0, bytes.length, Link.NO_VLAN);
        micros += 100_000;
      }
    }
  }

  private List<byte[]> answers() throws IOException {
    List<byte[]> answers = new ArrayList<>();
    answerTimesNs.clear();
    try (PcapReader reader = PcapReader.open(out)) {
      while (reader.next()) {
        byte[] bytes =
            reader
                .frames()
                .asSlice(reader.frameAt(), reader.lengthBytes())
                .toArray(ValueLayout.JAVA_BYTE);
        answers.add(bytes);
        answerTimesNs.add(reader.epochNs());
      }
    }
    return answers;
  }

  private int replay(String... more) {
    List<String> words =
        new ArrayList<>(List.of("replay", in.toString(), out.toString(), "-f", conf.toString()));
    words.addAll(List.of(more));
    return HoneydCommand.execute(words.toArray(String[]::new));
  }

  @Test
  void capturedPing_isAnsweredAtItsOwnTime() throws IOException {
    capture(Link.Framing.IP, Packets.echo("abc").from("192.0.2.7").to("10.1.2.3"));
    assertThat(replay()).isZero();
    assertThat(answers()).hasSize(1);
    assertThat(
            PacketSpec.parse("icmp 10.1.2.3 > 192.0.2.7 echo-reply")
                .mismatchIp(answers().getFirst()))
        .isNull();
    assertThat(answerTimesNs.getFirst() / 1_000).isEqualTo(START_MICROS);
  }

  @Test
  void capturedFrames_areAnsweredFromTheMacTheyWereSentTo() throws IOException {
    capture(
        Link.Framing.ETHERNET,
        Packets.syn().from("192.0.2.7", 4000).to("10.1.2.3", 22).seq(100),
        Packets.syn().from("192.0.2.7", 4001).to("10.1.2.3", 23).seq(100));
    Path log = directory.resolve("packets.log");
    assertThat(replay("-l", log.toString())).isZero();
    // The SYN/ACK and its retransmissions happen in simulated time.
    assertThat(answers()).hasSizeGreaterThan(2);
    assertThat(
            PacketSpec.parse("tcp 10.1.2.3:22 > 192.0.2.7:4000 S. ack 101")
                .mismatchEthernet(answers().get(0)))
        .isNull();
    assertThat(
            PacketSpec.parse("tcp 10.1.2.3:23 > 192.0.2.7:4001 R.")
                .mismatchEthernet(answers().get(1)))
        .isNull();
    assertThat(Files.readString(log))
        .contains(" tcp(6) S 192.0.2.7 4000 10.1.2.3 22\n")
        .contains(" tcp(6) - 192.0.2.7 4001 10.1.2.3 23: ");
  }

  @Test
  void sameCaptureAndSeed_giveTheSameAnswers() throws IOException {
    capture(
        Link.Framing.IP,
        Packets.syn().from("192.0.2.7", 4000).to("10.1.2.3", 22).seq(100),
        Packets.echo("abc").from("192.0.2.7").to("10.200.2.3"));
    assertThat(replay("-R", "5")).isZero();
    byte[] first = Files.readAllBytes(out);
    assertThat(replay("-R", "5")).isZero();
    assertThat(Files.readAllBytes(out)).isEqualTo(first);
    assertThat(replay("-R", "6")).isZero();
    assertThat(Files.readAllBytes(out)).isNotEqualTo(first);
  }

  @Test
  void fileThatIsNoCapture_isNamed() throws IOException {
    Files.writeString(in, "hello");
    assertThat(replay()).isEqualTo(HoneydCommand.FAILED);
  }
}
