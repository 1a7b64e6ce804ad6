package honeyd.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/// Processor time for a packet and its answer with something, beside the same hosts without it.
final class SideBySide {
  private static final String HOST = "10.1.0.1";
  private static final int HOSTS = 65_534;
  private static final long RATE = 20_000;
  private static final double GOAL = 1.3;
  private static final int ROUNDS = 3;

  private final Options options;

  SideBySide(Options options) {
    this.options = options;
  }

  /// What is sent.
  enum Kind {
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

  /// By turns, so that what else the machine does meets both; the middle of the rounds' ratios.
  ///
  /// @param withoutText what the cable without it leads to, for people
  /// @param withText what the other one leads to
  Row compare(
      String name, Kind kind, Cable without, String withoutText, Cable with, String withText) {
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
    return Row.goal(
        name,
        String.format(
            Locale.ROOT,
            "CPU for each %s at %,d/s: %s, beside %s",
            kind.what,
            RATE,
            withText,
            withoutText),
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
        ratio <= GOAL && lost == 0);
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
