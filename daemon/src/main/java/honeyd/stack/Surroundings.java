package honeyd.stack;

import honeyd.link.Link;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What lies around a worker: behind its links, and the time of day there. Immutable.
///
/// @param routes how addresses outside are reached, for packets that answer nothing
/// @param closed names of the links on which there are no visitors: [Attachment#isClosed]
/// @param zone of the times in a configuration
/// @param vacancies which addresses may be answered for in ARP
public record Surroundings(
    List<OutsideRoute> routes, Set<String> closed, ZoneId zone, Vacancies vacancies) {
  /// Visitors on every link, and no routes: all that a network without tunnels and real machines
  /// needs; in UTC.
  public static final Surroundings PLAIN = in(ZoneOffset.UTC);

  public Surroundings {
    routes = List.copyOf(routes);
    closed = Set.copyOf(closed);
  }

  /// Those in which all addresses are ours.
  public Surroundings(List<OutsideRoute> routes, Set<String> closed, ZoneId zone) {
    this(routes, closed, zone, Vacancies.ALL);
  }

  /// Visitors on every link, and no routes.
  public static Surroundings in(ZoneId zone) {
    return new Surroundings(List.of(), Set.of(), zone);
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
