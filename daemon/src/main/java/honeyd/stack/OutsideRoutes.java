package honeyd.stack;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a worker sends packets that no other packet led to: the peers of tunnels and whom real
/// machines inside talk to. All other answers leave as their packets came ([ReturnPath]).
///
/// Longest prefix first, as in the kernel, and as there a route over an interface that is not ours
/// hides a wider one over one that is. Immutable; [#find] allocates nothing.
public final class OutsideRoutes {
  /// The way to an outside address.
  ///
  /// @param attachment the link that leads there
  /// @param gatewayLo lower half of the address of the router that takes the packet, zero where the
  ///   destination itself does
  public record Hop(Attachment attachment, long gatewayLo) {
    /// Lower half of the address whose MAC the frame carries.
    ///
    /// @param destinationLo lower half of the packet's destination
    public long neighbourLo(long destinationLo) {
      return gatewayLo != 0 ? gatewayLo : destinationLo;
    }
  }

  /// A network at a link itself.
  private record Connected(Attachment attachment, IpRange network) {}

  /// No way to anywhere.
  public static final OutsideRoutes NONE = new OutsideRoutes(RangeMap.empty(), List.of());

  private final RangeMap<Hop> hops;
  private final List<Connected> connected;

  private OutsideRoutes(RangeMap<Hop> hops, List<Connected> connected) {
    this.hops = hops;
    this.connected = List.copyOf(connected);
  }

  /// The routes that leave over these links.
  ///
  /// @param routes of two to the same network the first counts
  public static OutsideRoutes of(List<OutsideRoute> routes, List<Attachment> attachments) {
    Map<String, Attachment> byName = new HashMap<>();
    for (Attachment attachment : attachments) {
      byName.putIfAbsent(attachment.name(), attachment);
    }
    List<OutsideRoute> widestFirst = new ArrayList<>(routes);
    widestFirst.sort(Comparator.comparingLong((OutsideRoute r) -> r.network().size()).reversed());
    RangeMap.Builder<Hop> builder = new RangeMap.Builder<>();
    List<Connected> connected = new ArrayList<>();
    Set<IpRange> seen = new HashSet<>();
    for (OutsideRoute route : widestFirst) {
      if (!seen.add(route.network())) {
        continue;
      }
      Attachment attachment = byName.get(route.interfaceName());
      if (attachment == null) {
        builder.remove(route.network());
      } else {
        IpAddress gateway = route.gateway();
        builder.put(route.network(), new Hop(attachment, gateway == null ? 0 : gateway.lo()));
        if (gateway == null) {
          connected.add(new Connected(attachment, route.network()));
        }
      }
    }
    return new OutsideRoutes(builder.build(), connected);
  }

  /// The network at a link whose broadcast address this is, or null.
  public @Nullable IpRange broadcastNetwork(Attachment attachment, long hi, long lo) {
    for (int i = 0; i < connected.size(); i++) {
      Connected each = connected.get(i);
      if (each.attachment == attachment && isBroadcast(each.network, hi, lo)) {
        return each.network;
      }
    }
    return null;
  }

  /// Whether an address is a network's highest, and the network large enough to have one for all
  /// (RFC 3021).
  static boolean isBroadcast(IpRange network, long hi, long lo) {
    return network.last().lo() == lo && network.last().hi() == hi && network.size() > 2;
  }

  /// The way to an address, or null where none of our links leads there.
  public @Nullable Hop find(long hi, long lo) {
    return hops.find(hi, lo);
  }
}
