package honeyd.wire;

/// The EtherType numbers that Honeyd reads (IANA, "IEEE 802 Numbers").
public final class EtherType {
  public static final int IPV4 = 0x0800;
  public static final int ARP = 0x0806;

  /// An 802.1Q tag: two octets of tag control information and the real EtherType follow.
  public static final int VLAN = 0x8100;

  public static final int IPV6 = 0x86dd;

  private EtherType() {}
}
