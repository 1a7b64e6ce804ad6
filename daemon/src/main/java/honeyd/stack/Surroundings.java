package honeyd.stack;

import honeyd.link.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What lies around a worker behind its links. Immutable.
///
/// @param routes how addresses outside are reached, for packets that answer nothing
/// @param inside names of the links behind which is nobody but real machines of the virtual network
public record Surroundings(List<OutsideRoute> routes, Set<String> inside) {
  /// Visitors on every link, and no routes: all that a network without tunnels and real machines
  /// needs.
  public static final Surroundings PLAIN = new Surroundings(List.of(), Set.of());

  public Surroundings {
    routes = List.copyOf(routes);
    inside = Set.copyOf(inside);
  }

  /// The attachments of these links, in their order.
  List<Attachment> attach(List<Link> links) {
    List<Attachment> out = new ArrayList<>(links.size());
    for (Link link : links) {
      out.add(
          inside.contains(link.name())
              ? Attachment.inside(link, out.size())
              : new Attachment(link, out.size()));
    }
    return out;
  }
}
