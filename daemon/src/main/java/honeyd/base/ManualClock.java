package honeyd.base;

/// A clock that stands still until it is told to move: for tests, replays and benchmarks.
///
/// One thread moves it; any may read.
public final class ManualClock implements Clock {
  private volatile long nowNs;
  private final long epochMicrosAtStart;
  private final long startNs;

  /// Starts at `startNs` on the monotonic scale, which is `epochMicros` on the calendar.
  public ManualClock(long startNs, long epochMicros) {
    this.nowNs = startNs;
    this.startNs = startNs;
    this.epochMicrosAtStart = epochMicros;
  }

  @Override
  public long nanoTime() {
    return nowNs;
  }

  @Override
  public long epochMicros() {
    return epochMicrosAtStart + (nowNs - startNs) / 1_000;
  }

  /// Moves forward by `ns`, which may be zero but not negative.
  public void advanceNs(long ns) {
    if (ns < 0) {
      throw new IllegalArgumentException("time cannot go back: " + ns);
    }
    nowNs += ns;
  }
}
