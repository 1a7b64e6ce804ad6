package honeyd.report;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.event.EventRing;
import honeyd.event.EventView;
import honeyd.event.FlowEnd;
import honeyd.event.PacketRemark;
import honeyd.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every literal sample of Honeyd's packet log, and honeydsum's reader.
class PacketLogWriterTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm:ss.SSSS");

  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d-\\d\\d:\\d\\d:\\d\\d\\.\\d{3,4}";
  private static final String IP = "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}";

  /// The three expressions of honeydsum 0.3.
  private static final List<Pattern> HONEYDSUM =
      List.of(
          Pattern.compile(
              "^(TS)\\s+(tcp)\\(6\\)\\s+([S|\\-|E])\\s(IP)\\s+\\d{1,5}\\s+(IP)\\s+(\\d{1,5})+.*"
                  .replace("TS", TIME)
                  .replace("IP", IP)),
          Pattern.compile(
              "^(TS)\\s+(udp)\\(17\\)\\s+([S|\\-|E])\\s+(IP)\\s+\\d{1,5}\\s+(IP)\\s+(\\d{1,5}).*"
                  .replace("TS", TIME)
                  .replace("IP", IP)),
          Pattern.compile(
              "^(TS)\\s+(icmp)\\(1\\)\\s+\\-\\s+(IP)\\s+(IP)\\:\\s+(\\d{1,2})\\(\\d{1,2}\\)\\:\\s+(\\d+)"
                  .replace("TS", TIME)
                  .replace("IP", IP)));

  @TempDir Path dir;

  private final List<Event> complaints = new ArrayList<>();
  private final Counters counters = new Counters();

  /// @param what kind, protocol, addresses and ports, then length, flag bits and remark or bytes
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          - 6 252.214.169.203 2064 192.168.27.180 21 48 2 CLOSED_PORT|MacOS 8.0-8.6 OTTCP|2004-01-07-14:36:58.7132 tcp(6) - 252.214.169.203 2064 192.168.27.180 21: 48 S [MacOS 8.0-8.6 OTTCP]
          - 6 244.233.22.102 61891 172.162.8.180 21 60 2 CLOSED_PORT|FreeBSD 5.0-5.1 |2004-01-07-15:26:40.0209 tcp(6) - 244.233.22.102 61891 172.162.8.180 21: 60 S [FreeBSD 5.0-5.1 ]
          S 6 192.168.21.135 33395 172.162.8.91 80|Linux 2.6 |2004-01-07-16:48:30.1212 tcp(6) S 192.168.21.135 33395 172.162.8.91 80 [Linux 2.6 ]
          S 6 10.173.240.67 22110 192.168.14.178 81|Windows XP SP1|2004-01-07-16:48:41.4929 tcp(6) S 10.173.240.67 22110 192.168.14.178 81 [Windows XP SP1]
          - 6 10.0.0.1 37604 10.0.0.2 23 60 2 CLOSED_PORT||2003-12-16-16:50:29.0837 tcp(6) - 10.0.0.1 37604 10.0.0.2 23: 60 S
          E 6 10.0.0.1 37614 10.0.0.2 23 0 0|never used|2003-12-16-16:50:33.0388 tcp(6) E 10.0.0.1 37614 10.0.0.2 23: 0 0
          E 6 10.0.0.1 1940 10.0.0.2 6588 151 0||2003-12-16-16:50:42.0484 tcp(6) E 10.0.0.1 1940 10.0.0.2 6588: 151 0
          - 17 10.0.0.1 138 10.0.0.2 138 229 0 CLOSED_PORT||2003-10-03-21:46:40.0864 udp(17) - 10.0.0.1 138 10.0.0.2 138: 229
          - 1 10.0.0.1 8 10.0.0.2 0 92 0 NONE||2003-09-13-00:00:15.0775 icmp(1) - 10.0.0.1 10.0.0.2: 8(0): 92
          S 6 198.51.100.7 40112 10.2.0.5 22||2026-01-15-09:00:01.2345 tcp(6) S 198.51.100.7 40112 10.2.0.5 22
          E 6 198.51.100.7 40112 10.2.0.5 22 21 38||2026-01-15-09:00:07.0112 tcp(6) E 198.51.100.7 40112 10.2.0.5 22: 21 38
          - 6 198.51.100.7 40113 10.2.0.5 23 44 2 CLOSED_PORT||2026-01-15-09:00:08.5000 tcp(6) - 198.51.100.7 40113 10.2.0.5 23: 44 S
          - 6 198.51.100.7 40113 10.2.0.5 23 40 4 NO_CONNECTION||2026-01-15-09:00:08.5003 tcp(6) - 198.51.100.7 40113 10.2.0.5 23: 40 R
          - 6 198.51.100.7 40114 10.2.0.5 80 40 6 SCANNER||2026-01-15-09:00:09.0000 tcp(6) - 198.51.100.7 40114 10.2.0.5 80: 40 SR {Honeyd Scanner?}
          - 6 198.51.100.7 40115 10.2.0.5 80 60 43 SCANNER||2026-01-15-09:00:09.0100 tcp(6) - 198.51.100.7 40115 10.2.0.5 80: 60 FSPU {Honeyd Scanner?}
          - 6 198.51.100.7 40116 10.2.0.5 80 60 0 NO_CONNECTION||2026-01-15-09:00:09.0200 tcp(6) - 198.51.100.7 40116 10.2.0.5 80: 60~
          - 6 198.51.100.7 40117 10.2.0.5 81 52 194 CLOSED_PORT|Linux 2.6 |2026-01-15-09:00:09.0300 tcp(6) - 198.51.100.7 40117 10.2.0.5 81: 52 SEC [Linux 2.6 ]
          - 6 198.51.100.7 40118 10.2.0.5 81 60 41 CLOSED_PORT||2026-01-15-09:00:09.0400 tcp(6) - 198.51.100.7 40118 10.2.0.5 81: 60 FPU
          S 17 198.51.100.7 5353 10.2.0.5 161|Linux 2.6 |2026-01-15-09:00:10.7777 udp(17) S 198.51.100.7 5353 10.2.0.5 161 [Linux 2.6 ]
          E 17 198.51.100.7 5353 10.2.0.5 161 43 91|Linux 2.6 |2026-01-15-09:01:10.7779 udp(17) E 198.51.100.7 5353 10.2.0.5 161: 43 91
          - 17 198.51.100.7 5353 10.2.0.5 7 28 0 CLOSED_PORT||2026-01-15-09:01:11.0000 udp(17) - 198.51.100.7 5353 10.2.0.5 7: 28
          - 1 198.51.100.7 8 10.2.0.5 0 84 0 NONE|Linux 2.6 |2026-01-15-09:01:12.0000 icmp(1) - 198.51.100.7 10.2.0.5: 8(0): 84 [Linux 2.6 ]
          - 1 198.51.100.7 13 10.2.0.5 0 40 0 NONE||2026-01-15-09:01:12.1000 icmp(1) - 198.51.100.7 10.2.0.5: 13(0): 40
          - 1 198.51.100.7 3 10.2.0.5 3 56 0 NONE||2026-01-15-09:01:12.2000 icmp(1) - 198.51.100.7 10.2.0.5: 3(3): 56
          - 2 198.51.100.7 0 10.2.0.5 0 32 0 NONE||2026-01-15-09:01:13.0000 igmp(2) - 198.51.100.7 10.2.0.5: 32
          - 254 198.51.100.7 0 10.2.0.5 0 60 0 NONE||2026-01-15-09:01:13.1000 unkn(254) - 198.51.100.7 10.2.0.5: 60
          """)
  void eachSampleOfTheFormat_isWrittenToTheByte(String what, String os, String expected)
      throws Exception {
    Path log = dir.resolve("honeyd.log");
    String line = expected.replace('~', ' ');
    PacketLogWriter writer = writer(log);
    writer.start(0);
    Event event = event(what, micros(line), os);
    writer.write(event);
    writer.write(inARing(event));
    writer.stop(0);

    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).isEqualTo(line);
    assertThat(lines.get(2)).isEqualTo(line);
    if (line.matches(".* (tcp|udp|icmp)\\(.*")) {
      assertThat(HONEYDSUM).anyMatch(p -> p.matcher(line).find());
    }
  }

  @Test
  void startAndStop_writeTheirLines() throws Exception {
    Path log = dir.resolve("honeyd.log");
    PacketLogWriter writer = writer(log);
    writer.start(micros("2026-01-15-09:00:00.0001"));
    writer.stop(micros("2026-01-15-10:00:00.0000"));

    assertThat(Files.readString(log))
        .isEqualTo(
            """
            2026-01-15-09:00:00.0001 honeyd log started ------
            2026-01-15-10:00:00.0000 honeyd log stopped ------
            """);
  }

  @Test
  void summerTime_isLocalTime() throws Exception {
    Path log = dir.resolve("honeyd.log");
    PacketLogWriter writer = writer(log);
    writer.start(1_783_857_600_123_456L);
    writer.stop(1_793_513_999_999_999L);

    // 2026-07-12T12:00Z is four hours ahead of New York; 2026-11-01 06:19:59Z is five.
    assertThat(Files.readString(log))
        .isEqualTo(
            """
            2026-07-12-08:00:00.1234 honeyd log started ------
            2026-11-01-01:19:59.9999 honeyd log stopped ------
            """);
  }

  @Test
  void secondStart_appends() throws Exception {
    Path log = dir.resolve("honeyd.log");
    for (int i = 0; i < 2; i++) {
      PacketLogWriter writer = writer(log);
      writer.start(0);
      writer.stop(0);
    }
    assertThat(Files.readAllLines(log)).hasSize(4);
  }

  @Test
  void longOsComment_isCutAt255Characters() throws Exception {
    Path log = dir.resolve("honeyd.log");
    PacketLogWriter writer = writer(log);
    writer.start(0);
    writer.write(event("S 6 10.0.0.1 1 10.0.0.2 2", 0, "x".repeat(400)));
    writer.stop(0);

    String line = Files.readAllLines(log).get(1);
    assertThat(line.substring(line.indexOf(" 10.0.0.2 2") + " 10.0.0.2 2".length())).hasSize(255);
  }

  @Test
  void ipv6Addresses_arePrintedInTheirCanonicalForm() throws Exception {
    Path log = dir.resolve("honeyd.log");
    PacketLogWriter writer = writer(log);
    writer.start(0);
    writer.write(event("S 6 2001:db8::1 40000 2001:db8::2 80", 0));
    writer.stop(0);

    assertThat(Files.readAllLines(log).get(1))
        .endsWith(" tcp(6) S 2001:db8::1 40000 2001:db8::2 80");
  }

  @Test
  void fileThatCannotBeOpened_isReportedAndDoneWithout() {
    Path log = dir.resolve("missing/honeyd.log");
    PacketLogWriter writer = writer(log);
    writer.start(7);
    writer.write(event("S 6 10.0.0.1 1 10.0.0.2 2", 8));
    writer.flush(0, 9);
    writer.stop(10);

    assertThat(complaints)
        .containsExactly(
            new Event.Announcement(
                7,
                Event.Severity.WARNING,
                "honeyd_logstart: fopen(\"" + log + "\"): No such file or directory"));
  }

  private PacketLogWriter writer(Path log) {
    return new PacketLogWriter(log, ZONE, ProtocolNames.builtIn(), complaints::add, counters);
  }

  private static long micros(String line) {
    LocalDateTime t = LocalDateTime.parse(line.substring(0, 24), STAMP);
    return ChronoUnit.MICROS.between(Instant.EPOCH, t.atZone(ZONE));
  }

  /// The event as a worker offers it.
  private static EventView inARing(Event event) {
    EventRing ring = new EventRing(1, false, () -> {});
    switch (event) {
      case Event.PacketSeen p -> {
        Event.Tuple t = p.tuple();
        ring.packetSeen(
            p.epochMicros(),
            t.protocol(),
            t.remote().hi(),
            t.remote().lo(),
            t.remotePort(),
            t.local().hi(),
            t.local().lo(),
            t.localPort(),
            p.lengthBytes(),
            p.tcpFlags(),
            p.remark(),
            p.remoteOs());
      }
      case Event.FlowOpened o -> {
        Event.Tuple t = o.tuple();
        ring.flowOpened(
            o.epochMicros(),
            t.protocol(),
            t.remote().hi(),
            t.remote().lo(),
            t.remotePort(),
            t.local().hi(),
            t.local().lo(),
            t.localPort(),
            o.remoteOs());
      }
      case Event.FlowClosed c -> {
        Event.Tuple t = c.tuple();
        ring.flowClosed(
            c.epochMicros(),
            t.protocol(),
            t.remote().hi(),
            t.remote().lo(),
            t.remotePort(),
            t.local().hi(),
            t.local().lo(),
            t.localPort(),
            c.receivedBytes(),
            c.sentBytes(),
            c.end());
      }
      default -> throw new IllegalArgumentException(event.toString());
    }
    return Objects.requireNonNull(ring.oldest());
  }

  static Event event(String what, long epochMicros) {
    return event(what, epochMicros, null);
  }

  private static Event event(String what, long epochMicros, @Nullable String remoteOs) {
    List<String> w = List.of(what.split(" ", -1));
    Event.Tuple tuple =
        new Event.Tuple(
            Integer.parseInt(w.get(1)),
            IpAddress.parse(w.get(2)),
            Integer.parseInt(w.get(3)),
            IpAddress.parse(w.get(4)),
            Integer.parseInt(w.get(5)));
    return switch (w.get(0)) {
      case "S" -> new Event.FlowOpened(epochMicros, tuple, remoteOs);
      case "E" ->
          new Event.FlowClosed(
              epochMicros,
              tuple,
              Long.parseLong(w.get(6)),
              Long.parseLong(w.get(7)),
              FlowEnd.CLOSED);
      default ->
          new Event.PacketSeen(
              epochMicros,
              tuple,
              Integer.parseInt(w.get(6)),
              Integer.parseInt(w.get(7)),
              PacketRemark.valueOf(w.get(8)),
              remoteOs);
    };
  }

  @Test
  void protocolsOfTheSystemTable_areNamedFromIt() throws Exception {
    Path table = dir.resolve("protocols");
    Files.writeString(
        table,
        """
        # a comment
        ip 0 IP
        rdp\t27\tRDP # reliable
        broken
        big 300
        """,
        StandardCharsets.US_ASCII);
    ProtocolNames names = ProtocolNames.read(table);

    assertThat(names.label(27)).isEqualTo("rdp(27)");
    assertThat(names.label(0)).isEqualTo("ip(0)");
    assertThat(names.label(6)).isEqualTo("tcp(6)");
    assertThat(names.label(254)).isEqualTo("unkn(254)");
  }
}
