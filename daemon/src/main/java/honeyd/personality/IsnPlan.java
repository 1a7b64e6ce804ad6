package honeyd.personality;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A few steps, repeated for ever, whose statistics are those of a fingerprint: as many in a row as
/// nmap sees in a scan are always a rotation of the same few. Immutable.
///
/// Found once for each fingerprint by trying shapes of deviation over the recorded ranges of rate
/// and spread, computing nmap's statistics of each (nmap's book, "TCP ISN ..." tests GCD, ISR, SP),
/// and keeping the one that lies farthest inside the ranges.
///
/// @param divisor what all steps are multiples of
/// @param multiples the steps in multiples of the divisor for a tenth of a second
/// @param timed whether steps follow the time between two numbers; otherwise each number is one
///   step on, however long it took
/// @param deviation the sample deviation to be shown, in the same unit
/// @param slack how far, in eighths of a binary order, rate and spread may both be moved
record IsnPlan(
    long divisor, List<Double> multiples, boolean timed, double deviation, double slack) {
  /// Steps between the six answers of a scan in which all are handshakes.
  private static final int MOST_STEPS = 5;

  /// nmap wants four answers.
  private static final int FEWEST_STEPS = 3;

  /// nmap's pace: a tenth of a second between two probes.
  static final double PACE_S = 0.1;

  /// Steps larger than half the number space cannot be told from smaller ones downwards.
  private static final double MAX_STEP = 0x7fff_0000L / 1.15;

  /// What a scanner's own unpunctuality adds to a rate that does not follow the time, as a part of
  /// the rate.
  private static final double PACE_NOISE = 0.009;

  /// What the network adds to one that does, as a part of the rate: from next to nothing on a cable
  /// between two idle machines to some 30 µs in a busy one.
  private static final double[] NETWORK_NOISE = {0.00001, 0.0003};

  /// What rounding to whole multiples adds to a step.
  private static final double ROUNDING_NOISE = 0.4;

  /// Fewer multiples than this cannot follow the time.
  private static final double MIN_TIMED = 8;

  private static final int GRID = 9;

  /// Deviations with mean 0 and sample deviation 1, in orders without trend: spread evenly, one far
  /// above or below, two apart from the rest, none.
  private static double[][] shapes(int n) {
    double[] even = new double[n];
    double[] spike = new double[n];
    double[] pair = new double[n];
    for (int i = 0; i < n; i++) {
      // Every second one, then the rest.
      int rank = i * 2 < n ? i * 2 : (i - (n + 1) / 2) * 2 + 1;
      even[i] = rank;
      spike[i] = i == n / 2 ? 1 : 0;
      pair[i] = i == 0 || i == n / 2 ? 1 : 0;
    }
    return new double[][] {
      scaled(even, 1),
      scaled(spike, 1),
      scaled(spike, -1),
      scaled(pair, 1),
      scaled(pair, -1),
      new double[n]
    };
  }

  /// The middle of the steps.
  double mean() {
    double sum = 0;
    for (double m : multiples) {
      sum += m;
    }
    return sum / multiples.size();
  }

  /// How far each step lies from the middle.
  double[] deviations() {
    double mean = mean();
    double[] out = new double[multiples.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = multiples.get(i) - mean;
    }
    return out;
  }

  private static double[] scaled(double[] values, double sign) {
    double mean = mean(values);
    double squares = 0;
    for (double v : values) {
      squares += (v - mean) * (v - mean);
    }
    double unit = sign * Math.sqrt(squares / (values.length - 1));
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (values[i] - mean) / unit;
    }
    return out;
  }

  /// Recorded bounds of a statistic, in eighths of a binary order.
  private record Bounds(double low, double high) {
    static Bounds of(@Nullable NumberChoice choice, int otherwise) {
      return choice == null
          ? new Bounds(otherwise - 3, otherwise + 3)
          : new Bounds(choice.low(0), choice.high(0));
    }

    /// How far inside a value lies; negative outside. Nothing lies below zero.
    double margin(double value) {
      double below = low <= 0 ? Double.MAX_VALUE : value - (low - 0.5);
      return Math.min(below, high + 0.5 - value);
    }

    double at(int i) {
      return low + (high - low) * i / (GRID - 1);
    }
  }

  /// The plan for an entry.
  ///
  /// @param handshakes how many of nmap's six SYNs the system answers with SYN/ACK
  static IsnPlan of(NmapEntry entry, int handshakes) {
    double[][] shapes = shapes(Math.clamp(handshakes - 1, FEWEST_STEPS, MOST_STEPS));
    List<Double> none = IsnPlan.list(shapes[shapes.length - 1]);
    Bounds rate = Bounds.of(NumberChoice.of(entry.value("SEQ", "ISR"), 0xffff), 0x109);
    Bounds spread = Bounds.of(NumberChoice.of(entry.value("SEQ", "SP"), 0xffff), 0x103);
    NumberChoice divisors = NumberChoice.of(entry.valueOr("SEQ", "GCD", "1"), 0xffff_ffffL);
    if (divisors == null || divisors.high(divisors.alternatives() - 1) == 0) {
      return new IsnPlan(0, none, false, 0, 0);
    }
    IsnPlan best = new IsnPlan(1, none, false, 0, -Double.MAX_VALUE);
    for (int i = 0; i < divisors.alternatives(); i++) {
      long g = Math.max(1, divisors.low(i));
      if (divisors.high(i) == 0) {
        continue;
      }
      for (int grow = 0; grow < 5 && g <= divisors.high(i); grow++, g *= 2) {
        best = better(best, g, shapes, divisors, rate, spread);
        if (divisors.high(i) < 64) {
          break;
        }
      }
    }
    return best;
  }

  /// The plan for an entry whose numbers lie scattered: evenly spread steps without divisor. Its
  /// slack is negative where the recorded ranges have no such steps.
  static IsnPlan scattered(NmapEntry entry, int handshakes) {
    double[][] shapes = shapes(Math.clamp(handshakes - 1, FEWEST_STEPS, MOST_STEPS));
    double[][] even = {shapes[0]};
    Bounds rate = Bounds.of(NumberChoice.of(entry.value("SEQ", "ISR"), 0xffff), 0x109);
    Bounds spread = Bounds.of(NumberChoice.of(entry.value("SEQ", "SP"), 0xffff), 0x103);
    NumberChoice divisors = NumberChoice.of(entry.valueOr("SEQ", "GCD", "1"), 0xffff_ffffL);
    IsnPlan none = new IsnPlan(1, list(shapes[shapes.length - 1]), false, 0, -Double.MAX_VALUE);
    return divisors == null || !divisors.contains(1)
        ? none
        : better(none, 1, even, divisors, rate, spread);
  }

  private static IsnPlan better(
      IsnPlan known, long g, double[][] shapes, NumberChoice divisors, Bounds rate, Bounds spread) {
    IsnPlan best = known;
    double[] multiples = new double[shapes[0].length];
    for (int r = 0; r < GRID; r++) {
      double mean = Math.pow(2, rate.at(r) / 8) * PACE_S / g;
      for (int s = 0; s < GRID; s++) {
        double unit = g > 9 ? 1 : g;
        double deviation = spread.at(s) <= 0 ? 0 : Math.pow(2, spread.at(s) / 8) * PACE_S / unit;
        for (double[] shape : shapes) {
          for (int i = 0; i < multiples.length; i++) {
            multiples[i] = mean + deviation * shape[i];
          }
          best = better(best, g, multiples, divisors, rate, spread);
        }
      }
    }
    return best;
  }

  /// The better of a known plan and these multiples, counted or timed.
  private static IsnPlan better(
      IsnPlan known,
      long g,
      double[] multiples,
      NumberChoice divisors,
      Bounds rate,
      Bounds spread) {
    double[] whole = new double[multiples.length];
    long common = 0;
    double largest = 0;
    for (int i = 0; i < whole.length; i++) {
      if (multiples[i] < -0.5 || multiples[i] * g > MAX_STEP) {
        return known;
      }
      whole[i] = Math.max(0, Math.rint(multiples[i]));
      largest = Math.max(largest, whole[i]);
      common = IsnProcess.greatestCommonDivisor(common, (long) whole[i]);
    }
    IsnPlan best = known;
    if (common != 0 && divisors.contains(common * g)) {
      double margin = margin(whole, g, common * g, PACE_NOISE * largest, rate, spread);
      if (margin > best.slack) {
        best = new IsnPlan(g, list(whole), false, 0, margin);
      }
    }
    if (divisors.contains(g) && multiples[0] >= 1 && mean(multiples) >= MIN_TIMED) {
      double margin = Double.MAX_VALUE;
      for (double network : NETWORK_NOISE) {
        double noise = Math.hypot(network * largest, ROUNDING_NOISE);
        margin = Math.min(margin, margin(multiples, g, g, noise, rate, spread));
      }
      if (margin > best.slack) {
        double unit = g > 9 ? 1 : g;
        double middle = Math.pow(2, (Math.max(spread.low, spread.high / 3) + spread.high) / 16);
        best = new IsnPlan(g, list(multiples), true, middle * PACE_S / unit, margin);
      }
    }
    return best;
  }

  private static double mean(double[] m) {
    double sum = 0;
    for (double x : m) {
      sum += x;
    }
    return sum / m.length;
  }

  private static List<Double> list(double[] m) {
    return Arrays.stream(m).boxed().toList();
  }

  /// How far inside the bounds the statistics of these steps lie when each may be off by `noise`:
  /// it adds to the spread, or takes from it where it happens to run against the plan.
  ///
  /// @param common the divisor that nmap sees
  private static double margin(
      double[] m, long g, long common, double noise, Bounds rate, Bounds spread) {
    double mean = mean(m);
    double squares = 0;
    for (double x : m) {
      squares += (x - mean) * (x - mean);
    }
    double planned = Math.sqrt(squares / (m.length - 1));
    double perSecond = g / PACE_S / (common > 9 ? common : 1);
    double least = Math.max(planned - 0.7 * noise, noise / 4) * perSecond;
    double most = Math.hypot(planned, noise) * perSecond;
    double width = Math.min(spread.margin(shown(least)), spread.margin(shown(most)));
    // Among plans that the rate limits, the one whose spread is safest.
    return Math.min(rate.margin(eightfold(mean * g / PACE_S)), width) + Math.min(width, 99) / 1000;
  }

  private static double shown(double deviation) {
    return deviation <= 1 ? 0 : eightfold(deviation);
  }

  private static double eightfold(double x) {
    return 8 * Math.log(x) / Math.log(2);
  }
}
