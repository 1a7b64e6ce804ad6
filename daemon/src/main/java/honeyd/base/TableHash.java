package honeyd.base;

/// Hash of an address or a connection for the tables of one process, keyed because attackers choose
/// what is in them.
///
/// Two rounds of multiplying 64 by 64 bits and folding the product, as wyhash does (Wang Yi, 2019):
/// a few nanoseconds where [KeyedHash] takes tens. Its values must never leave the process: seen
/// from outside they could be turned into the key. Immutable, for all threads.
public final class TableHash {
  private final long k0;
  private final long k1;
  private final long k2;

  /// @param key where the process's secret comes from
  /// @param purpose a constant of the caller, so that no two tables collide alike
  public TableHash(KeyedHash key, long purpose) {
    // Odd: a product with zero bits at its end would forget the input's first bits.
    k0 = key.apply(0, 0, purpose) | 1;
    k1 = key.apply(0, 1, purpose) | 1;
    k2 = key.apply(0, 2, purpose) | 1;
  }

  /// The hash of one address.
  public int of(long hi, long lo) {
    return folded(mixed(lo ^ k0, hi ^ k1), k2);
  }

  /// The hash of two addresses and 64 bits more.
  public int of(long aHi, long aLo, long bHi, long bLo, long rest) {
    long first = mixed(aLo ^ k0, bLo ^ k1);
    long second = mixed(aHi ^ k1 ^ rest, bHi ^ k2 ^ Long.rotateLeft(rest, 32));
    return folded(first ^ second, k2);
  }

  private static int folded(long a, long b) {
    long h = mixed(a, b);
    return (int) (h ^ h >>> 32);
  }

  private static long mixed(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b) ^ a * b;
  }
}
