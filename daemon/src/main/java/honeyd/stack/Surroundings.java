package honeyd.stack;

import honeyd.link.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What lies around a worker behind its links. Immutable.
///
/// @param routes how addresses outside are reached, for packets that answer nothing
/// @param closed names of the links on which there are no visitors: [Attachment#isClosed]
public record Surroundings(List<OutsideRoute> routes, Set<String> closed) {
  /// Visitors on every link, and no routes: all that a network without tunnels and real machines
  /// needs.
  public static final Surroundings PLAIN = new Surroundings(List.of(), Set.of());

  public Surroundings {
    routes = List.copyOf(routes);
    closed = Set.copyOf(closed);
  }

  /// The attachments of these links, in their order.
  List<Attachment> attach(List<Link> links) {
    List<Attachment> out = new ArrayList<>(links.size());
    for (Link link : links) {
      out.add(
          closed.contains(link.name())
              ? Attachment.closed(link, out.size())
              : new Attachment(link, out.size()));
    }
    return out;
  }
}
