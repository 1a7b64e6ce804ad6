package honeyd.personality.passive;

import honeyd.personality.passive.SynSignature.Fit;
import honeyd.personality.passive.SynSignature.Wanted;

/// A signature of a `pf.os`: `window:ttl:df:size:options` (the comments of that file). Immutable.
///
/// @param ttl as the sender sets it
/// @param df whether Don't Fragment is set
/// @param size total length of the packet
/// @param mss segment size, anything where the option is not there
/// @param scale window scale, likewise
/// @param zeroTimestamp whether the sender's timestamp is zero
record PfOsRule(
    Wanted window,
    int ttl,
    boolean df,
    Wanted size,
    Wanted mss,
    Wanted scale,
    boolean zeroTimestamp)
    implements SynSignature.Rule {
  /// Routers between, at most: the distance that the file itself names.
  static final int MAX_DISTANCE = 40;

  // Taken where the sender does not say its own.
  private static final int USUAL_MSS = 1460;

  private static final int HEADERS = 40;

  @Override
  public Fit fit(ObservedSyn syn) {
    boolean fits =
        syn.ttl <= ttl
            && ttl - syn.ttl <= MAX_DISTANCE
            && df == syn.has(Quirk.DONT_FRAGMENT)
            && zeroTimestamp == syn.has(Quirk.ZERO_TIMESTAMP)
            && size.is(syn.totalBytes)
            && mss.is(syn.mss)
            && scale.is(syn.scale)
            && hasWindow(syn);
    return fits ? Fit.EXACT : Fit.NONE;
  }

  private boolean hasWindow(ObservedSyn syn) {
    int segment = syn.mss == 0 ? USUAL_MSS : syn.mss;
    return switch (window.form()) {
      case ANY, EXACT, DIVISIBLE -> window.is(syn.window);
      case SEGMENTS -> syn.window == window.number() * segment;
      case PACKETS -> syn.window == window.number() * (segment + HEADERS);
    };
  }
}
