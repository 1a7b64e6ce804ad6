package honeyd.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The packet log at full rate, and one whose disk has stalled.
final class LogRows {
  static final String GROUP = "log";

  private static final String HOST = "10.1.0.1";
  private static final int HOSTS = 65_534;
  private static final int CLOSED_PORT = 81;
  private static final long STALLED_RATE = 20_000;

  /// How the daemon says that something was not logged.
  private static final Pattern LOST =
      Pattern.compile("(\\d+) (?:events were not logged|lines are lost)");

  private final Options options;
  private final Consumer<Row> rows;

  LogRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    if (options.wants("log-full-rate", GROUP)) {
      fullRate();
    }
    if (options.wants("log-stalled", GROUP)) {
      stalled();
    }
  }

  /// SYNs to a closed port: each is one line, and each is answered.
  private void fullRate() {
    try (Cable cable = new Cable(options);
        SyslogSocket syslog = cable.daemonWithSyslog(Configuration.network())) {
      cable.awaitAnswer(HOST);
      Words warmUp = flood(cable, "closed", 0, options.ms(8_000, 2_000));
      Words got = flood(cable, "closed", 0, options.ms(10_000, 2_000));
      cable.stopSubject();
      long lines = lines(cable.packetLog());
      long counted = lost(syslog.text());
      long packets = warmUp.number("answered") + got.number("answered");
      rows.accept(
          Row.goal(
              "log-full-rate",
              String.format(
                  Locale.ROOT,
                  "lines in the log + counted losses = SYNs to a closed port, at %,.0f/s",
                  got.number("intime") * 1e9 / got.number("elapsed")),
              String.format(
                  Locale.ROOT,
                  "%,d lines + %,d counted losses, %,d answered: %,d unaccounted for",
                  lines,
                  counted,
                  packets,
                  packets - lines - counted),
              "none lost, or each counted",
              packets == lines + counted));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(" tcp(6) - ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lost(String said) {
    Matcher matcher = LOST.matcher(said);
    long sum = 0;
    while (matcher.find()) {
      sum += Long.parseLong(matcher.group(1));
    }
    return sum;
  }

  /// The log is a pipe that is open for reading and never read.
  private void stalled() {
    try (Cable cable = new Cable(options)) {
      Path pipe = cable.lab().directory().resolve("stalled");
      cable.lab().daemonSide().set("mkfifo " + pipe);
      cable.lab().daemonSide().start("sh", "-c", "exec sleep 3600 <" + pipe);
      cable.daemonWithLog(Configuration.network(), pipe);
      cable.awaitAnswer(HOST);
      flood(cable, "echo", 0, options.ms(4_000, 1_000));
      Words got = flood(cable, "echo", STALLED_RATE, options.ms(10_000, 2_000));
      rows.accept(
          Row.goal(
              "log-stalled",
              String.format(
                  Locale.ROOT,
                  "answers at %,d/s while the log is a pipe that nobody reads",
                  STALLED_RATE),
              String.format(
                  Locale.ROOT,
                  "%,d of %,d answered, p99.9 %.2f ms, longest %.1f ms",
                  got.number("answered"),
                  got.number("sent"),
                  got.number("p999") * 1e-6,
                  got.number("max") * 1e-6),
              "all answered",
              got.number("answered") == got.number("sent")));
    }
  }

  private static Words flood(Cable cable, String kind, long rate, long ms) {
    Words command = new Words().put("flood", "").put("kind", kind).put("host", HOST);
    command.put("hosts", HOSTS).put("port", CLOSED_PORT).put("rate", rate).put("ms", ms);
    command.put("window", rate == 0 ? 1_024 : 1 << 16);
    return cable.ask(command, Duration.ofMillis(ms + 10_000));
  }
}
