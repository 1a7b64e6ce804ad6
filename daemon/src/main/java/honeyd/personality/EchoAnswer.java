package honeyd.personality;

/// How a system answers an ICMP echo request. Mutable and reused, filled by a [Personality].
public final class EchoAnswer {
  public boolean responds;

  /// Code of the reply.
  public int code;

  public final IpShape ip = new IpShape();
}
