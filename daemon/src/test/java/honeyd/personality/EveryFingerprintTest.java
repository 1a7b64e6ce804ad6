package honeyd.personality;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.testkit.nmap.NmapDatabase;
import honeyd.testkit.nmap.NmapMatcher;
import honeyd.testkit.nmap.NmapScan;
import honeyd.testkit.nmap.PersonalityTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every entry of the installed database, scanned as nmap scans and scored as nmap scores.
class EveryFingerprintTest {
  private static final long MS = 1_000_000L;

  /// A scanner up to three milliseconds late, a network up to fifty microseconds uneven.
  private static final NmapScan.Jitter ORDINARY = new NmapScan.Jitter(3 * MS, 50_000);

  /// At most this part of the entries may be listed as impossible.
  private static final double MOST_LISTED = 0.005;

  /// At most this part may miss a range that is narrower than a scan can be steered.
  private static final double MOST_UNLUCKY = 0.002;

  private static final Path LIST = Path.of("../docs/personalities.md");

  private final long seed = System.nanoTime();
  private final Rng chance = new Rng(seed);

  private NmapMatcher.Score scan(
      PersonalityTarget target, NmapDatabase.Entry entry, NmapDatabase db, long startNs) {
    NmapScan.Path way = new NmapScan.Path(0x0a000001, 0x0a000002, 51 + chance.nextInt(14), 0);
    Map<String, Map<String, String>> print =
        new NmapScan(target, way, 80, PersonalityTarget.CLOSED_PORT, startNs, ORDINARY, chance)
            .run();
    return NmapMatcher.score(print, entry.tests(), db.points());
  }

  /// The entries of the documentation's last table, each as name, bar and number.
  private static Set<String> listed() throws IOException {
    Set<String> out = new HashSet<>();
    boolean inTable = false;
    for (String line : Files.readAllLines(LIST)) {
      inTable |= line.startsWith("| name | entry |");
      if (inTable && line.startsWith("| ")) {
        out.add(line.substring(2, line.lastIndexOf(" | ")));
      }
    }
    out.remove("name | entry");
    return out;
  }

  @Test
  void everyEntry_scoresFullOnItsOwnFingerprint() throws IOException {
    NmapOsDb catalogue = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    NmapDatabase db = NmapDatabase.load(NmapOsDb.DEFAULT_FILE);
    Set<String> listed = listed();
    assertThat(listed).hasSizeLessThanOrEqualTo((int) (db.entries().size() * MOST_LISTED));
    List<String> failing = new ArrayList<>();
    for (NmapDatabase.Entry entry : db.entries()) {
      Personality personality =
          Objects.requireNonNull(
              catalogue.find(entry.name(), entry.variant()), () -> "line " + entry.line());
      PersonalityTarget target = new PersonalityTarget(personality, chance.nextLong(), 0);
      NmapMatcher.Score score = scan(target, entry, db, 60_000 * MS);
      if (!score.isExact() && !listed.contains(entry.name() + " | " + entry.variant())) {
        failing.add(entry.line() + " " + entry.name() + ": " + String.join("; ", score.misses()));
      }
    }
    assertThat(failing)
        .as("seed %d, %d entries", seed, db.entries().size())
        .hasSizeLessThanOrEqualTo((int) (db.entries().size() * MOST_UNLUCKY));
    assertThat(catalogue.problems()).isEmpty();
  }

  @Test
  void sameHost_keepsItsFingerprintFromScanToScan() throws IOException {
    NmapOsDb catalogue = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    NmapDatabase db = NmapDatabase.load(NmapOsDb.DEFAULT_FILE);
    List<String> names =
        List.of(
            "Linux 2.4.20",
            "Microsoft Windows XP SP2",
            "Microsoft Windows 2000 SP4",
            "FreeBSD 4.9-RELEASE",
            "Cisco 2600 router (IOS 12.0)",
            "Sun Solaris 8 (SPARC)",
            "OpenBSD 3.3");
    for (NmapDatabase.Entry entry : db.entries()) {
      if (!names.contains(entry.name()) || entry.variant() != 1) {
        continue;
      }
      Personality personality = Objects.requireNonNull(catalogue.find(entry.name(), 1));
      PersonalityTarget target = new PersonalityTarget(personality, chance.nextLong(), 0);
      for (int i = 1; i <= 100; i++) {
        NmapMatcher.Score score =
            scan(target, entry, db, i * 40_000L * MS + chance.nextInt(1_000_000_000));
        assertThat(score.misses()).as("%s, seed %d", entry.name(), seed).isEmpty();
      }
    }
  }

  @Test
  void neighboursOfOneName_differ() throws IOException {
    NmapOsDb catalogue = NmapOsDb.load(NmapOsDb.DEFAULT_FILE);
    Personality xp = Objects.requireNonNull(catalogue.find("Microsoft Windows XP SP2"));
    TcpProbe probe = new TcpProbe();
    probe.flags = 2;
    probe.options.mss = 1460;
    TcpAnswer answer = new TcpAnswer();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 64; i++) {
      HostState host = xp.newHost(Mix.of(i, 99), -1, 0);
      xp.answer(probe, PortState.OPEN, host, 1000 * MS, answer);
      seen.add(answer.window + "/" + answer.mss + "/" + host.variant);
      assertThat(answer.accepts).isTrue();
    }
    assertThat(seen).hasSizeGreaterThan(10);
  }
}
