package honeyd.net;

/// An IPv4 or IPv6 address as 128 bits.
///
/// An IPv4 address is stored as its mapped form `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2), so every
/// table keyed by `(hi, lo)` takes both families and comparing is arithmetic. The packet path
/// passes the two longs; this record is for everything slower.
///
/// @param hi the upper 64 bits; zero for IPv4
/// @param lo the lower 64 bits; `0x0000ffff_aabbccdd` for IPv4
public record IpAddress(long hi, long lo) implements Comparable<IpAddress> {
  private static final long V4_PREFIX = 0x0000_ffff_0000_0000L;

  /// The IPv4 address whose network-order bits are `bits`.
  public static IpAddress ofV4(int bits) {
    return new IpAddress(0, v4Lo(bits));
  }

  /// The lower half of an IPv4 address's 128 bits; the upper half is zero.
  public static long v4Lo(int bits) {
    return V4_PREFIX | (bits & 0xffff_ffffL);
  }

  /// Whether `(hi, lo)` is an IPv4 address.
  public static boolean isV4(long hi, long lo) {
    return hi == 0 && (lo & 0xffff_ffff_0000_0000L) == V4_PREFIX;
  }

  /// Reads the dotted form of IPv4 or any RFC 4291 form of IPv6.
  ///
  /// @throws IllegalArgumentException with the text and what is wrong with it
  public static IpAddress parse(String text) {
    return IpAddressText.parse(text);
  }

  public boolean isV4() {
    return isV4(hi, lo);
  }

  /// The 32 bits of an IPv4 address.
  ///
  /// @throws IllegalStateException for IPv6
  public int v4Bits() {
    if (!isV4()) {
      throw new IllegalStateException(this + " is not IPv4");
    }
    return (int) lo;
  }

  /// The next address upwards, wrapping at the end of the 128 bits.
  public IpAddress next() {
    long nextLo = lo + 1;
    return new IpAddress(nextLo == 0 ? hi + 1 : hi, nextLo);
  }

  /// The next address downwards, wrapping at the start of the 128 bits.
  public IpAddress previous() {
    return new IpAddress(lo == 0 ? hi - 1 : hi, lo - 1);
  }

  @Override
  public int compareTo(IpAddress other) {
    int c = Long.compareUnsigned(hi, other.hi);
    return c != 0 ? c : Long.compareUnsigned(lo, other.lo);
  }

  /// Dotted for IPv4, RFC 5952 for IPv6.
  @Override
  public String toString() {
    return IpAddressText.format(this);
  }
}
