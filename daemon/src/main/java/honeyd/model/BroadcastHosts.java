package honeyd.model;

import honeyd.net.IpAddress;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.List;

/// Which hosts speak for a `broadcast`: those bound to its template, from the first address on, as
/// many as its interval allows.
///
/// Nobody gains from a whole /16 that broadcasts: a network of real machines has a few hundred in a
/// segment, and each run is a process.
public final class BroadcastHosts {
  /// Hosts for each second of the interval, and in any case.
  static final int PER_SECOND = 8;

  static final int MOST = 256;

  private BroadcastHosts() {}

  /// How many hosts may speak at most.
  public static int most(Extras.Broadcast broadcast) {
    return (int) Math.min(MOST, PER_SECOND * Math.max(1, broadcast.everySeconds()));
  }

  /// The addresses of those that do, in ascending order.
  public static List<IpAddress> of(Extras.Broadcast broadcast, Honeynet honeynet) {
    List<IpAddress> out = new ArrayList<>();
    int most = most(broadcast);
    for (RangeMap.Entry<Template> entry : honeynet.bindings().entries()) {
      if (!isOf(broadcast, entry)) {
        continue;
      }
      IpAddress last = entry.range().last();
      for (IpAddress at = entry.range().first(); out.size() < most; at = at.next()) {
        out.add(at);
        if (at.equals(last)) {
          break;
        }
      }
      if (out.size() == most) {
        break;
      }
    }
    return out;
  }

  /// How many hosts there are, whether they speak or not.
  public static long bound(Extras.Broadcast broadcast, RangeMap<Template> bindings) {
    long n = 0;
    for (RangeMap.Entry<Template> entry : bindings.entries()) {
      n += isOf(broadcast, entry) ? entry.range().size() : 0;
    }
    return n;
  }

  private static boolean isOf(Extras.Broadcast broadcast, RangeMap.Entry<Template> entry) {
    return entry.range().first().isV4() && entry.value().name().equals(broadcast.template().name());
  }
}
