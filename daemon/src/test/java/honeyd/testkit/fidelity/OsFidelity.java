package honeyd.testkit.fidelity;

import honeyd.testkit.net.Namespace;
import honeyd.testkit.net.Outcome;
import honeyd.testkit.nmap.NmapDatabase;
import honeyd.testkit.nmap.NmapMatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/// Real `nmap -O` against hosts with known personalities: which it names, and what differs where it
/// does not.
public final class OsFidelity {
  /// Where Debian's package nmap-common puts the database that nmap itself matches with.
  public static final Path DATABASE = Path.of("/usr/share/nmap/nmap-os-db");

  private static final int OPEN_PORT = 80;
  private static final int CLOSED_PORT = 1;
  private static final int HOSTS_PER_NETWORK = 250;

  /// Longer than any batch takes on a loaded machine.
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final NmapDatabase database;
  private final Way way;

  /// @param way to the hosts; where there are routers on it, nmap traces them as well
  public OsFidelity(NmapDatabase database, Way way) {
    this.database = database;
    this.way = way;
  }

  /// Some names of the database, all when `hosts` is 0 or more than there are, each with an address
  /// of its own from 10.3.0.1 on.
  ///
  /// @param seed of the choice
  /// @param eligible which entries count; a name with none of them is left out
  public List<Subject> subjects(int hosts, long seed, Predicate<NmapDatabase.Entry> eligible) {
    LinkedHashSet<String> distinct = new LinkedHashSet<>();
    database.entries().stream().filter(eligible).forEach(entry -> distinct.add(entry.name()));
    List<String> names = new ArrayList<>(distinct);
    if (hosts > 0) {
      Collections.shuffle(names, new Random(seed));
      names = names.subList(0, Math.min(hosts, names.size()));
    }
    List<Subject> subjects = new ArrayList<>();
    for (String name : names) {
      int i = subjects.size();
      String address = "10.3." + i / HOSTS_PER_NETWORK + "." + (i % HOSTS_PER_NETWORK + 1);
      subjects.add(new Subject(address, name, 0));
    }
    return subjects;
  }

  /// A configuration with these hosts at the end of the way: one open TCP port, everything else
  /// closed, pings answered.
  public String configuration(List<Subject> subjects) {
    StringBuilder text = new StringBuilder(subjects.size() * 200);
    text.append(way.configuration());
    for (int i = 0; i < subjects.size(); i++) {
      Subject s = subjects.get(i);
      text.append(
          """
          create t%1$d
          set t%1$d personality "%2$s"%3$s
          set t%1$d default tcp action closed
          set t%1$d default udp action closed
          set t%1$d default icmp action open
          add t%1$d tcp port %4$d open
          bind %5$s t%1$d
          """
              .formatted(
                  i,
                  s.name(),
                  s.variant() == 0 ? "" : " variant " + s.variant(),
                  OPEN_PORT,
                  s.address()));
    }
    return text.toString();
  }

  /// Scans all of them.
  ///
  /// @param attacker where nmap runs
  /// @param batch how many hosts one nmap scans
  /// @param parallel how many nmaps run at once
  /// @param progress told the number of hosts of each batch that is done, on nmap's thread
  public List<Verdict> scan(
      Namespace attacker, List<Subject> subjects, int batch, int parallel, IntConsumer progress) {
    List<Future<List<Verdict>>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(parallel)) {
      for (int from = 0; from < subjects.size(); from += batch) {
        List<Subject> part = subjects.subList(from, Math.min(from + batch, subjects.size()));
        running.add(
            threads.submit(() -> {
              List<Verdict> verdicts = scan(attacker, part);
              progress.accept(part.size());
              return verdicts;
            }));
      }
    }
    List<Verdict> verdicts = new ArrayList<>();
    for (Future<List<Verdict>> one : running) {
      try {
        verdicts.addAll(one.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }
    return verdicts;
  }

  private List<Verdict> scan(Namespace attacker, List<Subject> subjects) {
    List<String> command = new ArrayList<>(List.of("nmap", "-n", "-Pn", "-sS", "-O", "-vv"));
    command.addAll(List.of("-T4", "--max-retries", "3", "-oX", "-"));
    command.addAll(List.of("-p", CLOSED_PORT + "," + OPEN_PORT));
    if (way.lines() > 0) {
      command.add("--traceroute");
    }
    subjects.forEach(s -> command.add(s.address()));
    Outcome nmap = attacker.run(LIMIT, command.toArray(String[]::new)).orFail();
    Map<String, NmapXml.Seen> seen = new HashMap<>();
    NmapXml.read(nmap.out()).forEach(host -> seen.put(host.address(), host));
    List<Verdict> verdicts = new ArrayList<>();
    for (Subject subject : subjects) {
      NmapXml.Seen host = seen.get(subject.address());
      verdicts.add(
          host == null
              ? new Verdict(
                  subject, Verdict.Kind.ABSENT, List.of(), List.of(), "not scanned", 0, List.of())
              : verdict(subject, host));
    }
    return verdicts;
  }

  private Verdict verdict(Subject subject, NmapXml.Seen host) {
    Verdict.Kind kind = Verdict.Kind.ABSENT;
    List<String> guesses = new ArrayList<>();
    for (Map.Entry<String, Integer> match : host.matches()) {
      boolean own = match.getKey().equals(subject.name());
      if (own && match.getValue() == 100) {
        kind = Verdict.Kind.EXACT;
      } else if (kind != Verdict.Kind.EXACT && own) {
        kind = guesses.isEmpty() ? Verdict.Kind.BEST : Verdict.Kind.LISTED;
      } else if (kind == Verdict.Kind.ABSENT) {
        kind = Verdict.Kind.OTHER;
      }
      guesses.add(match.getKey() + " (" + match.getValue() + " %)");
    }
    List<String> misses = kind == Verdict.Kind.EXACT ? List.of() : misses(subject, host.print());
    return new Verdict(
        subject, kind, guesses, misses, host.ports().toString(), host.distance(), host.hops());
  }

  /// How the observed fingerprint differs from the nearest wanted entry.
  private List<String> misses(Subject subject, Map<String, Map<String, String>> print) {
    List<String> best = List.of("no fingerprint seen");
    int least = Integer.MAX_VALUE;
    for (NmapDatabase.Entry entry : database.entries()) {
      boolean wanted = subject.variant() == 0 || subject.variant() == entry.variant();
      if (!wanted || !entry.name().equals(subject.name())) {
        continue;
      }
      NmapMatcher.Score score = NmapMatcher.score(print, entry.tests(), database.points());
      int lost = score.possible() - score.got();
      if (score.possible() > 0 && lost < least) {
        least = lost;
        best = score.misses();
      }
    }
    return best;
  }
}
