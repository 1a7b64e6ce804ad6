package honeyd.model;

/// What becomes of IP fragments: `annotate "PERSONALITY" fragment …`.
public enum FragmentPolicy {
  /// Nothing was said; the personality's family decides.
  BY_PERSONALITY,
  /// All fragments are dropped.
  DROP,
  /// Where fragments overlap, the bytes that came first stay.
  OLD,
  /// Where fragments overlap, the bytes that came last win.
  NEW
}
