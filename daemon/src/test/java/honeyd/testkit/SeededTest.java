package honeyd.testkit;

import honeyd.base.Rng;
import java.util.concurrent.TimeUnit;

/// Runs a test body many times with chance that can be had again.
///
/// Every round has a seed of its own, made of the test's seed and the round's number. A round that
/// fails says its seed; `-Dhoneyd.seed=N` runs that one round. A test that is short otherwise
/// becomes a campaign by `-Dhoneyd.rounds=N`, or by `-Dhoneyd.fuzz.seconds=N`, which goes on with
/// further rounds until so much time is over.
public final class SeededTest {
  private SeededTest() {}

  /// One round.
  @FunctionalInterface
  public interface Body {
    void run(Rng rng) throws Exception;
  }

  /// Runs `body` as often as `rounds`, or as the properties say.
  ///
  /// @throws AssertionError for the first round that throws anything, with its seed
  public static void run(long seed, int rounds, Body body) {
    Long only = Long.getLong("honeyd.seed");
    if (only != null) {
      round(only, body);
      return;
    }
    long count = Long.getLong("honeyd.rounds", rounds);
    long startNs = System.nanoTime();
    for (long i = 0; i < count || hasTimeLeft(startNs); i++) {
      round(seed + i, body);
    }
  }

  /// As [#run], but never a campaign: for structures whose rounds are all of one kind.
  public static void rounds(long seed, int rounds, Body body) {
    Long only = Long.getLong("honeyd.seed");
    for (int i = 0; i < (only == null ? rounds : 1); i++) {
      round(only == null ? seed + i : only, body);
    }
  }

  /// Whether a campaign that began at `startNs` goes on; never without `-Dhoneyd.fuzz.seconds`.
  public static boolean hasTimeLeft(long startNs) {
    return System.nanoTime() - startNs
        < TimeUnit.SECONDS.toNanos(Long.getLong("honeyd.fuzz.seconds", 0));
  }

  private static void round(long seed, Body body) {
    try {
      body.run(new Rng(seed));
    } catch (Throwable t) {
      throw new AssertionError("failed with -Dhoneyd.seed=" + seed + ": " + t.getMessage(), t);
    }
  }
}
