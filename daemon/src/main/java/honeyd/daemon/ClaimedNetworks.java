package honeyd.daemon;

import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.model.topology.Router;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which addresses a honeynet answers for on the links outside.
final class ClaimedNetworks {
  static final IpRange EVERYTHING = IpRange.parse("0.0.0.0/0");

  private ClaimedNetworks() {}

  /// What was named on the command line, with the routers and real machines in any case; or every
  /// address when there is a default template, else every bound one and whatever routes lead to.
  ///
  /// @param named the networks of the command line
  /// @param leased addresses that are answered for in any case
  static List<IpRange> of(List<IpRange> named, Honeynet honeynet, Collection<IpAddress> leased) {
    if (named.isEmpty() && honeynet.defaultTemplate() != null) {
      return List.of(EVERYTHING);
    }
    Set<IpRange> ranges = new LinkedHashSet<>(named);
    if (named.isEmpty()) {
      for (RangeMap.Entry<?> entry : honeynet.bindings().entries()) {
        ranges.add(entry.range());
      }
      ranges.addAll(honeynet.topology().networks());
    }
    for (Router router : honeynet.topology().routers()) {
      addUnlessHeld(ranges, named, router.address());
    }
    for (Extras.RealHost machine : honeynet.extras().realHosts()) {
      addUnlessHeld(ranges, named, machine.address());
    }
    for (IpAddress address : leased) {
      addUnlessHeld(ranges, named, address);
    }
    return List.copyOf(ranges);
  }

  /// A router is usually in one of the few networks that were named.
  private static void addUnlessHeld(Set<IpRange> ranges, List<IpRange> named, IpAddress address) {
    for (IpRange range : named) {
      if (range.contains(address)) {
        return;
      }
    }
    ranges.add(IpRange.of(address));
  }

  /// The first of these ranges that lies not wholly in `claimed`, or null when all do.
  static @Nullable IpRange firstOutside(List<IpRange> ranges, Collection<IpRange> claimed) {
    RangeMap.Builder<IpRange> builder = new RangeMap.Builder<>();
    for (IpRange run : joined(claimed)) {
      builder.put(run, run);
    }
    RangeMap<IpRange> runs = builder.build();
    for (IpRange range : ranges) {
      IpRange run = runs.find(range.first());
      if (run == null || !run.contains(range.last())) {
        return range;
      }
    }
    return null;
  }

  /// Ascending ranges of the same addresses that neither overlap nor touch.
  static List<IpRange> joined(Collection<IpRange> ranges) {
    List<IpRange> sorted = new ArrayList<>(ranges);
    sorted.sort((a, b) -> a.first().compareTo(b.first()));
    List<IpRange> out = new ArrayList<>();
    for (IpRange range : sorted) {
      IpRange before = out.isEmpty() ? null : out.getLast();
      if (before == null || !touches(before, range)) {
        out.add(range);
      } else if (range.last().compareTo(before.last()) > 0) {
        out.set(out.size() - 1, new IpRange(before.first(), range.last()));
      }
    }
    return out;
  }

  /// Whether a range that begins no lower goes on where the other is or ends.
  private static boolean touches(IpRange before, IpRange range) {
    return before.first().isV4() == range.first().isV4()
        && (range.first().compareTo(before.last()) <= 0
            || range.first().equals(before.last().next()));
  }

  /// The same IPv4 addresses as whole prefixes, as few as there can be: what a kernel's route
  /// takes.
  static List<IpRange> prefixes(Collection<IpRange> ranges) {
    List<IpRange> out = new ArrayList<>();
    for (IpRange run : joined(ranges)) {
      if (!run.first().isV4()) {
        continue;
      }
      long at = Integer.toUnsignedLong(run.first().v4Bits());
      long last = Integer.toUnsignedLong(run.last().v4Bits());
      while (at <= last) {
        int hostBits = at == 0 ? 32 : Long.numberOfTrailingZeros(at);
        while (at + (1L << hostBits) - 1 > last) {
          hostBits--;
        }
        out.add(IpRange.ofPrefix(IpAddress.ofV4((int) at), 32 - hostBits));
        at += 1L << hostBits;
      }
    }
    return out;
  }
}
