package honeyd.wire;

import honeyd.net.IpAddress;
import java.lang.foreign.MemorySegment;

/// The Internet checksum (RFC 1071): the one's complement of the one's complement sum of 16-bit
/// words.
///
/// A *sum* is an unfinished `long` that grows by [#add] and the pseudo headers and becomes a
/// field's value in [#finish]. It holds 32-bit words added up without folding, which is the same
/// sum modulo 65535; 2^31 words fit, more than any packet has. Pieces may be added one after
/// another as long as every piece but the last has an even length.
public final class Checksum {
  private Checksum() {}

  /// The checksum of a run of bytes, 0 to 65535: what goes into a field that is zero in those
  /// bytes. Over bytes that hold a correct checksum it is 0.
  public static int of(MemorySegment bytes, long at, long lengthBytes) {
    return finish(add(0, bytes, at, lengthBytes));
  }

  /// `sum` grown by a run of bytes; an odd last byte counts as the upper half of a word.
  public static long add(long sum, MemorySegment bytes, long at, long lengthBytes) {
    long end = at + lengthBytes;
    long i = at;
    for (; i <= end - 8; i += 8) {
      long eight = bytes.get(BigEndian.U64, i);
      sum += (eight >>> 32) + (eight & 0xffff_ffffL);
    }
    if (i <= end - 4) {
      sum += bytes.get(BigEndian.U32, i) & 0xffff_ffffL;
      i += 4;
    }
    if (i <= end - 2) {
      sum += bytes.get(BigEndian.U16, i) & 0xffffL;
      i += 2;
    }
    if (i < end) {
      sum += (bytes.get(BigEndian.U8, i) & 0xffL) << 8;
    }
    return sum;
  }

  /// Folds a sum to 16 bits and complements it.
  public static int finish(long sum) {
    sum = (sum & 0xffff_ffffL) + (sum >>> 32);
    sum = (sum & 0xffff_ffffL) + (sum >>> 32);
    int folded = (int) ((sum & 0xffff) + (sum >>> 16));
    folded = (folded & 0xffff) + (folded >>> 16);
    folded = (folded & 0xffff) + (folded >>> 16);
    return ~folded & 0xffff;
  }

  /// The sum of the IPv4 pseudo header (RFC 9293 §3.1).
  ///
  /// @param lengthBytes length of the transport header and payload
  public static long pseudoHeaderV4(int srcBits, int dstBits, int protocol, int lengthBytes) {
    return (srcBits & 0xffff_ffffL) + (dstBits & 0xffff_ffffL) + protocol + lengthBytes;
  }

  /// The sum of the pseudo header of either family: RFC 8200 §8.1, or [#pseudoHeaderV4] when the
  /// source is an IPv4 address in mapped form.
  public static long pseudoHeader(
      long srcHi, long srcLo, long dstHi, long dstLo, int protocol, int lengthBytes) {
    if (IpAddress.isV4(srcHi, srcLo)) {
      return pseudoHeaderV4((int) srcLo, (int) dstLo, protocol, lengthBytes);
    }
    return halves(srcHi) + halves(srcLo) + halves(dstHi) + halves(dstLo) + protocol + lengthBytes;
  }

  private static long halves(long eight) {
    return (eight >>> 32) + (eight & 0xffff_ffffL);
  }

  /// The checksum after one 16-bit word of the summed bytes changed (RFC 1624, equation 3).
  public static int update(int checksum, int oldWord, int newWord) {
    return finish((~checksum & 0xffffL) + (~oldWord & 0xffffL) + (newWord & 0xffffL));
  }

  /// The checksum after one 32-bit word, at an even offset, changed: an IPv4 address, for example.
  public static int update32(int checksum, int oldWord, int newWord) {
    return finish((~checksum & 0xffffL) + (~oldWord & 0xffff_ffffL) + (newWord & 0xffff_ffffL));
  }
}
