package honeyd.stack;

import honeyd.link.KernelFilter;
import honeyd.model.Honeynet;
import honeyd.stack.transit.LaneClocks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Another network for a worker, whole: it takes all of it between two packets.
///
/// Immutable but for [#done]; made by the control thread for one worker each.
///
/// @param clocks queues of its lanes, the same for all workers
/// @param outsideRoutes how addresses outside are reached from now on
/// @param claims networks that are answered for from now on, null for the same as before
/// @param filters what the kernel lets through from now on, one for each link of the worker in its
///   order, or none at all for the same as before
/// @param done completes when the worker has taken it, exceptionally when a filter was refused: the
///   network is taken then as well
public record Adoption(
    Honeynet honeynet,
    LaneClocks clocks,
    List<OutsideRoute> outsideRoutes,
    @Nullable Claims claims,
    List<KernelFilter> filters,
    CompletableFuture<Void> done) {
  public Adoption {
    outsideRoutes = List.copyOf(outsideRoutes);
    filters = List.copyOf(filters);
  }

  /// Another network for the same addresses.
  public Adoption(Honeynet honeynet, LaneClocks clocks, List<OutsideRoute> outsideRoutes) {
    this(honeynet, clocks, outsideRoutes, null, List.of(), new CompletableFuture<>());
  }
}
