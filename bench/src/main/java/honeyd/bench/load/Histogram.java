package honeyd.bench.load;

/// Counts of times in nanoseconds, each kept to 3 %: below 64 exactly, above in 32 steps for each
/// power of two. Recording allocates nothing. One thread.
final class Histogram {
  private static final int STEP_BITS = 5;
  private static final int STEPS = 1 << STEP_BITS;

  private final long[] counts = new long[(64 - STEP_BITS) * STEPS];
  private long total;
  private long max;

  void record(long ns) {
    long value = Math.max(ns, 0);
    counts[index(value)]++;
    total++;
    max = Math.max(max, value);
  }

  private static int index(long value) {
    int shift = Math.max(0, 63 - STEP_BITS - Long.numberOfLeadingZeros(value | 1));
    return (shift << STEP_BITS) + (int) (value >>> shift);
  }

  /// The largest value that counts under `index`.
  private static long highest(int index) {
    int shift = Math.max(0, (index >>> STEP_BITS) - 1);
    long step = index - ((long) shift << STEP_BITS);
    return ((step + 1) << shift) - 1;
  }

  long total() {
    return total;
  }

  long max() {
    return max;
  }

  /// The time that this share of all, 0 to 1, did not exceed; 0 if there are none.
  long quantile(double share) {
    long wanted = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return Math.min(highest(i), max);
      }
    }
    return max;
  }

  void clear() {
    java.util.Arrays.fill(counts, 0);
    total = 0;
    max = 0;
  }

  /// Adds the usual quantiles.
  Words describe(Words out) {
    return out.put("p50", quantile(0.5))
        .put("p99", quantile(0.99))
        .put("p999", quantile(0.999))
        .put("max", max);
  }
}
