package honeyd.stack.icmp;

/// The allowance of ICMP errors that each host has for each receiver, for systems that count so
/// (Linux `inet_peer_xrlim_allow`).
///
/// A cache of fixed size: a pair that was pushed out by another begins with a full allowance again,
/// as in the system after a while. One worker.
final class ErrorLimits {
  private static final int SLOTS = 1 << 12;
  private static final long SECOND_NS = 1_000_000_000L;

  private final long[] keys = new long[SLOTS];

  /// The moment at which each pair's allowance is full again.
  private final long[] fullAtNs = new long[SLOTS];

  /// Takes one of a pair's errors if there is one; a rate of zero means no limit.
  ///
  /// @param hostKey keyed hash of the host's address
  boolean tryTake(
      long hostKey, long remoteHi, long remoteLo, int perSecond, int burst, long nowNs) {
    if (perSecond <= 0) {
      return true;
    }
    long key = (hostKey ^ remoteHi * 0x9e3779b97f4a7c15L ^ remoteLo) * 0xbf58476d1ce4e5b9L | 1;
    int slot = (int) (key >>> 48) & (SLOTS - 1);
    long tokenNs = SECOND_NS / perSecond;
    long from = keys[slot] == key ? Math.max(fullAtNs[slot], nowNs) : nowNs;
    if (from - nowNs > (Math.max(burst, 1) - 1) * tokenNs) {
      return false;
    }
    keys[slot] = key;
    fullAtNs[slot] = from + tokenNs;
    return true;
  }
}
