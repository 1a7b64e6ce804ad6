package honeyd.bench.load;

import honeyd.stack.StackSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// Many connections at once: established ones, those in a tarpit, and half-open ones of a SYN
/// flood.
final class HeldRows {
  static final String GROUP = "held";

  private static final String FIRST_HOST = "10.1.0.1";
  private static final int HOSTS = 65_534;
  private static final int FEW_HOSTS = 1_000;
  private static final int CLIENTS = 256;
  private static final int PORT = 80;
  private static final int SAMPLE = 1_000;
  private static final int FULL = 1_000_000;
  private static final double RSS_GOAL = 1_500_000_000;
  private static final double HALF_OPEN_GOAL_BYTES = 200;
  private static final int TARPIT_PORT = 81;
  private static final double TARPIT_GOAL = 100_000_000;
  private static final double TARPIT_CPU_GOAL = 0.01;

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
    if (options.wants("tarpit", GROUP)) {
      tarpit();
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
      Words got = hold(cable, HOSTS, PORT, wanted);
      Memory after = Memory.of(cable);
      Words poked = poke(cable, HOSTS, PORT);
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

  /// Connections to `tarpit open` that were opened and say nothing more, on few hosts, so that what
  /// is counted is not their state: what they take, and what the daemon does meanwhile.
  private void tarpit() {
    int wanted = (int) options.scaled(100_000, 20_000);
    try (Cable cable = new Cable(options)) {
      cable.daemon(Configuration.network(Integer.toString(TARPIT_PORT), "tarpit open"));
      cable.awaitAnswer(FIRST_HOST);
      // as many hosts, and code that has run before
      hold(cable, FEW_HOSTS, TARPIT_PORT, SAMPLE);
      double without = restingCpu(cable);
      Memory before = Memory.of(cable);
      Words got = hold(cable, FEW_HOSTS, TARPIT_PORT, wanted);
      Memory after = Memory.of(cable);
      double cpu = restingCpu(cable);
      Words poked = poke(cable, FEW_HOSTS, TARPIT_PORT);
      boolean all =
          got.number("held") == wanted + SAMPLE && poked.number("alive") == poked.number("asked");
      double grown = after.rss - before.rss;
      rows.accept(
          Row.goal(
              "tarpit",
              String.format(Locale.ROOT, "%,d connections held by `tarpit open`", wanted),
              String.format(
                  Locale.ROOT,
                  "%,d held, %d failed, %d of %d asked at random live; %s more RSS, %s; "
                      + "%.2f %% of a processor, %.2f %% before",
                  got.number("held"),
                  got.number("failed"),
                  poked.number("alive"),
                  poked.number("asked"),
                  ScaleRows.megabytes((long) grown),
                  after.growth(before, wanted),
                  100 * cpu,
                  100 * without),
              "< 100 MB, CPU not to be measured",
              all && grown < TARPIT_GOAL && cpu - without < TARPIT_CPU_GOAL));
    }
  }

  /// What the daemon does while nobody asks, as a share of one processor.
  private double restingCpu(Cable cable) {
    long ms = options.ms(20_000, 5_000);
    ProcessFigures figures = cable.figures();
    long fromNs = figures.cpuNs();
    long startNs = System.nanoTime();
    cable.ask(new Words().put("rest", ms), Duration.ofMinutes(2));
    return (double) (figures.cpuNs() - fromNs) / (System.nanoTime() - startNs);
  }

  /// Few hosts, so that what is counted is not their state.
  private void halfOpen() {
    int cap = StackSettings.defaults().maxHalfOpen();
    try (Cable cable = new Cable(options)) {
      cable.daemon(Configuration.network());
      cable.awaitAnswer(FIRST_HOST);
      hold(cable, FEW_HOSTS, PORT, SAMPLE);
      Memory before = Memory.of(cable);
      // more than the cap, so that the oldest must go, and as fast as answers come
      Words flood = new Words().put("flood", "").put("kind", "syn").put("host", FIRST_HOST);
      flood.put("hosts", FEW_HOSTS).put("window", 1_024).put("ms", 60_000);
      Words got = cable.ask(flood.put("probes", 4L * cap), Duration.ofMinutes(2));
      Memory after = Memory.of(cable);
      Words poked = poke(cable, FEW_HOSTS, PORT);
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

  private static Words hold(Cable cable, int hosts, int port, int wanted) {
    Words command = new Words().put("clients", CLIENTS).put("plan", "hold").put("host", FIRST_HOST);
    command.put("port", port).put("hosts", hosts).put("ms", 180_000).put("connections", wanted);
    return cable.ask(command, Duration.ofMinutes(4));
  }

  private static Words poke(Cable cable, int hosts, int port) {
    Words command = new Words().put("poke", "").put("host", FIRST_HOST).put("hosts", hosts);
    return cable.ask(command.put("port", port).put("sample", SAMPLE), Duration.ofMinutes(2));
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
