package honeyd.stack;

/// How often something happened in the present second, for systems that count so (4.4BSD's
/// `ppsratecheck`). One worker.
public final class SecondLimit {
  private static final long SECOND_NS = 1_000_000_000L;

  private long sinceNs = Long.MIN_VALUE;
  private int count;

  /// Forgets what happened.
  void clear() {
    sinceNs = Long.MIN_VALUE;
    count = 0;
  }

  /// Counts one more if fewer than `perSecond` were in this second; zero means no limit.
  public boolean tryTake(int perSecond, long nowNs) {
    if (perSecond <= 0) {
      return true;
    }
    if (sinceNs == Long.MIN_VALUE || nowNs - sinceNs >= SECOND_NS) {
      sinceNs = nowNs;
      count = 0;
    }
    if (count >= perSecond) {
      return false;
    }
    count++;
    return true;
  }
}
