package honeyd.report;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.net.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLogWriterTest {
  private static final Event.Tuple TUPLE =
      new Event.Tuple(6, IpAddress.parse("198.51.100.7"), 40112, IpAddress.parse("10.2.0.5"), 21);
  private static final long NINE = 1_768_467_603_100_000L;

  @TempDir Path dir;

  @Test
  void outputOfAScript_isWrittenBetweenBars() throws IOException {
    assertThat(lines("USER anonymous"))
        .containsExactly(
            "2026-01-15-09:00:03.1000 tcp(6) 198.51.100.7 40112 10.2.0.5 21: |USER anonymous|");
  }

  @Test
  void controlBytes_becomeVisible() throws IOException {
    assertThat(lines("\033[2Jx\n2026-01-15 forged\r\t\0\u00e9\u20ac"))
        .containsExactly(
            "2026-01-15-09:00:03.1000 tcp(6) 198.51.100.7 40112 10.2.0.5 21:"
                + " |\\x1b[2Jx\\x0a2026-01-15 forged\\x0d\\x09\\x00\\xe9?|");
  }

  @Test
  void longLines_areCutAt1023Characters() throws IOException {
    List<String> lines = lines("a".repeat(1022) + "\0" + "b".repeat(2000));

    List<String> texts =
        lines.stream().map(l -> l.substring(l.indexOf('|') + 1, l.length() - 1)).toList();
    assertThat(texts).allMatch(t -> t.length() <= 1023);
    assertThat(String.join("", texts)).isEqualTo("a".repeat(1022) + "\\x00" + "b".repeat(2000));
    assertThat(texts.get(0)).isEqualTo("a".repeat(1022));
  }

  @Test
  void emptyLine_isALine() throws IOException {
    assertThat(lines("")).hasSize(1).allMatch(l -> l.endsWith(": ||"));
  }

  private List<String> lines(String output) throws IOException {
    Path path = dir.resolve("service.log");
    ServiceLogWriter writer =
        new ServiceLogWriter(
            path, ZoneOffset.UTC, ProtocolNames.builtIn(), e -> {}, new Counters());
    writer.start(NINE);
    writer.write(new Event.FlowOpened(NINE, TUPLE));
    writer.write(new Event.ServiceOutput(NINE, TUPLE, output));
    writer.stop(NINE);
    List<String> lines = Files.readAllLines(path);
    return lines.subList(1, lines.size() - 1);
  }
}
