package honeyd.personality;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How a system chooses initial sequence numbers, so that nmap's three statistics of six of them
/// (GCD, ISR, SP) fall where its fingerprint says on every scan. Immutable; the running values are
/// in [HostState].
///
/// Each number is the last plus the next step of the fingerprint's [IsnPlan]. Steps follow the time
/// since the last number where that is near nmap's pace, so that a late packet does not show as
/// spread; where steps span the whole number space they go up or down by chance. Systems whose
/// numbers lie scattered rather than in a row take them from an [IsnScatter] instead.
final class IsnProcess {
  /// Steps this large go a good part of the way round; whether up or down, nmap cannot tell.
  private static final double WHOLE_SPACE = 1e8;

  private static final double COARSE = 40;

  private static final int MAX_CHOICES = 64;

  private static final long LARGEST_STEP = 0x7fff_ffffL;
  private static final double SHORTEST_S = 0.001;
  private static final double LONGEST_S = 10;

  /// Beyond this a pause says nothing about a generator that spans the whole space: no scanner that
  /// asks for a rate waits so long.
  private static final double USUAL_S = 0.6;

  private final IsnPlan plan;
  private final double mean;
  private final double[] deviations;

  /// Whether steps are so small that rounding them shows in the spread.
  private final boolean coarse;

  private final boolean whole;

  /// By which part of itself a host's rate may differ from its fingerprint's.
  private final double wobble;

  /// So many times nmap's pace may pass before the longest step would be half way round, and a
  /// longer one could not be told from a shorter one back.
  private final double longestPace;

  private final @Nullable IsnScatter scatter;

  private IsnProcess(IsnPlan plan, @Nullable IsnScatter scatter) {
    this.plan = plan;
    this.scatter = scatter;
    mean = plan.mean();
    deviations = plan.deviations();
    coarse = plan.timed() && plan.deviation() < COARSE && mean < 100 * COARSE;
    whole = mean * plan.divisor() > WHOLE_SPACE;
    wobble = Math.clamp(plan.slack() / 3, 0, 1) * 0.06;
    double longest = (mean + Arrays.stream(deviations).max().orElse(0)) * plan.divisor();
    longestPace = Math.max(1, LARGEST_STEP / Math.max(1, longest * (1 + wobble) * (1 + wobble)));
  }

  /// @param handshakes how many of nmap's six SYNs the system answers with SYN/ACK
  static IsnProcess of(NmapEntry entry, int handshakes) {
    return new IsnProcess(IsnPlan.of(entry, handshakes), IsnScatter.of(entry, handshakes));
  }

  /// Whether every connection gets the same number.
  boolean isConstant() {
    return plan.divisor() == 0;
  }

  /// The number for this connection, now.
  int number(TcpProbe probe, HostState host, long nowNs) {
    return scatter == null ? next(host, nowNs) : scatter.number(probe, host, nowNs);
  }

  private int next(HostState host, long nowNs) {
    if (isConstant()) {
      return host.isn;
    }
    long chance = Mix.of(host.key ^ nowNs, host.isnCount + Purpose.ISN);
    double seconds = Math.clamp((nowNs - host.isnAtNs) * 1e-9, SHORTEST_S, LONGEST_S);
    double deviation = deviations[Math.floorMod(host.isnCount, deviations.length)];
    long multiple;
    if (plan.timed()) {
      // Individual for the host, and a little for each number.
      double own = 1 + wobble * (2 * Mix.unit(Mix.of(host.key, Purpose.ISN)) - 1);
      double error = 1 + wobble * (2 * Mix.unit(chance) - 1);
      double pace = seconds / IsnPlan.PACE_S;
      if (whole) {
        pace = seconds > USUAL_S ? 1 : Math.min(pace, longestPace);
      }
      double wanted = (mean + deviation * error) * own * pace;
      if (coarse) {
        multiple = steered(mean * own * pace, pace, host);
      } else {
        multiple = Math.clamp(Math.round(wanted), 1, LARGEST_STEP / plan.divisor());
        multiple = unrelated(multiple, host);
      }
    } else {
      multiple = Math.round(mean + deviation) * Math.max(1, Math.round(seconds / IsnPlan.PACE_S));
      multiple = Math.min(multiple, LARGEST_STEP / plan.divisor());
    }
    host.isnStep = multiple;
    host.isnAtNs = nowNs;
    host.isnCount++;
    long step = multiple * plan.divisor();
    host.isn += (int) (whole && (chance & 1) != 0 ? -step : step);
    return host.isn;
  }

  /// The whole number near `wanted` that brings the deviation of the last steps, per pace, closest
  /// to the plan's, and that leaves no divisor to be seen.
  private long steered(double wanted, double pace, HostState host) {
    int kept = deviations.length - 1;
    double[] recent = host.isnRecent();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kept; i++) {
      sum += recent[i] - mean;
      squares += (recent[i] - mean) * (recent[i] - mean);
    }
    long from = Math.max(1, (long) Math.floor(wanted - 1.5 * plan.deviation() * pace));
    long to = Math.max(from + 1, (long) Math.ceil(wanted + 1.5 * plan.deviation() * pace));
    long best = from;
    double least = Double.MAX_VALUE;
    for (long n = from; n <= to; n += Math.max(1, (to - from) / MAX_CHOICES)) {
      double x = n / pace - mean;
      double total = sum + x;
      double deviation =
          Math.sqrt(Math.max(1e-9, squares + x * x - total * total / (kept + 1)) / kept);
      double cost = Math.abs(Math.log(deviation / plan.deviation()));
      // Far from the rate is worse than an unlikely deviation; a visible divisor is worst.
      cost += Math.abs(total / (kept + 1)) / mean;
      if (host.isnRelated >= deviations.length - 3 && greatestCommonDivisor(n, host.isnStep) != 1) {
        cost += 10;
      }
      if (cost < least) {
        least = cost;
        best = n;
      }
    }
    host.isnRelated = greatestCommonDivisor(best, host.isnStep) == 1 ? 0 : host.isnRelated + 1;
    System.arraycopy(recent, 1, recent, 0, kept - 1);
    recent[kept - 1] = best / pace;
    return best;
  }

  /// `n`, or a neighbour where the last steps and `n` would let nmap see a divisor that is none.
  /// One pair of neighbours without a common divisor among those of a scan is enough.
  private long unrelated(long n, HostState host) {
    if (greatestCommonDivisor(n, host.isnStep) == 1) {
      host.isnRelated = 0;
      return n;
    }
    host.isnRelated++;
    if (host.isnRelated < deviations.length - 2) {
      return n;
    }
    host.isnRelated = 0;
    for (int i = 1; i < 16; i++) {
      if (greatestCommonDivisor(n + i, host.isnStep) == 1) {
        return n + i;
      }
      if (n > i && greatestCommonDivisor(n - i, host.isnStep) == 1) {
        return n - i;
      }
    }
    return n;
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
}
