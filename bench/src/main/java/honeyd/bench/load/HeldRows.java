package honeyd.bench.load;

import honeyd.stack.StackSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// Many connections at once: established ones that are held, and half-open ones of a SYN flood.
final class HeldRows {
  static final String GROUP = "held";

  private static final String FIRST_HOST = "10.1.0.1";
  private static final int HOSTS = 65_534;
  private static final int FEW_HOSTS = 1_000;
  private static final int CLIENTS = 256;
  private static final int SAMPLE = 1_000;
  private static final int FULL = 1_000_000;
  private static final double RSS_GOAL = 1_500_000_000;
  private static final double HALF_OPEN_GOAL_BYTES = 200;

  private final Options options;
  private final Consumer<Row> rows;

  HeldRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    if (options.wants("established", GROUP)) {
      established();
    }
    if (options.wants("half-open", GROUP)) {
      halfOpen();
    }
  }

  private void established() {
    int wanted = options.connections();
    try (Cable cable = new Cable(options)) {
      cable.daemon(
          Configuration.network(), "--max-connections", Integer.toString(wanted + wanted / 10));
      cable.awaitAnswer(FIRST_HOST);
      Memory before = Memory.of(cable);
      Words got = hold(cable, HOSTS, wanted);
      Memory after = Memory.of(cable);
      Words poked = poke(cable, HOSTS);
      boolean all = got.number("held") == wanted && poked.number("alive") == poked.number("asked");
      rows.accept(
          Row.goal(
              "established",
              String.format(Locale.ROOT, "%,d established connections held", wanted),
              String.format(
                  Locale.ROOT,
                  "%,d held, %d failed, %d of %d asked at random live; %s RSS, %s; %,.0f/s opened",
                  got.number("held"),
                  got.number("failed"),
                  poked.number("alive"),
                  poked.number("asked"),
                  ScaleRows.megabytes(after.rss),
                  after.growth(before, wanted),
                  wanted * 1e9 / got.number("elapsed")),
              "1,000,000 in ≤ 1.5 GB",
              all && after.rssWith(before, wanted, FULL) <= RSS_GOAL));
    }
  }

  /// Few hosts, so that what is counted is not their state.
  private void halfOpen() {
    int cap = StackSettings.defaults().maxHalfOpen();
    try (Cable cable = new Cable(options)) {
      cable.daemon(Configuration.network());
      cable.awaitAnswer(FIRST_HOST);
      hold(cable, FEW_HOSTS, SAMPLE);
      Memory before = Memory.of(cable);
      // more than the cap, so that the oldest must go, and as fast as answers come
      Words flood = new Words().put("flood", "").put("kind", "syn").put("host", FIRST_HOST);
      flood.put("hosts", FEW_HOSTS).put("window", 1_024).put("ms", 60_000);
      Words got = cable.ask(flood.put("probes", 4L * cap), Duration.ofMinutes(2));
      Memory after = Memory.of(cable);
      Words poked = poke(cable, FEW_HOSTS);
      double each = (double) (after.live - before.live) / cap;
      rows.accept(
          Row.goal(
              "half-open",
              String.format(Locale.ROOT, "%,d SYNs where %,d may be half open", 4L * cap, cap),
              String.format(
                  Locale.ROOT,
                  "%s; %d SYNs unanswered; %d of %d established before live after",
                  after.growth(before, cap),
                  got.number("lost"),
                  poked.number("alive"),
                  poked.number("asked")),
              "≤ 200 B each, established ones untouched",
              each <= HALF_OPEN_GOAL_BYTES && poked.number("alive") == poked.number("asked")));
    }
  }

  private static Words hold(Cable cable, int hosts, int wanted) {
    Words command = new Words().put("clients", CLIENTS).put("plan", "hold").put("host", FIRST_HOST);
    command.put("hosts", hosts).put("ms", 180_000).put("connections", wanted);
    return cable.ask(command, Duration.ofMinutes(4));
  }

  private static Words poke(Cable cable, int hosts) {
    Words command = new Words().put("poke", "").put("host", FIRST_HOST).put("hosts", hosts);
    return cable.ask(command.put("sample", SAMPLE), Duration.ofMinutes(2));
  }

  /// @param rss bytes that the kernel counts
  /// @param live bytes of objects after a collection
  private record Memory(long rss, long live) {
    static Memory of(Cable cable) {
      long rss = cable.figures().rssBytes();
      return new Memory(rss, Heap.liveBytes(cable.lab(), cable.subject().pid()));
    }

    /// What `full` connections would take, of which `held` were counted.
    double rssWith(Memory before, int held, int full) {
      return before.rss + (double) (rss - before.rss) * full / held;
    }

    String growth(Memory before, long connections) {
      return String.format(
          Locale.ROOT,
          "each %.0f B of heap, %.0f B of RSS with what was not yet collected",
          (double) (live - before.live) / connections,
          (double) (rss - before.rss) / connections);
    }
  }
}
