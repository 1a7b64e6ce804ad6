package honeyd.wire;

/// The IP protocol numbers that Honeyd knows by name (IANA, "Protocol Numbers").
public final class IpProtocol {
  public static final int ICMP = 1;
  public static final int IGMP = 2;
  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int GRE = 47;
  public static final int ICMPV6 = 58;

  private IpProtocol() {}
}
