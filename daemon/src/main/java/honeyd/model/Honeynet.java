package honeyd.model;

import honeyd.net.IpAddress;
import honeyd.net.RangeMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The whole virtual network as immutable data: what a configuration file means.
///
/// Shared by all workers; a reload makes a new one.
///
/// @param templates by name, bound addresses that became templates of their own included
/// @param bindings which template answers for an address
/// @param defaultTemplate answers for claimed addresses without a binding, null when there is none
/// @param entryRouters addresses of `route entry`, which answer ARP
public record Honeynet(
    Map<String, Template> templates,
    RangeMap<Template> bindings,
    @Nullable Template defaultTemplate,
    List<IpAddress> entryRouters) {

  /// The template that answers for an address, or null when nobody lives there.
  public @Nullable Template find(long hi, long lo) {
    Template bound = bindings.find(hi, lo);
    return bound != null ? bound : defaultTemplate;
  }
}
