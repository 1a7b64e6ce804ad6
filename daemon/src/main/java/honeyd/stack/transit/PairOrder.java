package honeyd.stack.transit;

/// Keeps packets between two addresses in order though each is delayed by chance: when the last of
/// a pair arrives, the next may not be earlier.
///
/// A cache of fixed size; a pair that was pushed out by another begins anew. One worker.
final class PairOrder {
  private static final int SLOTS = 1 << 13;

  private final long[] pairs = new long[SLOTS];
  private final long[] lastNs = new long[SLOTS];

  /// The time at which a packet may arrive that is due at `atNs`.
  ///
  /// @param srcBits IPv4 address
  /// @param dstBits IPv4 address
  long admit(int srcBits, int dstBits, long atNs) {
    long pair = (long) srcBits << 32 | (dstBits & 0xffff_ffffL);
    int slot = (int) ((pair * 0x9e37_79b9_7f4a_7c15L) >>> 51);
    if (pairs[slot] == pair && lastNs[slot] - atNs > 0) {
      return lastNs[slot];
    }
    pairs[slot] = pair;
    lastNs[slot] = atNs;
    return atNs;
  }
}
