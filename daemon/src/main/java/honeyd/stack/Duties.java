package honeyd.stack;

import honeyd.link.Shard;
import honeyd.model.topology.Router;
import java.util.List;

/// A worker's share of the hosts and routers, and how the others are told what their routers owe.
/// Immutable.
///
/// @param shard the worker's share
/// @param mailboxes of all workers, in the order of their shares
public record Duties(Shard shard, List<RouterMailbox> mailboxes) {
  /// Those of a worker that is alone.
  public static final Duties ALL = new Duties(Shard.WHOLE, List.of());

  public Duties {
    mailboxes = List.copyOf(mailboxes);
    if (!shard.isWhole() && mailboxes.size() != shard.count()) {
      throw new IllegalArgumentException(
          mailboxes.size() + " mailboxes for " + shard.count() + " workers");
    }
  }

  /// Whether a router belongs to this worker.
  public boolean has(Router router) {
    return shard.isWhole() || shard.owns(router.address().v4Bits());
  }

  /// The mailbox of the worker that a router belongs to.
  public RouterMailbox mailboxOf(Router router) {
    return mailboxes.get(shard.ownerOf(router.address().v4Bits()));
  }
}
