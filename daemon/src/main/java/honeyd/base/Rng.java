package honeyd.base;

/// Seeded chance for one worker: SplitMix64 (Steele, Lea, Flood 2014).
///
/// Fast, allocation-free and reproducible; not for secrets: what an attacker may predict from
/// earlier answers comes from [KeyedHash] instead. One thread.
public final class Rng {
  private long state;

  public Rng(long seed) {
    this.state = seed;
  }

  public long nextLong() {
    state += 0x9e3779b97f4a7c15L;
    return mix(state);
  }

  public int nextInt() {
    return (int) (nextLong() >>> 32);
  }

  /// Uniform in 0..`bound`-1, by multiply-shift; `bound` is positive.
  public int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /// Uniform in [0, 1).
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
