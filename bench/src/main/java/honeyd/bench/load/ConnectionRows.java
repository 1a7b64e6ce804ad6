package honeyd.bench.load;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/// Whole TCP connections from 64 clients at once.
final class ConnectionRows {
  static final String GROUP = "connections";

  private static final int HOSTS = 65_534;
  private static final int CLIENTS = 64;
  private static final double P99_GOAL_MS = 10;
  private static final int ECHO_PORT = 7;
  private static final int CAT_PORT = 9;
  private static final String CAT = "\"/bin/cat\"";
  private static final String CONFIGURATION = Configuration.network("" + CAT_PORT, CAT);
  private static final String WITH_ECHO =
      Configuration.network("" + CAT_PORT, CAT, "" + ECHO_PORT, "internal \"echo\"");

  private final Options options;
  private final Consumer<Row> rows;

  ConnectionRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    boolean connect = options.wants("connect", GROUP);
    boolean echo = options.wants("exchange-echo", GROUP);
    boolean cat = options.wants("exchange-cat", GROUP);
    if (!connect && !echo && !cat) {
      return;
    }
    try (Cable cable = new Cable(options)) {
      boolean hasEcho = !cable.verify(WITH_ECHO).contains("internal");
      cable.daemon(hasEcho ? WITH_ECHO : CONFIGURATION);
      cable.awaitAnswer("10.1.0.1");
      if (connect) {
        measure(cable, "connect", "TCP connect + close, 64 clients", "close", 80, 25_000);
      }
      if (echo && hasEcho) {
        measure(
            cable,
            "exchange-echo",
            "connect, 64 bytes there and back, close: internal \"echo\"",
            "exchange",
            ECHO_PORT,
            15_000);
      } else if (echo) {
        rows.accept(
            Row.notAvailable(
                "exchange-echo",
                "connect, 64 bytes there and back, close: internal \"echo\"",
                "this daemon has no internal services yet"));
      }
      if (cat) {
        measure(
            cable,
            "exchange-cat",
            "connect, 64 bytes there and back, close: script \"/bin/cat\"",
            "exchange",
            CAT_PORT,
            1_000);
      }
    }
  }

  private void measure(Cable cable, String name, String what, String plan, int port, long goal) {
    clients(cable, plan, port, options.ms(8_000, 2_000));
    ProcessFigures subject = cable.figures();
    long before = subject.cpuNs();
    Words got = clients(cable, plan, port, options.ms(8_000, 2_000));
    long cpuNs = subject.cpuNs() - before;
    double perSecond = got.number("intime") * 1e9 / got.number("elapsed");
    double p99Ms = got.number("p99") * 1e-6;
    long failed = got.number("failed");
    boolean quickEnough = plan.equals("exchange") || p99Ms <= P99_GOAL_MS;
    rows.accept(
        Row.goal(
            name,
            what,
            String.format(
                Locale.ROOT,
                "%,.0f/s, p50 %.1f ms, p99 %.1f ms, %d failed (%d reset, %d late, %d wrong);"
                    + " %.0f µs of CPU each, generator %.0f %% busy",
                perSecond,
                got.number("p50") * 1e-6,
                p99Ms,
                failed,
                got.number("resets"),
                got.number("late"),
                got.number("wrong"),
                cpuNs * 1e-3 / Math.max(1, got.number("completed")),
                100.0 * got.number("cpu") / got.number("wall")),
            String.format(
                Locale.ROOT,
                "≥ %,d/s, none failed%s",
                goal,
                plan.equals("exchange") ? "" : ", p99 ≤ 10 ms"),
            perSecond >= goal && failed == 0 && quickEnough));
  }

  private static Words clients(Cable cable, String plan, int port, long ms) {
    Words command = new Words().put("clients", CLIENTS).put("plan", plan).put("host", "10.1.0.1");
    command.put("hosts", HOSTS).put("port", port).put("ms", ms);
    return cable.ask(command, Duration.ofMillis(ms + 10_000));
  }
}
