package honeyd.personality;

/// The IP header fields that give a system away, as decided for one outgoing packet.
///
/// Mutable and reused: one per worker, filled by a [Personality], read by the caller at once.
public final class IpShape {
  /// Initial time to live, 1 to 255.
  public int ttl;

  /// Don't Fragment.
  public boolean df;

  /// Identification, 16 bits.
  public int ipId;

  /// Whether the system counts identifications for each connection: then the caller writes the
  /// connection's own counter, which begins anywhere and goes up by one, instead of [#ipId]. Set
  /// only by [Personality#shape] for [PacketKind#TCP_SEGMENT].
  public boolean ipIdPerConnection;

  /// Type of service octet.
  public int tos;
}
