package honeyd.arpd;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.Collection;

/// Which addresses are looked after. Immutable, for all threads.
public final class ArpArea {
  private final RangeMap<Boolean> ranges;
  private final RangeMap<Boolean> excluded;

  private ArpArea(RangeMap<Boolean> ranges, RangeMap<Boolean> excluded) {
    this.ranges = ranges;
    this.excluded = excluded;
  }

  /// These networks without what lies in the exceptions; IPv4 only.
  public static ArpArea of(Collection<IpRange> networks, Collection<IpRange> exceptions) {
    RangeMap.Builder<Boolean> out = new RangeMap.Builder<>();
    for (IpRange network : networks) {
      if (network.first().isV4()) {
        out.put(network, Boolean.TRUE);
      }
    }
    exceptions.forEach(out::remove);
    return new ArpArea(out.build(), RangeMap.empty());
  }

  /// The same area, in which nobody may answer for these addresses.
  public ArpArea excluding(Collection<IpRange> others) {
    RangeMap.Builder<Boolean> out = new RangeMap.Builder<>();
    others.forEach(each -> out.put(each, Boolean.TRUE));
    return new ArpArea(ranges, out.build());
  }

  /// Whether nobody may answer for an address, vacant or not.
  boolean excludes(int addressBits) {
    return excluded.find(0, IpAddress.v4Lo(addressBits)) != null;
  }

  boolean contains(int addressBits) {
    return ranges.find(0, IpAddress.v4Lo(addressBits)) != null;
  }

  /// For messages.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    String between = "";
    for (RangeMap.Entry<Boolean> entry : ranges.entries()) {
      out.append(between).append(entry.range());
      between = ", ";
    }
    return out.toString();
  }
}
