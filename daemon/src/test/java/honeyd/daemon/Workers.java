package honeyd.daemon;

import honeyd.base.Clock;
import honeyd.model.Honeynet;
import honeyd.stack.Adoption;
import honeyd.stack.Worker;
import honeyd.stack.transit.LaneClocks;
import java.util.List;

/// Another network for a worker that has a thread.
final class Workers {
  private Workers() {}

  /// Returns when it is in force.
  static void adopt(Worker worker, Honeynet network, Clock clock) {
    Adoption adoption =
        new Adoption(network, new LaneClocks(network.topology(), clock.nanoTime()), List.of());
    worker.adopt(adoption);
    Void _ = adoption.done().join();
  }
}
