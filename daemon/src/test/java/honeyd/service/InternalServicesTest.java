package honeyd.service;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.flow.Flow;
import honeyd.flow.FlowDatagrams;
import honeyd.model.Behaviour;
import honeyd.net.IpAddress;
import honeyd.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The services inside the daemon, through the worker's end of their flows.
@Timeout(60)
class InternalServicesTest {
  private static final long SINCE_1900 = 2_208_988_800L;

  @TempDir Path dir;

  private ServiceFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new ServiceFixture(dir, 1);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private WorkerSide open(String name) {
    WorkerSide side = new WorkerSide();
    fixture.services().opened(side.stream(), new Behaviour.Internal(name));
    return side;
  }

  private FlowDatagrams datagrams(String name, int remotePort) {
    FlowDatagrams datagrams =
        new FlowDatagrams(
            new Flow(
                Transport.UDP,
                IpAddress.parse("198.51.100.7"),
                remotePort,
                IpAddress.parse("10.2.0.5"),
                7,
                "t",
                "",
                "eth7",
                ""),
            () -> {});
    fixture.services().opened(datagrams, new Behaviour.Internal(name));
    return datagrams;
  }

  private static byte[] ask(FlowDatagrams datagrams, String text) {
    assertThat(datagrams.offerReceived(text.getBytes(StandardCharsets.US_ASCII))).isTrue();
    assertThat(datagrams.takeTurn()).isTrue();
    byte[] answer = datagrams.pollToSend();
    return answer == null ? new byte[0] : answer;
  }

  @Test
  void echo_sendsBackAMegabyteByteForByte() {
    byte[] bytes = new byte[1 << 20];
    new Random(7).nextBytes(bytes);
    WorkerSide side = open("echo");
    side.send(bytes).finish();
    assertThat(side.answerBytes()).isEqualTo(bytes);
    assertThat(fixture.count(Counter.SERVICES_STARTED)).isEqualTo(1);
    assertThat(fixture.services().openCount()).as("threads").isZero();
  }

  @Test
  void discard_takesAllAndSaysNothing() {
    WorkerSide side = open("discard");
    side.send(new byte[1 << 20]);
    assertThat(side.stream().received().readable()).isZero();
    assertThat(side.finish().answer()).isEmpty();
  }

  @Test
  void daytime_isTheTimeInWords() {
    String text = open("daytime").answer();
    assertThat(text).matches("\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\r\n");
    LocalDateTime said =
        LocalDateTime.parse(
            text.strip(), DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ROOT));
    assertThat(said.toInstant(ZoneOffset.UTC))
        .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(30));
  }

  @Test
  void time_isTheSecondsSince1900() {
    byte[] four = open("time").answerBytes();
    assertThat(four).hasSize(4);
    long epoch = Integer.toUnsignedLong(ByteBuffer.wrap(four).getInt()) - SINCE_1900;
    assertThat(epoch)
        .isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.api.Assertions.within(30L));
  }

  @Test
  void chargen_sendsTheLinesOfTheRfcUntilThePeerEnds() {
    WorkerSide side = open("chargen");
    side.await(() -> side.taken() > 20_000);
    String text = side.finish().answer();
    List<String> lines = List.of(text.split("\r\n", -1));
    assertThat(lines.get(0))
        .isEqualTo(
            "" + " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg");
    assertThat(lines.get(1)).hasSize(72).startsWith("!\"#").endsWith("fgh");
    assertThat(lines.get(94)).startsWith("~ !\"");
    assertThat(lines.get(95)).isEqualTo(lines.get(0));
  }

  @Test
  void chargen_keepsOnlyABacklogForAPeerWhoDoesNotRead() {
    WorkerSide side = new WorkerSide();
    side.stopReading();
    fixture.services().opened(side.stream(), new Behaviour.Internal("chargen"));
    side.stream().signalService();
    assertThat(side.stream().toSend().readable()).isEqualTo(InternalServices.BACKLOG_BYTES);
  }

  @Test
  void goneConnections_leaveRoomForOthers() {
    List<WorkerSide> sides = new ArrayList<>();
    for (int i = 0; i < ServiceSettings.MAX_INTERNAL; i++) {
      sides.add(open("echo"));
    }
    assertThat(sides).noneMatch(s -> s.stream().isResetByService());
    assertThat(open("echo").stream().isResetByService()).isTrue();
    assertThat(fixture.count(Counter.SERVICES_REFUSED)).isEqualTo(1);
    assertThat(fixture.sentences())
        .containsExactly(
            "WARNING refused a connection: too many services of this kind are open: internal");
    sides.getFirst().gone();
    sides.getFirst().gone();
    assertThat(open("echo").stream().isResetByService()).isFalse();
    assertThat(open("echo").stream().isResetByService()).isTrue();
  }

  @Test
  void datagrams_areAnsweredOneByOne() {
    FlowDatagrams echo = datagrams("echo", 4000);
    assertThat(ask(echo, "one")).asString().isEqualTo("one");
    assertThat(ask(echo, "")).isEmpty();
    assertThat(ask(datagrams("discard", 4000), "one")).isEmpty();
    assertThat(ask(datagrams("time", 4000), "")).hasSize(4);
    assertThat(ask(datagrams("daytime", 4000), "")).hasSize(26);
    assertThat(ask(datagrams("chargen", 4000), "x")).hasSize(74).endsWith((byte) '\r', '\n');
  }

  @Test
  void datagramFromAnotherService_isNotAnswered() {
    for (int port : List.of(7, 9, 13, 19, 37)) {
      assertThat(ask(datagrams("echo", port), "for ever")).isEmpty();
    }
    assertThat(fixture.count(Counter.SERVICES_REFUSED)).isEqualTo(5);
  }
}
