package honeyd.testkit;

import honeyd.base.Rng;

/// Runs a test body many times with chance that can be had again.
///
/// Every round has a seed of its own, made of the test's seed and the round's number. A round that
/// fails says its seed; `-Dhoneyd.seed=N` runs that one round, and `-Dhoneyd.rounds=N` makes a
/// campaign of a test that is short otherwise.
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
    for (long i = 0; i < count; i++) {
      round(seed + i, body);
    }
  }

  private static void round(long seed, Body body) {
    try {
      body.run(new Rng(seed));
    } catch (Throwable t) {
      throw new AssertionError("failed with -Dhoneyd.seed=" + seed + ": " + t.getMessage(), t);
    }
  }
}
