package honeyd.model;

import honeyd.model.topology.Topology;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The whole virtual network as immutable data: what a configuration file means.
///
/// Shared by all workers; a reload makes a new one.
///
/// @param templates by name in the order of the configuration, bound addresses that became
///   templates of their own included
/// @param bindings which template answers for an address; a [DynamicTemplate] is represented by its
///   `otherwise` member, or its last
/// @param choices which addresses have a [DynamicTemplate], all of them in `bindings` too
/// @param defaultTemplate answers for claimed addresses without a binding, null when there is none
/// @param dynamicTemplates by name
/// @param routes in the order of the configuration
/// @param extras everything else
/// @param topology what the routes mean
public record Honeynet(
    Map<String, Template> templates,
    RangeMap<Template> bindings,
    RangeMap<DynamicTemplate> choices,
    @Nullable Template defaultTemplate,
    Map<String, DynamicTemplate> dynamicTemplates,
    List<Route> routes,
    Extras extras,
    Topology topology) {
  private static final String DEFAULT = "default";
  private static final IpRange EVERYTHING = IpRange.parse("0.0.0.0/0");

  public Honeynet {
    templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
    dynamicTemplates = Collections.unmodifiableMap(new LinkedHashMap<>(dynamicTemplates));
    routes = List.copyOf(routes);
  }

  /// A honeynet without dynamic templates, whose topology is that of its routes.
  public Honeynet(
      Map<String, Template> templates,
      RangeMap<Template> bindings,
      @Nullable Template defaultTemplate,
      Map<String, DynamicTemplate> dynamicTemplates,
      List<Route> routes,
      Extras extras) {
    this(
        templates,
        bindings,
        RangeMap.empty(),
        defaultTemplate,
        dynamicTemplates,
        routes,
        extras,
        Topology.of(routes, extras.realHosts()));
  }

  /// A honeynet without dynamic templates and extras, whose hosts are all on a link of these entry
  /// routers; without any the network is flat.
  public Honeynet(
      Map<String, Template> templates,
      RangeMap<Template> bindings,
      @Nullable Template defaultTemplate,
      List<IpAddress> entryRouters) {
    this(
        templates,
        bindings,
        defaultTemplate,
        Map.of(),
        entryRouters.stream().flatMap(Honeynet::entryWithEverything).toList(),
        Extras.NONE);
  }

  private static Stream<Route> entryWithEverything(IpAddress router) {
    return Stream.of(new Route.Entry(router, null), new Route.Link(router, EVERYTHING));
  }

  /// The template that answers for an address, or null when nobody lives there.
  public @Nullable Template find(long hi, long lo) {
    Template bound = bindings.find(hi, lo);
    return bound != null ? bound : defaultTemplate;
  }

  /// The same with these addresses bound to other templates.
  public Honeynet withBound(Map<IpAddress, Template> hosts) {
    if (hosts.isEmpty()) {
      return this;
    }
    RangeMap.Builder<Template> bound = new RangeMap.Builder<>(bindings);
    RangeMap.Builder<DynamicTemplate> chosen = new RangeMap.Builder<>(choices);
    hosts.forEach((address, template) -> {
      bound.put(IpRange.of(address), template);
      chosen.remove(IpRange.of(address));
    });
    return new Honeynet(
        templates,
        bound.build(),
        chosen.build(),
        defaultTemplate,
        dynamicTemplates,
        routes,
        extras,
        topology);
  }

  /// The dynamic template that stands in for addresses without a binding, or null when
  /// [#defaultTemplate] is an ordinary one or none.
  public @Nullable DynamicTemplate defaultChoice() {
    return templates.containsKey(DEFAULT) ? null : dynamicTemplates.get(DEFAULT);
  }

  /// Addresses of `route entry`, which answer ARP.
  public List<IpAddress> entryRouters() {
    List<IpAddress> out = new ArrayList<>();
    for (Route route : routes) {
      if (route instanceof Route.Entry entry) {
        out.add(entry.router());
      }
    }
    return out;
  }
}
