package honeyd.base;

/// SipHash-2-4 under a secret key: what is individual about a host or a connection without being
/// stored.
///
/// The same key gives the same network after a restart; without the key nobody can foresee a value
/// (Aumasson, Bernstein 2012). Immutable, safe for all threads, allocates nothing.
public final class KeyedHash {
  private final long k0;
  private final long k1;

  public KeyedHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /// Hash of one address (or any 128 bits) for a purpose; purposes are constants of the caller.
  public long apply(long hi, long lo, long purpose) {
    return hash(hi, lo, purpose, 0, 3);
  }

  /// Hash of a connection: two addresses and `rest` (ports, protocol, purpose).
  public long apply(long srcHi, long srcLo, long dstHi, long dstLo, long rest) {
    long first = hash(srcHi, srcLo, dstHi, dstLo, 4);
    return hash(first, rest, 5, 0, 3);
  }

  private long hash(long m0, long m1, long m2, long m3, int words) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    for (int i = 0; i <= words; i++) {
      long m =
          switch (i) {
            case 0 -> m0;
            case 1 -> m1;
            case 2 -> m2;
            case 3 -> words == 4 ? m3 : (3L * 8) << 56;
            default -> (4L * 8) << 56;
          };
      v3 ^= m;
      for (int r = 0; r < 2; r++) {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= m;
    }
    v2 ^= 0xff;
    for (int r = 0; r < 4; r++) {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
