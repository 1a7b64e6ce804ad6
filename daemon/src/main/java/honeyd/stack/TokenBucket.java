package honeyd.stack;

/// An allowance that refills with time: `perSecond` on average, `burst` at once.
///
/// Counted in nanoseconds, as the generic cell rate algorithm does: one number of state. One
/// worker.
public final class TokenBucket {
  private static final long SECOND_NS = 1_000_000_000L;

  /// The moment at which the bucket is full again.
  private long fullAtNs = Long.MIN_VALUE;

  /// Fills the bucket.
  void clear() {
    fullAtNs = Long.MIN_VALUE;
  }

  /// Takes one token if there is one. A rate of zero means no limit.
  public boolean tryTake(int perSecond, int burst, long nowNs) {
    if (perSecond <= 0) {
      return true;
    }
    long tokenNs = SECOND_NS / perSecond;
    long from = Math.max(fullAtNs, nowNs);
    if (from - nowNs > (Math.max(burst, 1) - 1) * tokenNs) {
      return false;
    }
    fullAtNs = from + tokenNs;
    return true;
  }
}
