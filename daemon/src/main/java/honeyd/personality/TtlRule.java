package honeyd.personality;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The initial time to live behind nmap's T and TG tests. Immutable.
///
/// T is the received value plus the distance that the quotation in a port unreachable shows; TG is
/// the guess that nmap makes without one. A system that quotes a time to live lower than arrived
/// shows one more in T than it sends, which is how `T=41` and `T=100` come about.
final class TtlRule {
  /// Values that real stacks begin with, most common first.
  private static final int[] CUSTOMARY = {64, 128, 255, 32, 60, 30, 254, 100, 48, 16};

  private static final List<String> TESTS =
      List.of("ECN", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "U1", "IE");

  /// nmap's probe begins with 51 to 64 to live: a quotation can be lower by this much in most
  /// scans, and higher by that much in all.
  private static final int MAX_DROP = 56;

  private static final int MAX_RAISE = 191;

  private final int[] values;

  private TtlRule(int[] values) {
    this.values = values;
  }

  /// The rule of one test, for a system that quotes `drop` less than arrived (more, when negative).
  static TtlRule of(NmapEntry entry, String test, int drop) {
    int[] values = values(entry, test, drop);
    if (values.length == 0) {
      values = guesses(entry, test);
    }
    return new TtlRule(values.length == 0 ? new int[] {64} : values);
  }

  /// How much lower than arrived the system quotes a time to live: the least that makes every T of
  /// the entry a value it could send, negative for more; zero when none does.
  static int quotedDrop(NmapEntry entry) {
    if (!entry.responds("U1")) {
      return 0;
    }
    if (explains(entry, 0, false)) {
      return 0;
    }
    for (boolean customary : new boolean[] {true, false}) {
      for (int drop = 1; drop <= MAX_DROP; drop++) {
        if (explains(entry, drop, customary)) {
          return drop;
        }
      }
      for (int raise = 1; raise <= MAX_RAISE; raise++) {
        if (explains(entry, -raise, customary)) {
          return -raise;
        }
      }
    }
    return 0;
  }

  private static boolean explains(NmapEntry entry, int drop, boolean customary) {
    for (String test : TESTS) {
      if (entry.responds(test) && entry.value(test, "T") != null) {
        int[] values = values(entry, test, drop);
        if (values.length == 0 || (customary && !isCustomary(values[0]))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isCustomary(int ttl) {
    for (int v : CUSTOMARY) {
      if (v == ttl) {
        return true;
      }
    }
    return false;
  }

  /// One value for each alternative of T that can be sent.
  private static int[] values(NmapEntry entry, String test, int drop) {
    NumberChoice t = NumberChoice.of(entry.value(test, "T"), 0xffff);
    if (t == null) {
      return new int[0];
    }
    // The guess beside a T that no packet can carry was made from T itself.
    boolean real = t.low(0) <= 0xff;
    NumberChoice guess = real ? NumberChoice.of(entry.value(test, "TG"), 0xff) : null;
    Set<Integer> found = new TreeSet<>();
    for (int i = 0; i < t.alternatives(); i++) {
      // nmap prints the sum in sixteen bits, so that FF80 is 128 below zero.
      int wrap = t.low(i) > 0xf000 ? 0x10000 : 0;
      int low = (int) Math.max(1, t.low(i) - wrap - drop);
      int high = (int) Math.min(255, t.high(i) - wrap - drop);
      int best = 0;
      for (int v : CUSTOMARY) {
        if (best == 0 && v >= low && v <= high && agrees(guess, v)) {
          best = v;
        }
      }
      for (int v = high; best == 0 && v >= low; v--) {
        if (agrees(guess, v)) {
          best = v;
        }
      }
      if (best != 0) {
        found.add(best);
      }
    }
    return found.stream().mapToInt(v -> v).toArray();
  }

  private static boolean agrees(@Nullable NumberChoice guess, int ttl) {
    return guess == null || guess.contains(guessFor(ttl));
  }

  private static int[] guesses(NmapEntry entry, String test) {
    NumberChoice guess = NumberChoice.of(entry.value(test, "TG"), 0xff);
    return guess == null ? new int[0] : new int[] {(int) Math.max(1, guess.low(0))};
  }

  /// The initial time to live that nmap guesses from a received one.
  static int guessFor(int ttl) {
    return ttl <= 32 ? 32 : ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255;
  }

  /// The value of this host.
  int pick(long key) {
    return values.length == 1
        ? values[0]
        : values[Mix.below(Mix.of(key, Purpose.TTL), values.length)];
  }
}
