package honeyd.bench.load;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// How long answers take at half of the rate that saturates.
final class LatencyRows {
  static final String GROUP = "latency";

  private static final String HOST = "10.1.0.1";
  private static final int HOSTS = 65_534;
  private static final double P99_GOAL_MS = 1;
  private static final double P999_GOAL_MS = 5;
  private static final double MAX_GOAL_MS = 20;

  private final Options options;
  private final Consumer<Row> rows;

  LatencyRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    if (!options.wants("latency", GROUP)) {
      return;
    }
    long ms = options.longLatency() ? 600_000 : options.ms(60_000, 3_000);
    try (Cable daemon = new Cable(options);
        Cable reflector = new Cable(options)) {
      daemon.daemon(Configuration.network());
      reflector.reflector();
      daemon.awaitAnswer(HOST);
      reflector.awaitAnswer(HOST);
      flood(daemon, 0, options.ms(8_000, 3_000));
      Words saturated = flood(daemon, 0, options.ms(3_000, 1_000));
      long rate = (long) (saturated.number("intime") * 1e9 / saturated.number("elapsed") / 2);
      flood(reflector, rate, options.ms(4_000, 1_000));
      flood(daemon, rate, options.ms(4_000, 1_000));
      Words theirs = flood(reflector, rate, Math.min(ms, 10_000));
      Words ours = flood(daemon, rate, ms);
      double p99 = ms(ours, "p99");
      double p999 = ms(ours, "p999");
      double max = ms(ours, "max");
      rows.accept(
          Row.goal(
              "latency",
              String.format(
                  Locale.ROOT,
                  "SYN to SYN/ACK at %,d/s, half of what saturates, for %d s",
                  rate,
                  ms / 1_000),
              describe(ours) + " (reflector: " + describe(theirs) + ")",
              "p99 ≤ 1 ms, p99.9 ≤ 5 ms, none over 20 ms",
              p99 <= P99_GOAL_MS
                  && p999 <= P999_GOAL_MS
                  && max <= MAX_GOAL_MS
                  && ours.number("lost") == 0));
    }
  }

  private static String describe(Words got) {
    return String.format(
        Locale.ROOT,
        "p50 %.3f, p99 %.2f, p99.9 %.2f, longest %.1f ms, %d lost",
        ms(got, "p50"),
        ms(got, "p99"),
        ms(got, "p999"),
        ms(got, "max"),
        got.number("lost"));
  }

  private static double ms(Words got, String quantile) {
    return got.number(quantile) * 1e-6;
  }

  private static Words flood(Cable cable, long rate, long ms) {
    Words command = new Words().put("flood", "").put("kind", "syn").put("host", HOST);
    command.put("hosts", HOSTS).put("rate", rate).put("ms", ms);
    command.put("window", rate == 0 ? 1_024 : 1 << 16);
    return cable.ask(command, Duration.ofMillis(ms + 10_000));
  }
}
