package honeyd.it;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.testkit.fidelity.OsFidelity;
import honeyd.testkit.fidelity.Subject;
import honeyd.testkit.fidelity.Verdict;
import honeyd.testkit.fidelity.Way;
import honeyd.testkit.net.Daemon;
import honeyd.testkit.net.NetLab;
import honeyd.testkit.nmap.NmapDatabase;
import honeyd.testkit.nmap.UnreachableEntries;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Real nmap's OS detection names the hosts as they are configured: other names each time, the same
/// with `-Dhoneyd.fidelity.seed=N`. Names of which `docs/personalities.md` says why no scan can
/// name them are not drawn.
class OsFidelityIT {
  private static final int HOSTS = 60;
  private static final int FAR_HOSTS = 20;

  /// The goal for the whole database is 99 in 100. Of the names that are drawn here nmap missed 5
  /// of 3,765 when it was asked for all (`docs/personalities.md`, "Limits"): among sixty more than
  /// two come by such chance once in ten thousand runs.
  private static final int MISSES_ALLOWED = 2;

  private static final int BATCH = 30;
  private static final int FAR_BATCH = 10;

  /// A second nmap would leave the daemon and the first no processor of their own while it
  /// compares, and nmap that is kept from reading takes answers for lost.
  private static final int PARALLEL = 1;

  @Test
  void sixtyNames_areNamedExactly() throws IOException {
    scan(HOSTS, BATCH, Way.FLAT);
  }

  @Test
  void namesBehindThreeSlowLines_areNamedExactlyAndTheirDistanceIsRight() throws IOException {
    Way way = new Way(3);
    assertThat(scan(FAR_HOSTS, FAR_BATCH, way))
        .allSatisfy(v -> assertThat(v.distance()).as(v.toString()).isEqualTo(way.distance()));
  }

  private static List<Verdict> scan(int hosts, int batch, Way way) throws IOException {
    long seed = Long.getLong("honeyd.fidelity.seed", System.nanoTime());
    NmapDatabase database = NmapDatabase.load(OsFidelity.DATABASE);
    OsFidelity fidelity = new OsFidelity(database, way);
    UnreachableEntries unreachable = UnreachableEntries.read(Daemon.root());
    List<Subject> subjects = fidelity.subjects(hosts, seed, entry -> !unreachable.contains(entry));
    List<Verdict> verdicts;
    try (NetLab lab = NetLab.routed()) {
      lab.honeyd(fidelity.configuration(subjects));
      verdicts = fidelity.scan(lab.attacker(), subjects, batch, PARALLEL, n -> {});
    }
    List<Verdict> misses = verdicts.stream().filter(v -> v.kind() != Verdict.Kind.EXACT).toList();
    System.out.printf(
        "nmap named %d of %d hosts exactly over %d lines, seed %d%n",
        verdicts.size() - misses.size(), verdicts.size(), way.lines(), seed);
    misses.forEach(System.out::println);
    assertThat(misses).as("seed %d", seed).hasSizeLessThanOrEqualTo(MISSES_ALLOWED);
    return verdicts;
  }
}
