package honeyd.stack.tcp;

/// Arithmetic on TCP sequence numbers, which wrap at 2^32 (RFC 9293 §3.4).
///
/// Two numbers compare by the sign of their difference, so answers are right as long as they are
/// less than 2^31 apart.
final class TcpSeq {
  private TcpSeq() {}

  /// Whether `a` comes before `b`.
  static boolean before(int a, int b) {
    return a - b < 0;
  }

  /// Whether `a` comes before `b` or is `b`.
  static boolean atOrBefore(int a, int b) {
    return a - b <= 0;
  }

  /// Whether `a` comes after `b`.
  static boolean after(int a, int b) {
    return a - b > 0;
  }

  /// Whether `from <= seq < from + length`; `length` is 0 to 2^31-1.
  static boolean inWindow(int seq, int from, int length) {
    return Integer.compareUnsigned(seq - from, length) < 0;
  }

  /// The later of two.
  static int later(int a, int b) {
    return after(a, b) ? a : b;
  }

  /// The earlier of two.
  static int earlier(int a, int b) {
    return before(a, b) ? a : b;
  }
}
