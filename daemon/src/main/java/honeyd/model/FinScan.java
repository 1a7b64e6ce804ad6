package honeyd.model;

/// What an open TCP port does with a FIN that belongs to no connection: `annotate "PERSONALITY"
/// finscan` and `no finscan`.
public enum FinScan {
  /// Nothing was said; the personality decides.
  BY_PERSONALITY,
  /// `finscan`: the segment is dropped in silence, so a FIN scan sees the port.
  DROPPED,
  /// `no finscan`: it is answered with a reset, so a FIN scan sees nothing.
  ANSWERED
}
