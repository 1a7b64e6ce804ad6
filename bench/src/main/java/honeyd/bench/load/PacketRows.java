package honeyd.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Single packets: rates beside the reflector's, and processor time for each.
final class PacketRows {
  static final String GROUP = "packets";

  private static final int HOSTS = 65_534;
  private static final int WINDOW = 1_024;
  private static final double RATIO_GOAL = 0.85;
  private static final double CPU_GOAL_US = 7;
  private static final long CPU_RATE = 20_000;

  private final Options options;
  private final Consumer<Row> rows;

  PacketRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  /// What one measurement of a subject gave.
  private record Figures(double perSecond, double cpuUs, double generatorBusy, Words words) {}

  void run() {
    boolean syn = options.wants("syn", GROUP);
    boolean echo = options.wants("echo", GROUP);
    boolean cpu = options.wants("cpu-per-syn", GROUP);
    if (!syn && !echo && !cpu) {
      return;
    }
    try (Cable daemon = new Cable(options);
        Cable reflector = new Cable(options)) {
      daemon.daemon(Configuration.network());
      reflector.reflector();
      daemon.awaitAnswer("10.1.0.1");
      reflector.awaitAnswer("10.1.0.1");
      if (syn || cpu) {
        warmUp(daemon, "syn", options.ms(8_000, 3_000));
        warmUp(reflector, "syn", options.ms(4_000, 1_500));
      }
      if (syn) {
        ratio("syn", "SYN/ACKs", daemon, reflector);
      }
      if (cpu) {
        cpu(daemon, reflector);
      }
      if (echo) {
        warmUp(daemon, "echo", options.ms(8_000, 2_000));
        warmUp(reflector, "echo", options.ms(4_000, 1_000));
        ratio("echo", "echo replies", daemon, reflector);
      }
    }
  }

  private static void warmUp(Cable cable, String kind, long ms) {
    flood(cable, kind, 0, ms);
  }

  private static Figures flood(Cable cable, String kind, long rate, long ms) {
    return flood(cable, command(kind), rate, ms);
  }

  private static Words command(String kind) {
    return new Words()
        .put("flood", "")
        .put("kind", kind)
        .put("host", "10.1.0.1")
        .put("hosts", HOSTS);
  }

  private static Figures flood(Cable cable, Words command, long rate, long ms) {
    ProcessFigures subject = cable.figures();
    command.put("window", rate == 0 ? WINDOW : 1 << 14).put("rate", rate).put("ms", ms);
    long before = subject.cpuNs();
    Words got = cable.ask(command, Duration.ofMillis(ms + 5_000));
    long cpuNs = subject.cpuNs() - before;
    long answered = got.number("answered");
    return new Figures(
        got.number("intime") * 1e9 / got.number("elapsed"),
        cpuNs * 1e-3 / Math.max(1, answered),
        (double) got.number("cpu") / got.number("wall"),
        got);
  }

  /// Daemon and reflector by turns, so that what else the machine does meets both; the middle of
  /// the rounds' ratios.
  private void ratio(String kind, String what, Cable daemon, Cable reflector) {
    int rounds = 3;
    List<Figures> ours = new ArrayList<>();
    List<Figures> theirs = new ArrayList<>();
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      theirs.add(flood(reflector, kind, 0, options.ms(4_000, 1_500)));
      ours.add(flood(daemon, kind, 0, options.ms(4_000, 1_000)));
      ratios[i] = ours.get(i).perSecond / theirs.get(i).perSecond;
    }
    Arrays.sort(ratios);
    rows.accept(
        Row.goal(
            kind,
            what + "/s, " + HOSTS + " destinations, log on, beside the reflector's",
            String.format(
                Locale.ROOT,
                "%.2f (%s beside %s; rounds %s)",
                ratios[rounds / 2],
                describe(ours),
                describe(theirs),
                Arrays.toString(
                    Arrays.stream(ratios).mapToObj(r -> String.format("%.2f", r)).toArray())),
            "≥ " + RATIO_GOAL,
            ratios[rounds / 2] >= RATIO_GOAL));
  }

  private static String describe(List<Figures> rounds) {
    List<Figures> sorted = new ArrayList<>(rounds);
    sorted.sort((a, b) -> Double.compare(a.perSecond, b.perSecond));
    Figures middle = sorted.get(sorted.size() / 2);
    long lost = rounds.stream().mapToLong(f -> f.words.number("lost")).sum();
    return String.format(
        Locale.ROOT,
        "%,.0f/s at %.1f µs of CPU, generator %.0f %% busy, %d lost",
        middle.perSecond,
        middle.cpuUs,
        100 * middle.generatorBusy,
        lost);
  }

  /// As a scan is: its system resets every SYN/ACK, and that is part of the figure. Beside it a
  /// flood from sources that are not there, where each SYN/ACK is sent again as the system does.
  private void cpu(Cable daemon, Cable reflector) {
    long ms = options.ms(10_000, 3_000);
    Figures theirs = flood(reflector, command("syn").put("resets", ""), CPU_RATE, ms);
    Figures ours = flood(daemon, command("syn").put("resets", ""), CPU_RATE, ms);
    Figures unheard = flood(daemon, "syn", CPU_RATE, ms);
    double sentAgain = (double) unheard.words.number("duplicates") / unheard.words.number("sent");
    rows.accept(
        Row.goal(
            "cpu-per-syn",
            String.format(Locale.ROOT, "CPU per answered SYN at %,d/s, log on", CPU_RATE),
            String.format(
                Locale.ROOT,
                "%.1f µs with the scanner's reset (reflector %.1f µs; %,.0f/s answered, %d lost);"
                    + " %.1f µs without, when %.1f SYN/ACKs more are sent for each",
                ours.cpuUs,
                theirs.cpuUs,
                ours.perSecond,
                ours.words.number("lost"),
                unheard.cpuUs,
                sentAgain),
            "≤ 7 µs",
            ours.cpuUs <= CPU_GOAL_US && ours.words.number("lost") == 0));
  }
}
