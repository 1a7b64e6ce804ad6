package honeyd.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/// What routers cost: processor time for a packet and its answer over three routers and two slow
/// lines, beside the same hosts in a flat network.
final class TopologyRows {
  static final String GROUP = "topology";

  private static final String HOST = "10.1.0.1";
  private static final int HOSTS = 65_534;
  private static final long RATE = 20_000;
  private static final double GOAL = 1.3;
  private static final int ROUNDS = 3;

  private final Options options;
  private final Consumer<Row> rows;

  TopologyRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  /// @param cpuUs of the daemon's processor time for each answer
  private record Figures(double cpuUs, long lost) {}

  void run() {
    boolean echo = options.wants("routers-echo", GROUP);
    boolean syn = options.wants("routers-syn", GROUP);
    if (!echo && !syn) {
      return;
    }
    try (Cable flat = new Cable(options);
        Cable routers = new Cable(options)) {
      flat.daemon(Configuration.network());
      routers.daemon(Configuration.networkBehindRouters());
      flat.awaitAnswer(HOST);
      routers.awaitAnswer(HOST);
      if (echo) {
        compare("routers-echo", "echo request", "echo", flat, routers);
      }
      if (syn) {
        compare("routers-syn", "SYN with the scanner's reset", "syn", flat, routers);
      }
    }
  }

  /// By turns, so that what else the machine does meets both; the middle of the rounds' ratios.
  private void compare(String name, String what, String kind, Cable flat, Cable routers) {
    // as fast as answers come, so that all is compiled before anything is measured
    flood(flat, kind, 0, options.ms(6_000, 4_000));
    flood(routers, kind, 0, options.ms(6_000, 4_000));
    double[] without = new double[ROUNDS];
    double[] with = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    long lost = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Figures plain = flood(flat, kind, RATE, options.ms(6_000, 2_000));
      Figures routed = flood(routers, kind, RATE, options.ms(6_000, 2_000));
      without[i] = plain.cpuUs;
      with[i] = routed.cpuUs;
      ratios[i] = routed.cpuUs / plain.cpuUs;
      lost += plain.lost + routed.lost;
    }
    Arrays.sort(without);
    Arrays.sort(with);
    Arrays.sort(ratios);
    double ratio = ratios[ROUNDS / 2];
    rows.accept(
        Row.goal(
            name,
            String.format(
                Locale.ROOT,
                "CPU for each %s at %,d/s over three routers and two lines, beside a flat network",
                what,
                RATE),
            String.format(
                Locale.ROOT,
                "× %.2f (%.1f µs beside %.1f µs, %d lost; rounds %s)",
                ratio,
                with[ROUNDS / 2],
                without[ROUNDS / 2],
                lost,
                Arrays.toString(
                    Arrays.stream(ratios)
                        .mapToObj(r -> String.format(Locale.ROOT, "%.2f", r))
                        .toArray())),
            "× ≤ " + GOAL,
            ratio <= GOAL && lost == 0));
  }

  private static Figures flood(Cable cable, String kind, long rate, long ms) {
    Words command = new Words().put("flood", "").put("kind", kind).put("host", HOST);
    command.put("hosts", HOSTS).put("window", 1 << 13).put("rate", rate).put("ms", ms);
    if (kind.equals("syn")) {
      command.put("resets", "");
    }
    ProcessFigures subject = cable.figures();
    long before = subject.cpuNs();
    Words got = cable.ask(command, Duration.ofMillis(ms + 5_000));
    double cpuUs = (subject.cpuNs() - before) * 1e-3 / Math.max(1, got.number("answered"));
    return new Figures(cpuUs, got.number("lost"));
  }
}
