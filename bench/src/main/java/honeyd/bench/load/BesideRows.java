package honeyd.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/// What something in the configuration costs: processor time for a packet and its answer with it,
/// beside the same hosts without it. Rows `PREFIX-echo` and `PREFIX-syn`.
final class BesideRows {
  private static final String HOST = "10.1.0.1";
  private static final int HOSTS = 65_534;
  private static final long RATE = 20_000;
  private static final double GOAL = 1.3;
  private static final int ROUNDS = 3;

  private final Options options;
  private final Consumer<Row> rows;

  BesideRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  /// What costs something.
  enum Extra {
    /// Three routers and two slow lines.
    ROUTERS("topology", "routers", "three routers and two lines", "a flat network"),
    /// A dynamic template with conditions of every kind, beside the template that it comes to.
    DYNAMIC("dynamic", "dynamic", "a dynamic template of five", "its last member alone");

    private final String group;
    private final String prefix;
    private final String withIt;
    private final String withoutIt;

    Extra(String group, String prefix, String withIt, String withoutIt) {
      this.group = group;
      this.prefix = prefix;
      this.withIt = withIt;
      this.withoutIt = withoutIt;
    }

    String group() {
      return group;
    }

    private String configuration() {
      return switch (this) {
        case ROUTERS -> Configuration.networkBehindRouters();
        case DYNAMIC -> Configuration.dynamicNetwork();
      };
    }
  }

  private enum Kind {
    ECHO("echo request", "echo"),
    SYN("SYN with the scanner's reset", "syn");

    private final String what;
    private final String word;

    Kind(String what, String word) {
      this.what = what;
      this.word = word;
    }
  }

  /// @param cpuUs of the daemon's processor time for each answer
  private record Figures(double cpuUs, long lost) {}

  void run(Extra extra) {
    boolean echo = options.wants(extra.prefix + "-echo", extra.group);
    boolean syn = options.wants(extra.prefix + "-syn", extra.group);
    if (!echo && !syn) {
      return;
    }
    try (Cable without = new Cable(options);
        Cable with = new Cable(options)) {
      without.daemon(Configuration.network());
      with.daemon(extra.configuration());
      without.awaitAnswer(HOST);
      with.awaitAnswer(HOST);
      if (echo) {
        compare(extra, Kind.ECHO, without, with);
      }
      if (syn) {
        compare(extra, Kind.SYN, without, with);
      }
    }
  }

  /// By turns, so that what else the machine does meets both; the middle of the rounds' ratios.
  private void compare(Extra extra, Kind kind, Cable without, Cable with) {
    // as fast as answers come, so that all is compiled before anything is measured
    flood(without, kind, 0, options.ms(6_000, 4_000));
    flood(with, kind, 0, options.ms(6_000, 4_000));
    double[] plain = new double[ROUNDS];
    double[] dear = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    long lost = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Figures first = flood(without, kind, RATE, options.ms(6_000, 2_000));
      Figures second = flood(with, kind, RATE, options.ms(6_000, 2_000));
      plain[i] = first.cpuUs;
      dear[i] = second.cpuUs;
      ratios[i] = second.cpuUs / first.cpuUs;
      lost += first.lost + second.lost;
    }
    Arrays.sort(plain);
    Arrays.sort(dear);
    Arrays.sort(ratios);
    double ratio = ratios[ROUNDS / 2];
    rows.accept(
        Row.goal(
            extra.prefix + "-" + kind.word,
            String.format(
                Locale.ROOT,
                "CPU for each %s at %,d/s: %s, beside %s",
                kind.what,
                RATE,
                extra.withIt,
                extra.withoutIt),
            String.format(
                Locale.ROOT,
                "× %.2f (%.1f µs beside %.1f µs, %d lost; rounds %s)",
                ratio,
                dear[ROUNDS / 2],
                plain[ROUNDS / 2],
                lost,
                Arrays.toString(
                    Arrays.stream(ratios)
                        .mapToObj(r -> String.format(Locale.ROOT, "%.2f", r))
                        .toArray())),
            "× ≤ " + GOAL,
            ratio <= GOAL && lost == 0));
  }

  private static Figures flood(Cable cable, Kind kind, long rate, long ms) {
    Words command = new Words().put("flood", "").put("kind", kind.word).put("host", HOST);
    command.put("hosts", HOSTS).put("window", 1 << 13).put("rate", rate).put("ms", ms);
    if (kind == Kind.SYN) {
      command.put("resets", "");
    }
    ProcessFigures subject = cable.figures();
    long before = subject.cpuNs();
    Words got = cable.ask(command, Duration.ofMillis(ms + 5_000));
    double cpuUs = (subject.cpuNs() - before) * 1e-3 / Math.max(1, got.number("answered"));
    return new Figures(cpuUs, got.number("lost"));
  }
}
