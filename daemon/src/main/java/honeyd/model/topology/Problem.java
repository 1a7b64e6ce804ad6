package honeyd.model.topology;

/// Something in a topology that cannot be meant. Immutable.
///
/// @param route index of the statement it is about among the routes; for [Kind#REAL_HOST_NOWHERE]
///   among the real machines
/// @param sentence what is wrong, without the place
public record Problem(Kind kind, int route, String sentence) {
  /// What is wrong.
  public enum Kind {
    /// Packets would go round for ever; the route is not followed.
    LOOP,
    /// A router that no entry leads to.
    UNREACHABLE_ROUTER,
    /// Two link networks that share addresses.
    OVERLAPPING_LINKS,
    /// A gateway that lies neither on a link of its parent nor in a network behind it.
    GATEWAY_ELSEWHERE,
    /// An entry router with nothing behind it.
    ENTRY_WITHOUT_LINKS,
    /// Routes, but no router through which packets come in.
    NO_ENTRY,
    /// A real machine on no router's link.
    REAL_HOST_NOWHERE
  }
}
