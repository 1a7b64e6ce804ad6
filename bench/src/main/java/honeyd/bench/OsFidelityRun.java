package honeyd.bench;

import honeyd.testkit.fidelity.OsFidelity;
import honeyd.testkit.fidelity.Subject;
import honeyd.testkit.fidelity.Verdict;
import honeyd.testkit.fidelity.Way;
import honeyd.testkit.net.Namespace;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.nmap.NmapDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// How many hosts real nmap recognises, as a page in Markdown on standard output. Needs root.
///
/// Words: `--hosts N` (0 for every name of the database), `--seed N`, `--batch N`, `--parallel N`,
/// `--after MINUTES` of other traffic, after which the same hosts are scanned again, `--hops N` for
/// hosts behind so many lines of 5, 10, 15 … ms.
final class OsFidelityRun {
  private static final Duration SWEEP = Duration.ofMinutes(10);

  private final OsFidelity fidelity;
  private final Way way;
  private final Map<String, Long> options;

  private OsFidelityRun(NmapDatabase database, Map<String, Long> options) {
    this.options = options;
    this.way = new Way(option("--hops"));
    this.fidelity = new OsFidelity(database, way);
  }

  /// @param args as the class says
  public static void main(String[] args) throws IOException {
    Map<String, Long> options = new HashMap<>();
    options.put("--hosts", 0L);
    options.put("--seed", System.nanoTime());
    options.put("--batch", 30L);
    options.put("--parallel", 1L);
    options.put("--after", 0L);
    options.put("--hops", 0L);
    for (int i = 0; i < args.length; i += 2) {
      if (!options.containsKey(args[i]) || i + 1 == args.length) {
        System.err.println("os-fidelity: unknown or without a number: " + args[i]);
        System.exit(2);
      }
      options.put(args[i], Long.parseLong(args[i + 1]));
    }
    new OsFidelityRun(NmapDatabase.load(OsFidelity.DATABASE), options).run();
  }

  private int option(String name) {
    return (int) (long) options.getOrDefault(name, 0L);
  }

  private void run() {
    List<Subject> subjects =
        fidelity.subjects(option("--hosts"), options.getOrDefault("--seed", 0L), entry -> true);
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(fidelity.configuration(subjects));
      scan(lab.attacker(), subjects, "One scan");
      if (option("--after") > 0) {
        long packets = disturb(lab.attacker(), subjects, Duration.ofMinutes(option("--after")));
        scan(
            lab.attacker(),
            subjects,
            "After %d minutes of other traffic (%,d probes)".formatted(option("--after"), packets));
      }
    }
  }

  private void scan(Namespace attacker, List<Subject> subjects, String title) {
    AtomicInteger done = new AtomicInteger();
    long startNs = System.nanoTime();
    List<Verdict> verdicts =
        fidelity.scan(
            attacker,
            subjects,
            option("--batch"),
            option("--parallel"),
            n ->
                System.err.printf(
                    "os-fidelity: %d of %d hosts scanned%n", done.addAndGet(n), subjects.size()));
    double seconds = (System.nanoTime() - startNs) * 1e-9;
    Map<Verdict.Kind, Integer> counts = new EnumMap<>(Verdict.Kind.class);
    verdicts.forEach(v -> counts.merge(v.kind(), 1, Integer::sum));
    System.out.printf("## %s%n%n", title);
    System.out.println(
        "| hosts | exact | share | best guess | listed | other | absent | seconds |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    System.out.printf(
        "| %d | %d | %.2f %% | %d | %d | %d | %d | %.0f |%n%n",
        verdicts.size(),
        count(counts, Verdict.Kind.EXACT),
        100.0 * count(counts, Verdict.Kind.EXACT) / verdicts.size(),
        count(counts, Verdict.Kind.BEST),
        count(counts, Verdict.Kind.LISTED),
        count(counts, Verdict.Kind.OTHER),
        count(counts, Verdict.Kind.ABSENT),
        seconds);
    if (way.lines() > 0) {
      System.out.printf(
          "Distance, which is %d, right for %d of them.%n%n",
          way.distance(), verdicts.stream().filter(v -> v.distance() == way.distance()).count());
    }
    System.out.println("| not exact | verdict | nmap's first guess | what differs |");
    System.out.println("|---|---|---|---|");
    for (Verdict v : verdicts) {
      if (v.kind() != Verdict.Kind.EXACT) {
        System.out.printf(
            "| %s | %s | %s | %s |%n",
            cell(v.subject().toString()),
            v.kind(),
            v.guesses().isEmpty() ? "none" : cell(v.guesses().getFirst()),
            cell(
                v.misses().isEmpty()
                    ? "nothing; ports " + v.ports()
                    : String.join("; ", v.misses())));
      }
    }
    System.out.println();
  }

  private static int count(Map<Verdict.Kind, Integer> counts, Verdict.Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  /// What others do meanwhile: sweeps and port scans of all hosts, at a bounded rate.
  ///
  /// @return roughly how many probes were sent
  private static long disturb(Namespace attacker, List<Subject> subjects, Duration duration) {
    long endNs = System.nanoTime() + duration.toNanos();
    long probes = 0;
    String[][] scans = {
      {"-sn", "-PE", "-PS443", "--disable-arp-ping"},
      {"-Pn", "-sS", "-p", "20-29,80"},
      {"-Pn", "-sU", "-p", "53,161"},
      {"-Pn", "-sT", "-p", "80"}
    };
    int[] perHost = {2, 11, 2, 1};
    for (int i = 0; System.nanoTime() < endNs; i = (i + 1) % scans.length) {
      List<String> command = new ArrayList<>(List.of("nmap", "-n", "--max-rate", "1000", "-T4"));
      command.addAll(List.of("--max-retries", "0", "-oG", "/dev/null"));
      command.addAll(List.of(scans[i]));
      subjects.forEach(subject -> command.add(subject.address()));
      attacker.run(SWEEP, command.toArray(String[]::new)).orFail();
      probes += (long) subjects.size() * perHost[i];
    }
    return probes;
  }
}
