package honeyd.stack.detection;

import honeyd.flow.FlowStream;
import honeyd.model.Behaviour;
import honeyd.personality.NmapOsDb;
import honeyd.personality.Personality;
import honeyd.testkit.Bench;
import honeyd.testkit.TestHost;
import honeyd.testkit.TestServices;
import honeyd.testkit.script.Field;
import honeyd.testkit.script.PacketSpec;
import honeyd.testkit.script.Sequences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A host of one of the systems that detection is tried on, and a client that talks to it.
///
/// Port 80 has a service that reads at once, 81 one that never reads, 82 is a tarpit that holds, 83
/// one before a service, 79 is closed, UDP port 7 echoes. Numbers of the host count from its SYN,
/// as in packet scripts.
final class Systems implements AutoCloseable {
  static final String LINUX_2_4 = "Linux 2.4";
  static final String LINUX_5 = "Linux 5";
  static final String XP = "Windows XP";
  static final String WINDOWS_10 = "Windows 10";
  static final String FREEBSD = "FreeBSD";
  static final String CISCO = "Cisco IOS";
  static final String PRINTER = "printer";

  /// What each stands for: always the first entry of its name, so that all hosts are alike.
  static final Map<String, String> NAMES =
      Map.of(
          LINUX_2_4, "Linux 2.4.20",
          LINUX_5, "Linux 5.0 - 5.4",
          XP, "Microsoft Windows XP SP2",
          WINDOWS_10, "Microsoft Windows 10 1607",
          FREEBSD, "FreeBSD 12.0-RELEASE",
          CISCO, "Cisco 7206VXR router (IOS 12.4)",
          PRINTER, "HP LaserJet 4250 printer");

  static final String ALL_OPTIONS = "<mss 1460,sackOK,TS val 1000 ecr 0,nop,wscale 7>";

  final Bench bench;
  private final Sequences sequences = new Sequences();

  private Systems(Bench bench) {
    this.bench = bench;
  }

  /// Several hosts of one system, from 10.0.0.9 on.
  static Systems of(String name) {
    TestHost host =
        TestHost.host()
            .personality(personality(name))
            .tcp(80, TestServices.service("reading"))
            .tcp(81, TestServices.service("mute"))
            .tcp(82, new Behaviour.Tarpit(new Behaviour.Open()))
            .tcp(83, new Behaviour.Tarpit(TestServices.service("reading")))
            .udp(7, TestServices.service("echo"));
    Bench bench = Bench.builder().bind("10.0.0.9-10.0.0.12", host).seed(7).build();
    bench.declareTimers(Integer.MAX_VALUE);
    bench.services().stream("reading", Systems::readAll);
    return new Systems(bench);
  }

  static Personality personality(String name) {
    try {
      NmapOsDb db = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
      return Objects.requireNonNull(db.find(Objects.requireNonNull(NAMES.get(name), name), 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readAll(FlowStream stream) throws IOException {
    byte[] chunk = new byte[4096];
    while (stream.received().readable() > 0) {
      stream.read(chunk, 0, chunk.length);
    }
  }

  /// Sends a packet and returns what comes at once.
  List<PacketSpec> ask(String packet) {
    bench.send(sequences.outward(PacketSpec.parse(packet)));
    return seen();
  }

  /// Sends a segment from port 40000 to port 80.
  List<PacketSpec> tcp(String segment) {
    return ask("tcp 10.0.0.1:40000 > 10.0.0.9:80 " + segment);
  }

  /// Lets time pass and returns what comes meanwhile.
  List<PacketSpec> pass(double seconds) {
    bench.advance(Duration.ofNanos((long) (seconds * 1e9)));
    return seen();
  }

  private List<PacketSpec> seen() {
    List<PacketSpec> out = new ArrayList<>();
    while (bench.hasSent()) {
      out.add(sequences.inward(bench.next()));
    }
    return out;
  }

  /// A handshake from port 40000; the SYN/ACK.
  PacketSpec connect(int port, String options) {
    String flow = "tcp 10.0.0.1:40000 > 10.0.0.9:" + port + " ";
    List<PacketSpec> answer = ask(flow + "S 100:100(0) win 65535 " + options);
    if (answer.size() != 1 || !"S.".equals(answer.getFirst().get(Field.FLAGS))) {
      throw new AssertionError("no handshake: " + answer);
    }
    List<PacketSpec> more =
        ask(flow + ". 101:101(0) ack 1 win 65535 " + stamp(answer.getFirst(), 1010));
    if (!more.isEmpty()) {
      throw new AssertionError("after the handshake: " + more);
    }
    return answer.getFirst();
  }

  /// A timestamp option for the client's segments where the host agreed on them, else nothing.
  static String stamp(PacketSpec synAck, int tsVal) {
    return has(synAck, "TS ") ? "<nop,nop,TS val " + tsVal + " ecr *>" : "";
  }

  static boolean has(PacketSpec packet, String option) {
    return options(packet).contains(option);
  }

  static String options(PacketSpec packet) {
    return String.valueOf(packet.get(Field.OPTIONS));
  }

  FlowStream service() {
    return bench.services().openedStreams().getLast();
  }

  /// Has the service send so many bytes; what comes at once.
  List<PacketSpec> fill(int bytes) {
    try {
      service().write(new byte[bytes], 0, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bench.pump();
    return seen();
  }

  /// Has the service end; what comes at once.
  List<PacketSpec> end() {
    service().done();
    bench.pump();
    return seen();
  }

  static String flags(@Nullable PacketSpec packet) {
    return packet == null ? "nothing" : String.valueOf(packet.get(Field.FLAGS));
  }

  @Override
  public void close() {
    bench.close();
  }
}
