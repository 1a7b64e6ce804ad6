package honeyd.stack;

import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The networks named on the command line: nobody outside them is answered for. Immutable.
public final class Claims {
  private final @Nullable RangeMap<IpRange> ranges;

  private Claims(@Nullable RangeMap<IpRange> ranges) {
    this.ranges = ranges;
  }

  /// Every address.
  public static Claims everything() {
    return new Claims(null);
  }

  /// These networks, or every address when there are none.
  public static Claims of(List<IpRange> networks) {
    if (networks.isEmpty()) {
      return everything();
    }
    RangeMap.Builder<IpRange> builder = new RangeMap.Builder<>();
    for (IpRange network : networks) {
      builder.put(network, network);
    }
    return new Claims(builder.build());
  }

  /// The claimed network whose broadcast address this is, or null.
  public @Nullable IpRange broadcastNetwork(long hi, long lo) {
    IpRange range = ranges == null ? null : ranges.find(hi, lo);
    return range != null && OutsideRoutes.isBroadcast(range, hi, lo) ? range : null;
  }

  public boolean contains(long hi, long lo) {
    return ranges == null || ranges.find(hi, lo) != null;
  }
}
