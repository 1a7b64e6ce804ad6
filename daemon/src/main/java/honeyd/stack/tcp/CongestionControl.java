package honeyd.stack.tcp;

/// Congestion window of one connection: slow start and congestion avoidance with byte counting (RFC
/// 5681, RFC 3465), halving on loss.
///
/// Which segments are lost is decided elsewhere. Windows are in bytes. One worker.
final class CongestionControl {
  /// More than any send buffer holds; keeps sums far from overflow.
  static final int MAX_WINDOW = 1 << 24;

  private int cwnd;
  private int ssthresh;
  private int initial;
  private int countedBytes;
  private boolean afterTimeout;

  void reset(int initialWindow) {
    cwnd = initialWindow;
    initial = initialWindow;
    ssthresh = MAX_WINDOW;
    countedBytes = 0;
    afterTimeout = false;
  }

  int cwnd() {
    return cwnd;
  }

  int ssthresh() {
    return ssthresh;
  }

  /// `bytes` were newly acknowledged outside loss recovery.
  void acknowledged(int bytes, int mss) {
    if (cwnd < ssthresh) {
      // RFC 3465 §2.3: after a time-out an ACK may cover what came through before it.
      cwnd = Math.min(cwnd + (afterTimeout ? Math.min(bytes, mss) : bytes), MAX_WINDOW);
      return;
    }
    afterTimeout = false;
    countedBytes += bytes;
    if (countedBytes >= cwnd) {
      countedBytes -= cwnd;
      cwnd = Math.min(cwnd + mss, MAX_WINDOW);
    }
  }

  /// A retransmission timer ran out with `flight` bytes outstanding (RFC 5681 §3.1).
  ///
  /// @param again whether it is the same segment as last time: then the threshold stays
  void timedOut(int flight, int mss, boolean again) {
    if (!again) {
      ssthresh = Math.max(flight / 2, 2 * mss);
    }
    cwnd = mss;
    countedBytes = 0;
    afterTimeout = true;
  }

  /// Loss was found with `flight` bytes outstanding: halves (RFC 5681 §3.2).
  ///
  /// @param inflation segments that are known to have left the network, in bytes
  void enterRecovery(int flight, int mss, int inflation) {
    ssthresh = Math.max(flight / 2, 2 * mss);
    cwnd = ssthresh + inflation;
    countedBytes = 0;
  }

  /// A duplicate acknowledgement in NewReno recovery: one more segment left the network.
  void inflate(int mss) {
    cwnd = Math.min(cwnd + mss, MAX_WINDOW);
  }

  /// A partial acknowledgement in NewReno recovery (RFC 6582 §3.2 step 3).
  void deflate(int ackedBytes, int mss) {
    cwnd = Math.max(cwnd - ackedBytes, 0);
    if (ackedBytes >= mss) {
      cwnd += mss;
    }
    cwnd = Math.max(cwnd, mss);
  }

  /// Recovery is over (RFC 6582 §3.2 step 3, full acknowledgement).
  void exitRecovery(int flight, int mss) {
    cwnd = Math.min(ssthresh, Math.max(flight, mss) + mss);
  }

  /// The connection sent nothing for longer than a time-out (RFC 5681 §4.1).
  void restartAfterIdle() {
    cwnd = Math.min(cwnd, initial);
  }
}
