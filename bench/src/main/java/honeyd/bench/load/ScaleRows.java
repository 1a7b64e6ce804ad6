package honeyd.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Many hosts, many lines of configuration: time to the first answer, and memory.
final class ScaleRows {
  static final String GROUP = "scale";

  private static final int LINES = 65_536;
  private static final int TEMPLATES = 1_000;
  private static final int STARTS = 3;
  private static final int START_GOAL_S = 2;
  private static final int ROUTES_START_GOAL_S = 3;
  private static final int WINDOW = 1_024;

  private final Options options;
  private final Consumer<Row> rows;

  ScaleRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    if (options.wants("hosts", GROUP)) {
      String text = Configuration.template() + "bind 10.0.0.0/8 host\n";
      start("hosts", "one `bind 10.0.0.0/8`", text, START_GOAL_S, 400);
      touch(text);
    }
    if (options.wants("binds", GROUP)) {
      String what = String.format(Locale.ROOT, "%,d `bind` lines, %,d templates", LINES, TEMPLATES);
      start("binds", what, binds(TEMPLATES, LINES), START_GOAL_S, 200);
    }
    if (options.wants("routes", GROUP)) {
      String text = Configuration.fiftyThousandLinks();
      start("routes", "10,000 routers with 50,000 links", text, ROUTES_START_GOAL_S, 200);
    }
  }

  /// So many hosts, each bound by a line of its own, to so many templates by turns.
  static String binds(int templates, int lines) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < templates; i++) {
      String name = "t" + i;
      out.append("create ").append(name).append("\nset ").append(name);
      out.append(" personality \"Linux 4.15 - 5.6\"\nset ").append(name);
      out.append(" default tcp action closed\nset ").append(name);
      out.append(" default icmp action open\nadd ").append(name).append(" tcp port 80 open\nadd ");
      out.append(name).append(" tcp port ").append(1_000 + i).append(" open\n");
    }
    for (int i = 0; i < lines; i++) {
      out.append("bind 10.1.").append(i >> 8).append('.').append(i & 255);
      out.append(" t").append(i % templates).append('\n');
    }
    return out.toString();
  }

  private void start(
      String name, String what, String configuration, int startGoalS, long rssGoalMb) {
    List<Duration> times = new ArrayList<>();
    List<Duration> versions = new ArrayList<>();
    long rss = 0;
    for (int i = 0; i < STARTS; i++) {
      try (Cable cable = new Cable(options)) {
        versions.add(cable.timeOfVersion());
        times.add(cable.timeToFirstAnswer("10.1.0.1", () -> cable.daemon(configuration)));
        rss = Math.max(rss, cable.figures().rssBytes());
      }
    }
    Collections.sort(times);
    Collections.sort(versions);
    double seconds = times.get(STARTS / 2).toMillis() * 1e-3;
    rows.accept(
        Row.goal(
            name + "-start",
            what + ": from the command to the first answered ping",
            String.format(
                Locale.ROOT,
                "%.2f s (middle of %s; `--version` takes %d ms)",
                seconds,
                millis(times),
                versions.get(STARTS / 2).toMillis()),
            "≤ " + startGoalS + " s",
            seconds <= startGoalS));
    rows.accept(
        Row.goal(
            name + "-rss",
            what + ": memory before traffic",
            megabytes(rss) + " RSS",
            "≤ " + rssGoalMb + " MB",
            rss <= rssGoalMb * 1_000_000));
  }

  private static String millis(List<Duration> times) {
    return String.join(", ", times.stream().map(t -> t.toMillis() + " ms").toList());
  }

  private void touch(String configuration) {
    int hosts = (int) options.scaled(4_000_000, 400_000);
    try (Cable cable = new Cable(options)) {
      cable.daemon(configuration);
      cable.awaitAnswer("10.1.0.1");
      Words command = new Words().put("flood", "").put("kind", "syn").put("host", "10.0.0.1");
      command.put("hosts", hosts).put("probes", hosts).put("window", WINDOW).put("ms", 120_000);
      Words got = cable.ask(command, Duration.ofMinutes(3));
      long rss = cable.figures().rssBytes();
      rows.accept(
          Row.goal(
              "hosts-touched",
              String.format(Locale.ROOT, "memory after one SYN to each of %,d hosts", hosts),
              String.format(
                  Locale.ROOT, "%s RSS, %d SYNs unanswered", megabytes(rss), got.number("lost")),
              "≤ 1 GB after 4,000,000",
              rss <= 1_000_000_000 && got.number("lost") == 0));
    }
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.0f MB", bytes * 1e-6);
  }
}
