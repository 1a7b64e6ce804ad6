package honeyd.personality;

/// How a system answers a datagram to a closed UDP port. Mutable and reused, filled by a
/// [Personality].
public final class UnreachableAnswer {
  /// What some systems do to a checksum in the packet they quote.
  public enum QuotedChecksum {
    /// As it arrived.
    KEPT,
    /// Zero.
    ZERO,
    /// A wrong value.
    WRONG
  }

  public boolean responds;
  public final IpShape ip = new IpShape();

  /// How many bytes of the offending packet, from its IP header on, are quoted at most.
  public int quotedBytes;

  /// Zeros follow a shorter quotation up to this many bytes; normally zero.
  public int paddedQuoteBytes;

  /// The four octets after the ICMP checksum, normally zero.
  public int unused;

  /// Total length written into the quoted header, or -1 to keep it.
  public int quotedTotalLength;

  /// How much is taken from the time to live in the quoted header, the result kept in 0..255:
  /// systems that count themselves as a hop quote one less than arrived. Negative to add.
  public int quotedTtlDrop;

  /// Identification written into the quoted header, or -1 to keep it.
  public int quotedIpId;

  public QuotedChecksum quotedIpChecksum = QuotedChecksum.KEPT;

  /// Checksum written into the quoted UDP header, or -1 to keep it.
  public int quotedUdpChecksum;

  /// Whether the quoted payload is altered, as some systems do.
  public boolean payloadDamaged;
}
