package honeyd.wire;

/// The fields of 802.1Q tag control information: priority 3 bits, drop eligible 1, identifier 12.
public final class VlanTag {
  /// No tag, where tag control information is expected.
  public static final int NONE = -1;

  private VlanTag() {}

  /// The VLAN identifier, 0 to 4095; 0 means that the tag carries only a priority.
  public static int id(int tci) {
    return tci & 0xfff;
  }

  /// The priority code point, 0 to 7.
  public static int priority(int tci) {
    return tci >>> 13 & 7;
  }
}
