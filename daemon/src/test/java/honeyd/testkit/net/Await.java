package honeyd.testkit.net;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for something that another process brings about.
public final class Await {
  private static final long LOOK_EVERY_NS = 5_000_000;

  private Await() {}

  /// Returns as soon as `condition` holds.
  ///
  /// @throws AssertionError after `limit`, with `what` and what was seen instead
  public static void until(
      Duration limit, String what, BooleanSupplier condition, Supplier<String> seen) {
    if (!within(limit, condition)) {
      throw new AssertionError(
          "not within " + limit.toMillis() + " ms: " + what + "\nseen instead:\n" + seen.get());
    }
  }

  /// As above, where there is nothing to show.
  public static void until(Duration limit, String what, BooleanSupplier condition) {
    until(limit, what, condition, () -> "(nothing recorded)");
  }

  /// Whether `condition` came to hold before `limit` was over.
  public static boolean within(Duration limit, BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs >= 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY_NS);
    }
    return true;
  }
}
