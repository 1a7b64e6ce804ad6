package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tables of families in `docs/personalities.md` are the one in the code.
///
/// After a change of [OsTraitsTable] run this test with `-Dhoneyd.docs.write=true`.
class PersonalitiesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "personalities.md");
  private static final String BEGIN = "<!-- families begin -->\n";
  private static final String END = "<!-- families end -->\n";
  private static final double SECOND = 1e9;

  private record Column(String title, Function<OsTraits, String> value) {}

  @Test
  void everyRowIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String wanted = tables();
    if (Boolean.getBoolean("honeyd.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + wanted + page.substring(end));
      return;
    }
    assertThat(page.substring(begin, end))
        .as("docs/personalities.md; -Dhoneyd.docs.write=true writes it")
        .isEqualTo(wanted);
  }

  private static String tables() {
    return "\nTCP's clock:\n\n"
        + table(
            new Column("SYN/ACK again after (s)", t -> again(t.tcp())),
            new Column("given up", t -> ending(t.tcp().synAckGiveUpNs(), t.tcp().resetsHalfOpen())),
            new Column("first time-out", t -> seconds(t.tcp().initialRtoNs())),
            new Column("retries", t -> retries(t.tcp())),
            new Column("initial window", t -> window(t.tcp())),
            new Column("delayed ACK", t -> delayed(t.tcp())),
            new Column("TIME_WAIT", t -> seconds(t.tcp().timeWaitNs())),
            new Column("FIN_WAIT_2", t -> seconds(t.tcp().finWait2Ns())))
        + "\nOdd segments and fragments:\n\n"
        + table(
            new Column("RST in the window", t -> word(t.tcp().strayReset())),
            new Column("SYN in the window", t -> word(t.tcp().straySyn())),
            new Column("challenges", t -> challenges(t.tcp())),
            new Column("overlapping fragments", t -> word(t.ip().overlap())),
            new Column("kept for", t -> seconds(t.ip().reassemblyTimeoutNs())),
            new Column("time exceeded", t -> yes(t.ip().reportsReassemblyTimeout())),
            new Column("protocol unreachable", t -> yes(t.ip().protocolUnreachable())))
        + "\nICMP and ARP:\n\n"
        + table(
            new Column("ICMP errors", t -> errors(t.icmp())),
            new Column("resets, echoes per s", PersonalitiesPageTest::replies),
            new Column("timestamp", t -> word(t.icmp().timestamp())),
            new Column("mask", t -> yes(t.icmp().answersMask())),
            new Column("information", t -> yes(t.icmp().answersInformation())),
            new Column("ARP answers", t -> "`" + t.arp().digits() + "`"),
            new Column("ARP requests", t -> Integer.toString(t.arp().requests())))
        + "\n";
  }

  private static String table(Column... columns) {
    List<Column> all = Arrays.asList(columns);
    String head =
        all.stream().map(Column::title).collect(Collectors.joining(" | ", "| system | ", " |\n"));
    String line = "|---".repeat(columns.length + 1) + "|\n";
    return Arrays.stream(OsTraitsTable.values())
        .map(row ->
            all.stream()
                .map(column -> column.value().apply(row.traits))
                .collect(Collectors.joining(" | ", "| " + name(row.traits) + " | ", " |\n")))
        .collect(Collectors.joining("", head + line, ""));
  }

  private static String name(OsTraits t) {
    return switch (t.family()) {
      case LINUX -> "Linux " + t.generation();
      case WINDOWS -> "Windows " + t.generation();
      case CISCO -> "Cisco " + t.generation();
      case BSD, MACOS, SOLARIS, EMBEDDED, GENERIC -> t.generation();
    };
  }

  private static String again(TcpTraits t) {
    return t.synAckRetransmitNs().stream()
        .map(ns -> Long.toString(Math.round(ns / SECOND)))
        .collect(Collectors.joining(", "));
  }

  private static String ending(long ns, boolean reset) {
    return seconds(ns) + (reset ? ", RST" : "");
  }

  private static String retries(TcpTraits t) {
    return t.dataRetries() + (t.resetsUnanswered() ? ", RST" : "");
  }

  private static String window(TcpTraits t) {
    return t.initialWindowSegments() == TcpTraits.RFC_3390
        ? "RFC 3390"
        : Integer.toString(t.initialWindowSegments());
  }

  private static String delayed(TcpTraits t) {
    return Math.round(t.delayedAckNs() / 1e6)
        + " ms"
        + (t.quickAcks() > 0 ? ", not the first " + t.quickAcks() : "");
  }

  private static String challenges(TcpTraits t) {
    return t.challenges() + " in " + seconds(t.challengeIntervalNs());
  }

  private static String errors(IcmpTraits t) {
    String each =
        t.errorsPerSecond() == 0
            ? "no limit"
            : t.errorsPerSecond()
                + " per s (burst "
                + t.errorBurst()
                + (t.perDestination() ? ") to each" : ")")
                + (t.limitsTimeExceeded() ? "" : ", not time exceeded");
    return t.allErrorsPerSecond() == 0
        ? each
        : each + ", " + t.allErrorsPerSecond() + " (burst " + t.allErrorsBurst() + ") to all";
  }

  private static String replies(OsTraits t) {
    return limit(t.tcp().resetsPerSecond()) + ", " + limit(t.icmp().echoesPerSecond());
  }

  private static String limit(int perSecond) {
    return perSecond == 0 ? "–" : Integer.toString(perSecond);
  }

  private static String seconds(long ns) {
    double s = ns / SECOND;
    return s == Math.rint(s) ? Math.round(s) + " s" : s + " s";
  }

  private static String yes(boolean b) {
    return b ? "yes" : "no";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
