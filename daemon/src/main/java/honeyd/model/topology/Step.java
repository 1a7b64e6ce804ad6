package honeyd.model.topology;

import honeyd.model.Extras;
import honeyd.model.Route;

/// What a router does with packets for a network. Immutable.
sealed interface Step {
  /// Hands them to the hosts of a network directly at it.
  record Deliver() implements Step {}

  /// Takes them: they are for the router.
  record Take() implements Step {}

  /// Says that the network cannot be reached.
  record Refuse() implements Step {}

  /// Sends them to another router.
  ///
  /// @param route index of the statement, -1 for the gateway's own address, which nobody wrote
  record Forward(Lane lane, int route) implements Step {}

  /// Sends them through a tunnel.
  record Enter(Route.Tunnel tunnel) implements Step {}

  /// Hands them to a real machine.
  record HandOut(Extras.RealHost machine) implements Step {}
}
