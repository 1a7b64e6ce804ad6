package honeyd.stack.tcp;

/// Round-trip time and retransmission time-out of one connection (RFC 6298).
///
/// One worker. Bounds come from the personality's traits.
final class RttEstimator {
  /// Clock granularity `G` of RFC 6298 §2: a jiffy of the systems we play.
  private static final long GRANULARITY_NS = 1_000_000;

  private long srttNs = -1;
  private long rttvarNs;
  private long rtoNs;
  private int backoff;
  private boolean boundsVariance;

  /// Begins anew.
  ///
  /// @param boundsVariance whether the lower bound is one of the variance, as in Linux
  ///   (tcp_set_rto), and not of the whole time-out
  void reset(long initialRtoNs, boolean boundsVariance) {
    this.boundsVariance = boundsVariance;
    srttNs = -1;
    rttvarNs = 0;
    rtoNs = initialRtoNs;
    backoff = 0;
  }

  boolean hasSample() {
    return srttNs >= 0;
  }

  /// Smoothed round trip, or -1 before the first measurement.
  long srttNs() {
    return srttNs;
  }

  /// Takes a measurement, which also ends any backing off (RFC 6298 §5.7, RFC 9293 §3.8.1).
  void sample(long rttNs, long minRtoNs, long maxRtoNs) {
    long r = Math.max(rttNs, 0);
    if (srttNs < 0) {
      srttNs = r;
      rttvarNs = r / 2;
    } else {
      rttvarNs += (Math.abs(srttNs - r) - rttvarNs) / 4;
      srttNs += (r - srttNs) / 8;
    }
    long least = boundsVariance ? minRtoNs : GRANULARITY_NS;
    long rto = srttNs + Math.max(least, 4 * rttvarNs);
    rtoNs = Math.min(Math.max(rto, minRtoNs), maxRtoNs);
    backoff = 0;
  }

  /// Doubles the time-out after it ran out.
  void backOff() {
    backoff++;
  }

  /// Ends the doubling: the peer acknowledged something new.
  void progress() {
    backoff = 0;
  }

  /// The time-out now, doubling included.
  long rtoNs(long maxRtoNs) {
    long rto = backoff >= 16 ? maxRtoNs : rtoNs << backoff;
    return Math.min(rto, maxRtoNs);
  }
}
