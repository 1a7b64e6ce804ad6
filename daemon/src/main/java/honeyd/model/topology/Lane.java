package honeyd.model.topology;

import honeyd.model.Route;

/// One direction of a line between two routers. Immutable.
///
/// @param index place in [Topology#lanes]: even for the direction of `add net`, one more for the
///   way back
/// @param from where packets enter it
/// @param to where they leave it
/// @param line its properties
public record Lane(int index, Router from, Router to, Route.Line line) {
  /// Lanes lead in circles, so they are told by their place.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return index;
  }

  @Override
  public String toString() {
    return from + " > " + to;
  }
}
