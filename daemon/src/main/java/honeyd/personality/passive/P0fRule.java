package honeyd.personality.passive;

import honeyd.personality.passive.SynSignature.Fit;
import honeyd.personality.passive.SynSignature.Form;
import honeyd.personality.passive.SynSignature.Wanted;

/// A signature of p0f 3: `ver:ittl:olen:mss:wsize,scale:olayout:quirks:pclass` (p0f's README,
/// section 5). Immutable.
///
/// @param version 4, 6, or 0 for both
/// @param ttl as the sender sets it
/// @param anyLowerTtl whether the sender draws it at random up to that
/// @param ipOptionBytes length of the IP options
/// @param mss segment size, 0 for none
/// @param window how the window is made
/// @param scale window scale, 0 for none
/// @param padding bytes behind the end of the options, -1 for no end
/// @param quirks set of [Quirk]s
/// @param payload whether the SYN has data
record P0fRule(
    int version,
    int ttl,
    boolean anyLowerTtl,
    int ipOptionBytes,
    Wanted mss,
    Wanted window,
    Wanted scale,
    int padding,
    int quirks,
    Payload payload)
    implements SynSignature.Rule {
  /// The classes of payloads.
  enum Payload {
    ANY,
    NONE,
    SOME
  }

  /// Routers between, at most, for a TTL to be believed.
  static final int MAX_DISTANCE = 35;

  private static final int ONLY_IPV4 =
      Quirk.DONT_FRAGMENT.bit()
          | Quirk.NEEDLESS_ID.bit()
          | Quirk.MISSING_ID.bit()
          | Quirk.RESERVED_BIT.bit();

  private static final int ONLY_IPV6 = Quirk.FLOW_LABEL.bit();

  // What firewalls and settings change.
  private static final int MAY_VANISH = Quirk.DONT_FRAGMENT.bit() | Quirk.NEEDLESS_ID.bit();
  private static final int MAY_APPEAR = Quirk.MISSING_ID.bit() | Quirk.CONGESTION_NOTICE.bit();

  @Override
  public Fit fit(ObservedSyn syn) {
    if (version != 0 && version != syn.version) {
      return Fit.NONE;
    }
    int wanted = quirks;
    if (version == 0) {
      wanted &= syn.version == 4 ? ~ONLY_IPV6 : ~ONLY_IPV4;
    }
    int vanished = wanted & ~syn.quirks;
    int appeared = syn.quirks & ~wanted;
    if ((vanished & ~MAY_VANISH) != 0
        || (appeared & ~MAY_APPEAR) != 0
        || padding != syn.padding
        || ipOptionBytes != syn.ipOptionBytes
        || !mss.is(syn.mss)
        || !scale.is(syn.scale)
        || !hasPayload(syn)
        || !hasWindow(syn)) {
      return Fit.NONE;
    }
    boolean fuzzy = (vanished | appeared) != 0;
    if (anyLowerTtl) {
      if (syn.ttl > ttl) {
        return Fit.NONE;
      }
    } else {
      fuzzy |= syn.ttl > ttl || ttl - syn.ttl > MAX_DISTANCE;
    }
    return fuzzy ? Fit.FUZZY : Fit.EXACT;
  }

  private boolean hasPayload(ObservedSyn syn) {
    return switch (payload) {
      case ANY -> true;
      case NONE -> syn.payloadBytes == 0;
      case SOME -> syn.payloadBytes > 0;
    };
  }

  private boolean hasWindow(ObservedSyn syn) {
    return switch (window.form()) {
      case ANY, EXACT, DIVISIBLE -> window.is(syn.window);
      case SEGMENTS, PACKETS ->
          syn.multiple == window.number() && syn.multipleOfMtu == (window.form() == Form.PACKETS);
    };
  }
}
