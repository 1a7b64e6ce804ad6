package honeyd.personality.passive;

import org.jspecify.annotations.Nullable;

/// What p0f finds odd about IP and TCP headers, with its word for it (p0f's README, section 5).
public enum Quirk {
  /// Don't Fragment is set.
  DONT_FRAGMENT("df"),
  /// Don't Fragment is set, and the identification is not zero.
  NEEDLESS_ID("id+"),
  /// Don't Fragment is not set, and the identification is zero.
  MISSING_ID("id-"),
  /// Congestion notification is offered, or seen in the IP header.
  CONGESTION_NOTICE("ecn"),
  /// The bit of the IP header that must be zero is not.
  RESERVED_BIT("0+"),
  /// The flow label of IPv6 is not zero.
  FLOW_LABEL("flow"),
  ZERO_SEQUENCE("seq-"),
  /// An acknowledgment number without the flag.
  STRAY_ACK("ack+"),
  /// The flag without an acknowledgment number.
  ZERO_ACK("ack-"),
  /// An urgent pointer without the flag.
  STRAY_URGENT("uptr+"),
  URGENT("urgf+"),
  PUSH("pushf+"),
  /// The sender's own timestamp is zero.
  ZERO_TIMESTAMP("ts1-"),
  /// A timestamp of the receiver's in the first segment.
  ECHOED_TIMESTAMP("ts2+"),
  /// Something else than zeros behind the end of the options.
  DATA_BEHIND_OPTIONS("opt+"),
  /// A window scale above 14.
  EXCESSIVE_SCALE("exws"),
  /// Options with impossible lengths.
  MALFORMED_OPTIONS("bad");

  private final String word;

  Quirk(String word) {
    this.word = word;
  }

  /// p0f's word.
  public String word() {
    return word;
  }

  /// This one as a bit of a set.
  int bit() {
    return 1 << ordinal();
  }

  static @Nullable Quirk find(String word) {
    for (Quirk each : values()) {
      if (each.word.equals(word)) {
        return each;
      }
    }
    return null;
  }
}
