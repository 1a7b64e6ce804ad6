package honeyd.bench.load;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// What a packet costs when there is a thousand times more of something.
final class GrowthRows {
  static final String GROUP = "growth";

  private static final String HOST = "10.1.0.1";
  private static final double GOAL = 1.5;
  private static final int FEW = 65;
  private static final int FACTOR = 1_000;

  private final Options options;
  private final Consumer<Row> rows;

  GrowthRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    if (options.quick() && options.rows().isEmpty()) {
      // ratios of short measurements are noise: a quick run leaves them out unless asked for
      return;
    }
    if (options.wants("growth-hosts", GROUP)) {
      String text = Configuration.network();
      report(
          "growth-hosts",
          "CPU for each SYN, %,d hosts talked to, then %,d".formatted(FEW, FEW * FACTOR),
          perSyn(text, FEW),
          perSyn(text, FEW * FACTOR));
    }
    if (options.wants("growth-templates", GROUP)) {
      report(
          "growth-templates",
          "CPU for each SYN to 65,000 hosts with a line each, 1 template, then 1,000",
          perSyn(ScaleRows.binds(1, 1 << 16), FEW * FACTOR),
          perSyn(ScaleRows.binds(FACTOR, 1 << 16), FEW * FACTOR));
    }
    if (options.wants("growth-routes", GROUP)) {
      report(
          "growth-routes",
          "CPU for each SYN through three routers, 10 of them in all, then 10,000",
          perSyn(Configuration.networkBehindManyRouters(1, 8, 10), FEW * FACTOR),
          perSyn(Configuration.networkBehindManyRouters(256, 32, 10_000), FEW * FACTOR));
    }
    if (options.wants("growth-connections", GROUP)) {
      int many = (int) options.scaled(500_000, 50_000);
      report(
          "growth-connections",
          "CPU for a connect + close, %,d held, then %,d".formatted(many / FACTOR, many),
          perConnection(many / FACTOR, many),
          perConnection(many, many));
    }
  }

  private void report(String name, String what, double fewUs, double manyUs) {
    rows.accept(
        Row.goal(
            name,
            what,
            String.format(
                Locale.ROOT, "%.1f µs, then %.1f µs: × %.2f", fewUs, manyUs, manyUs / fewUs),
            "× < 1.5",
            manyUs / fewUs < GOAL));
  }

  /// Microseconds of the daemon's processor time for a SYN, as fast as answers come.
  private double perSyn(String configuration, int hosts) {
    try (Cable cable = new Cable(options)) {
      cable.daemon(configuration);
      cable.awaitAnswer(HOST);
      flood(cable, hosts, options.ms(8_000, 3_000));
      ProcessFigures subject = cable.figures();
      long before = subject.cpuNs();
      Words got = flood(cable, hosts, options.ms(5_000, 2_000));
      return (subject.cpuNs() - before) * 1e-3 / got.number("answered");
    }
  }

  private static Words flood(Cable cable, int hosts, long ms) {
    Words command = new Words().put("flood", "").put("kind", "syn").put("host", HOST);
    command.put("hosts", hosts).put("window", 1_024).put("ms", ms);
    return cable.ask(command, Duration.ofMillis(ms + 10_000));
  }

  /// Microseconds for a connection that is opened and closed while others are held, with room for
  /// `most` of those.
  private double perConnection(int held, int most) {
    try (Cable cable = new Cable(options)) {
      cable.daemon(Configuration.network(), "--max-connections", Integer.toString(most + 100_000));
      cable.awaitAnswer(HOST);
      clients(cable, "hold", 120_000, held);
      clients(cable, "close", options.ms(8_000, 3_000), Long.MAX_VALUE);
      ProcessFigures subject = cable.figures();
      long before = subject.cpuNs();
      Words got = clients(cable, "close", options.ms(5_000, 2_000), Long.MAX_VALUE);
      return (subject.cpuNs() - before) * 1e-3 / got.number("completed");
    }
  }

  private static Words clients(Cable cable, String plan, long ms, long connections) {
    Words command = new Words().put("clients", 64).put("plan", plan).put("host", HOST);
    command.put("hosts", 65_534).put("ms", ms).put("connections", connections);
    return cable.ask(command, Duration.ofMillis(ms + 10_000));
  }
}
