package honeyd.personality;

/// Turns a host's key into independent choices. Pure.
final class Mix {
  private Mix() {}

  /// A number for one purpose of one host (the finisher of SplitMix64; Steele, Lea, Flood 2014).
  static long of(long key, int purpose) {
    long z = key + purpose * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /// A choice below `bound`, which is positive.
  static int below(long hash, int bound) {
    return (int) (((hash >>> 32) * bound) >>> 32);
  }

  /// In [0, 1).
  static double unit(long hash) {
    return (hash >>> 11) * 0x1.0p-53;
  }
}
