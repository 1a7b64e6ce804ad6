package honeyd.bench.load;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// Many bytes between the kernel's TCP and a script, offloads off.
final class BulkRows {
  static final String GROUP = "bulk";

  private static final String HOST = "10.1.0.1";
  private static final int SOURCE_PORT = 19;
  private static final int SINK_PORT = 5001;
  private static final double FAIR = 0.3;
  private static final int PARALLEL = 8;

  /// More than a run takes, but not without end should the daemon forget its script.
  private static final String CONFIGURATION =
      Configuration.network(
          "" + SOURCE_PORT,
          "\"head -c 20000000000 /dev/zero\"",
          "" + SINK_PORT,
          "\"dd of=/dev/null bs=64k\"");

  private final Options options;
  private final Consumer<Row> rows;

  BulkRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    boolean down = options.wants("bulk-down", GROUP);
    boolean fair = options.wants("bulk-fair", GROUP);
    boolean up = options.wants("bulk-up", GROUP);
    if (!down && !fair && !up) {
      return;
    }
    try (Cable cable = new Cable(options)) {
      cable.withoutOffloads();
      cable.daemon(CONFIGURATION);
      cable.awaitAnswer(HOST);
      if (down) {
        one(cable, "bulk-down", "from a script, one connection", "down", SOURCE_PORT, 120);
      }
      if (fair) {
        fair(cable);
      }
      if (up) {
        one(cable, "bulk-up", "to a script, one connection", "up", SINK_PORT, 100);
      }
    }
  }

  private void one(
      Cable cable, String name, String what, String direction, int port, double goalMb) {
    bulk(cable, direction, port, 1, options.ms(5_000, 2_000));
    ProcessFigures subject = cable.figures();
    long before = subject.cpuNs();
    Words got = bulk(cable, direction, port, 1, options.ms(5_000, 1_500));
    double megabytes = megabytesPerSecond(got);
    rows.accept(
        Row.goal(
            name,
            "bulk " + what,
            String.format(
                Locale.ROOT,
                "%.0f MB/s; %.0f ns of the daemon's CPU a kilobyte",
                megabytes,
                (subject.cpuNs() - before) * 1e3 / Math.max(1, got.number("bytes"))),
            String.format(Locale.ROOT, "≥ %.0f MB/s", goalMb),
            megabytes >= goalMb));
  }

  private void fair(Cable cable) {
    bulk(cable, "down", SOURCE_PORT, PARALLEL, options.ms(2_000, 500));
    Words got = bulk(cable, "down", SOURCE_PORT, PARALLEL, options.ms(8_000, 2_000));
    double mean = (double) got.number("bytes") / PARALLEL;
    double least = got.number("least") / mean;
    double most = got.number("most") / mean;
    rows.accept(
        Row.goal(
            "bulk-fair",
            "bulk from scripts, " + PARALLEL + " connections at once",
            String.format(
                Locale.ROOT,
                "%.0f MB/s in all; the least got %.2f of the mean, the most %.2f",
                megabytesPerSecond(got),
                least,
                most),
            "each within 30 % of the mean",
            least >= 1 - FAIR && most <= 1 + FAIR));
  }

  private static double megabytesPerSecond(Words got) {
    return got.number("bytes") * 1e3 / got.number("elapsed");
  }

  private static Words bulk(Cable cable, String direction, int port, int connections, long ms) {
    Words command = new Words().put("bulk", "").put("direction", direction).put("host", HOST);
    command.put("port", port).put("connections", connections).put("ms", ms);
    return cable.ask(command, Duration.ofMillis(ms + 20_000));
  }
}
