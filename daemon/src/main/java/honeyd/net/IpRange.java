package honeyd.net;

/// A run of addresses of one family, both ends included: a single address, a prefix or `a-b`.
///
/// @param first the lowest address
/// @param last the highest, not below `first`
public record IpRange(IpAddress first, IpAddress last) {
  private static final IpAddress LOWEST_V4 = IpAddress.ofV4(0);
  private static final IpAddress HIGHEST_V4 = IpAddress.ofV4(-1);

  public IpRange {
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException(first + " is above " + last);
    }
    if (first.isV4() != last.isV4()) {
      throw new IllegalArgumentException(first + " and " + last + " are of two families");
    }
  }

  public static IpRange of(IpAddress single) {
    return new IpRange(single, single);
  }

  /// The network of `bits` leading bits that holds `address`; bits after the prefix are ignored.
  public static IpRange ofPrefix(IpAddress address, int bits) {
    int width = address.isV4() ? 32 : 128;
    if (bits < 0 || bits > width) {
      throw new IllegalArgumentException("a prefix of " + address + " has 0 to " + width + " bits");
    }
    long hiMask = hiMask(width - bits);
    long loMask = loMask(width - bits);
    return new IpRange(
        new IpAddress(address.hi() & ~hiMask, address.lo() & ~loMask),
        new IpAddress(address.hi() | hiMask, address.lo() | loMask));
  }

  private static long hiMask(int hostBits) {
    return hostBits >= 128 ? -1 : hostBits > 64 ? (1L << (hostBits - 64)) - 1 : 0;
  }

  private static long loMask(int hostBits) {
    return hostBits >= 64 ? -1 : (1L << hostBits) - 1;
  }

  /// Whether the range is a whole network with so many bits for hosts.
  private boolean isPrefix(int hostBits) {
    long hiMask = hiMask(hostBits);
    long loMask = loMask(hostBits);
    return (first.hi() & hiMask) == 0
        && (first.lo() & loMask) == 0
        && last.hi() == (first.hi() | hiMask)
        && last.lo() == (first.lo() | loMask);
  }

  /// Reads `10.0.0.3`, `10.0.0.0/16`, `10.0.0.5-10.0.0.15` and the same with IPv6.
  ///
  /// @throws IllegalArgumentException with the text and what is wrong with it
  public static IpRange parse(String text) {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      IpAddress address = IpAddress.parse(text.substring(0, slash));
      String bits = text.substring(slash + 1);
      if (bits.isEmpty()
          || bits.length() > 3
          || !bits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new IllegalArgumentException("\"" + text + "\": the prefix length is not a number");
      }
      return ofPrefix(address, Integer.parseInt(bits));
    }
    int dash = text.indexOf('-');
    if (dash >= 0) {
      return new IpRange(
          IpAddress.parse(text.substring(0, dash)), IpAddress.parse(text.substring(dash + 1)));
    }
    return of(IpAddress.parse(text));
  }

  public boolean contains(IpAddress address) {
    return contains(address.hi(), address.lo());
  }

  /// Whether the address of these halves lies in the range and is of its family.
  public boolean contains(long hi, long lo) {
    return IpAddress.isV4(hi, lo) == first.isV4()
        && compare(first.hi(), first.lo(), hi, lo) <= 0
        && compare(hi, lo, last.hi(), last.lo()) <= 0;
  }

  /// Whether this is an IPv6 range on both sides of the numbers that mean IPv4.
  boolean spansV4() {
    return first.compareTo(LOWEST_V4) < 0 && last.compareTo(HIGHEST_V4) > 0;
  }

  /// The part of a range that [#spansV4] below those numbers.
  IpRange belowV4() {
    return new IpRange(first, LOWEST_V4.previous());
  }

  /// The part of a range that [#spansV4] above those numbers.
  IpRange aboveV4() {
    return new IpRange(HIGHEST_V4.next(), last);
  }

  public boolean overlaps(IpRange other) {
    return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
  }

  /// How many addresses, or `Long.MAX_VALUE` where they are more.
  public long size() {
    long hi = last.hi() - first.hi() - (Long.compareUnsigned(last.lo(), first.lo()) < 0 ? 1 : 0);
    long lo = last.lo() - first.lo();
    return hi != 0 || lo < 0 || lo == Long.MAX_VALUE ? Long.MAX_VALUE : lo + 1;
  }

  /// Unsigned order of two 128-bit values.
  static int compare(long aHi, long aLo, long bHi, long bLo) {
    int c = Long.compareUnsigned(aHi, bHi);
    return c != 0 ? c : Long.compareUnsigned(aLo, bLo);
  }

  /// One address, `address/bits` where the range is a prefix, else `first-last`.
  @Override
  public String toString() {
    if (first.equals(last)) {
      return first.toString();
    }
    int width = first.isV4() ? 32 : 128;
    for (int bits = 0; bits < width; bits++) {
      if (isPrefix(width - bits)) {
        return first + "/" + bits;
      }
    }
    return first + "-" + last;
  }
}
