package honeyd.report;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.event.Event;
import honeyd.event.FlowEnd;
import honeyd.event.PacketRemark;
import honeyd.net.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
  private static final IpAddress A = IpAddress.parse("198.51.100.7");
  private static final IpAddress B = IpAddress.parse("10.2.0.5");
  private static final Event.Tuple SSH = new Event.Tuple(6, A, 40112, B, 22);
  private static final long NINE = 1_768_467_601_234_000L;

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final LiveLines live = new LiveLines(terminal, false, ZoneOffset.UTC);

  @Test
  void eventsAreToldInWords() {
    for (Event event :
        List.of(
            new Event.PacketSeen(NINE, new Event.Tuple(1, A, 8, B, 0), 84, 0, PacketRemark.NONE),
            new Event.PacketSeen(NINE, SSH, 44, 2, PacketRemark.CLOSED_PORT),
            new Event.PacketSeen(NINE, SSH, 60, 0x29, PacketRemark.NO_CONNECTION),
            new Event.FlowOpened(NINE, SSH),
            new Event.FlowOpened(NINE, SSH, "Linux 2.6 "),
            new Event.FlowEstablished(NINE, SSH, "/bin/cat"),
            new Event.ServiceOutput(NINE, SSH, "hi\033[2J"),
            new Event.FlowClosed(NINE, SSH, 21, 38, FlowEnd.RESET_BY_PEER),
            new Event.Announcement(NINE, Event.Severity.NOTICE, "exiting on signal 2"))) {
      live.write(event);
    }
    live.flush(0, NINE);
    assertThat(terminal.toString(StandardCharsets.US_ASCII))
        .isEqualTo(
            """
            09:00:01.234  198.51.100.7     pings        10.2.0.5
            09:00:01.234  198.51.100.7     knocks at    10.2.0.5:22 (ssh)             closed
            09:00:01.234  198.51.100.7     probes       10.2.0.5:22 (ssh)             FIN PSH URG: no such connection
            09:00:01.234  198.51.100.7     sends SYN to 10.2.0.5:22 (ssh)             answered
            09:00:01.234  198.51.100.7     sends SYN to 10.2.0.5:22 (ssh)             answered; from Linux 2.6
            09:00:01.234  198.51.100.7     connects to  10.2.0.5:22 (ssh)             -> /bin/cat
            09:00:01.234  198.51.100.7     tells        10.2.0.5:22 (ssh)             | hi\\x1b[2J
            09:00:01.234  198.51.100.7     is done with 10.2.0.5:22 (ssh)             21 bytes in, 38 out, reset by it
            09:00:01.234  exiting on signal 2
            """);
  }

  @Test
  void portScan_isSummedUp() {
    live.flush(0, NINE);
    for (int i = 0; i < 1_000; i++) {
      live.write(new Event.PacketSeen(NINE, SSH, 44, 2, PacketRemark.CLOSED_PORT));
    }
    live.write(new Event.ServiceOutput(NINE, SSH, "still told"));
    live.flush(500_000_000, NINE);
    assertThat(terminal.toString(StandardCharsets.US_ASCII).lines())
        .hasSize(41)
        .last()
        .asString()
        .endsWith("| still told");

    live.flush(1_000_000_000, NINE);
    assertThat(terminal.toString(StandardCharsets.US_ASCII))
        .endsWith("09:00:01.234  ... and 960 more packets in this second\n");
  }

  @Test
  void colours_endWithTheirLine() {
    LiveLines colourful = new LiveLines(terminal, true, ZoneOffset.UTC);
    colourful.write(new Event.FlowEstablished(NINE, SSH, null));
    colourful.flush(0, NINE);
    assertThat(terminal.toString(StandardCharsets.US_ASCII))
        .startsWith("\033[32m09:00:01.234")
        .endsWith("10.2.0.5:22 (ssh)\033[0m\n");
  }

  @Test
  void terminalThatIsGone_isLeftAlone() {
    LiveLines lines =
        new LiveLines(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            },
            false,
            ZoneOffset.UTC);
    for (int i = 0; i < 3; i++) {
      lines.write(new Event.FlowOpened(NINE, SSH));
      lines.flush(0, NINE);
    }
    assertThat(terminal.size()).isZero();
  }
}
