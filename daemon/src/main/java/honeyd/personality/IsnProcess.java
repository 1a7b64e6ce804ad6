package honeyd.personality;

import org.jspecify.annotations.Nullable;

/// How a system chooses initial sequence numbers, so that nmap's three statistics of six of them
/// (greatest common divisor GCD, mean rate ISR, spread SP) fall where its fingerprint says on every
/// scan. Immutable; the running values are in [HostState].
///
/// Each number is the last plus `rate × time since`, rounded to a multiple of the divisor. The rate
/// walks round five values whose mean and sample deviation are those wanted; any five consecutive
/// ones are a rotation of the same five, so the statistic does not depend on where a scan begins. A
/// small individual error on each keeps the walk from being seen.
final class IsnProcess {
  /// nmap's own pace; what a rate means when the time between two SYNs says nothing (nmap's book,
  /// "Sequence generation").
  private static final double PACE_S = 0.1;

  /// Deviations with mean 0 and sample deviation 1, in an order without trend.
  private static final double[] EVEN = {-1.2649, 0.6325, 0.0, 1.2649, -0.6325};

  /// The same for spreads that are large against the mean: one value far off.
  private static final double[] SPIKE = {-0.4472, -0.4472, 1.7889, -0.4472, -0.4472};

  /// Rates from here on step through the whole number space between two probes; whether up or down
  /// cannot be told then.
  private static final double WHOLE_SPACE = 1e9;

  private final boolean constant;
  private final NumberChoice gcd;
  private final double rateLow;
  private final double rateHigh;
  private final double spreadLow;
  private final double spreadHigh;

  private IsnProcess(NumberChoice gcd, double[] rate, double[] spread) {
    this.gcd = gcd;
    this.constant = gcd.alternatives() == 1 && gcd.high(0) == 0;
    rateLow = rate[0];
    rateHigh = rate[1];
    spreadLow = spread[0];
    spreadHigh = spread[1];
  }

  /// The process of an entry; one that records none gets numbers nobody can foresee.
  static IsnProcess of(NmapEntry entry) {
    NumberChoice gcd = NumberChoice.of(entry.valueOr("SEQ", "GCD", "1"), 0xffff_ffffL);
    return new IsnProcess(
        gcd == null ? one() : gcd,
        bounds(entry.value("SEQ", "ISR"), 0x108),
        bounds(entry.value("SEQ", "SP"), 0x104));
  }

  private static NumberChoice one() {
    NumberChoice one = NumberChoice.of("1", 1);
    if (one == null) {
      throw new AssertionError("constant expression");
    }
    return one;
  }

  /// Least and greatest number whose eightfold binary logarithm rounds into the expression.
  private static double[] bounds(@Nullable String expression, int otherwise) {
    NumberChoice choice = NumberChoice.of(expression, 0xffff);
    double low = choice == null ? otherwise - 3 : choice.low(0);
    double high = choice == null ? otherwise + 3 : choice.high(0);
    return new double[] {
      low == 0 ? 0 : Math.pow(2, (low - 0.5) / 8), Math.pow(2, (high + 0.5) / 8)
    };
  }

  /// The next number.
  int next(HostState host, long nowNs) {
    long chance = Mix.of(host.key ^ nowNs, host.isnCount + Purpose.ISN);
    if (constant) {
      return host.isn;
    }
    double rate = inside(rateLow, rateHigh);
    double elapsed = (nowNs - host.isnAtNs) * 1e-9;
    boolean whole = rate > WHOLE_SPACE;
    double seconds =
        whole || host.isnCount == 0 ? PACE_S : Math.clamp(elapsed, PACE_S / 100, 100 * PACE_S);
    long divisor = divisor(rate, spreadHigh);
    double spread = inside(spreadLow, spreadHigh) * (divisor > 9 ? divisor : 1);
    double[] pattern = spread > 0.75 * rate ? SPIKE : EVEN;
    double deviation = Math.min(spread, 2.2 * rate) * pattern[host.isnCount % 5];
    double error = 1 + 0.04 * (Mix.unit(chance) - 0.5);
    double wanted = (rate + deviation * error) * seconds;
    long multiple = Math.max(1, Math.round(Math.abs(wanted) / divisor));
    if (divisor <= 9 || spread > 3.0 * divisor) {
      multiple = coprime(multiple, host.isnStep / divisor);
    }
    long step = Math.min(multiple * divisor, 0x7fff_ffffL / divisor * divisor);
    host.isnStep = step;
    host.isnAtNs = nowNs;
    host.isnCount++;
    host.isn += (int) (whole && (chance & 1) != 0 ? -step : step);
    return host.isn;
  }

  /// The next number from `n` on without a common divisor with `other`.
  private static long coprime(long n, long other) {
    long m = n;
    for (int i = 0; i < 16 && greatestCommonDivisor(m, other) != 1; i++) {
      m++;
    }
    return m;
  }

  static long greatestCommonDivisor(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }

  /// The recorded divisor to count in: where hardly any spread is allowed the one that alone makes
  /// the rate, else the smallest.
  private long divisor(double rate, double spread) {
    long smallest = Math.max(1, gcd.low(0));
    for (int i = 0; i < gcd.alternatives(); i++) {
      long g = Math.max(1, gcd.low(i));
      smallest = Math.min(smallest, g);
      if (spread < 4 && g > 9 && g / PACE_S > rateLow * 1.05 && g / PACE_S < rateHigh * 0.95) {
        return g;
      }
    }
    return Math.min(smallest, Math.max(1, (long) rate));
  }

  private static double inside(double low, double high) {
    return low <= 0 ? high / 4 : Math.sqrt(low * high);
  }
}
