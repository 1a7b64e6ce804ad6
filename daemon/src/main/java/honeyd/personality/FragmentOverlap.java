package honeyd.personality;

/// Whose bytes count where fragments of one packet overlap.
///
/// The first five are the models of Shankar and Paxson, "Active Mapping: Resisting NIDS Evasion
/// without Altering Traffic" (2003), by which Snort's frag3 documentation sorts systems as well.
public enum FragmentOverlap {
  /// What begins further left, or at the same place and came earlier; of what lies to the right,
  /// the new fragment's bytes count.
  BSD,
  /// What begins further right, or at the same place and came later.
  BSD_RIGHT,
  /// As [#BSD], but of two that begin at the same place the later counts.
  LINUX,
  /// What came first, wherever it lies.
  FIRST,
  /// What came last, wherever it lies.
  LAST,
  /// None: the whole packet is given up, except that a fragment which brings nothing new is
  /// ignored.
  ABANDON,
  /// What came first; a fragment that overlaps is dropped as a whole.
  REFUSE
}
