package honeyd.config;

import honeyd.config.ConfigLoader.Sourced;
import honeyd.model.Ethernet;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.MacAddress;
import honeyd.personality.VendorLookup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the addresses that statements mean: host names, MAC addresses, vendors. One thread.
final class Addresses {
  private static final int SUGGESTIONS = 3;
  private static final long GROUP_BIT = 0x0100_0000_0000L;
  private static final Pattern LIKE_MAC =
      Pattern.compile("[0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2})+");

  private final VendorLookup vendors;
  private final HostLookup hosts;
  private final Notices notices;
  private final Map<String, IpAddress> known = new HashMap<>();

  Addresses(VendorLookup vendors, HostLookup hosts, Notices notices) {
    this.vendors = vendors;
    this.hosts = hosts;
    this.notices = notices;
  }

  IpRange range(Hosts written) {
    return switch (written) {
      case Hosts.Addresses a -> a.range();
      case Hosts.Named n -> IpRange.of(lookUp(n.name()));
    };
  }

  /// The address where only one may stand.
  IpAddress one(Hosts written) {
    return range(written).first();
  }

  /// The one IPv4 address that a single machine can have.
  IpAddress unicast(Hosts written) {
    IpRange range = range(written);
    IpAddress address = range.first();
    if (range.size() != 1 || !address.isV4()) {
      throw new BadValue("one IPv4 address is wanted, not " + range, range.toString());
    }
    int top = address.v4Bits() >>> 24;
    if (top == 0 || top == 127 || top >= 224) {
      throw new BadValue(address + " is not the address of a machine", address.toString());
    }
    return address;
  }

  private IpAddress lookUp(String name) {
    IpAddress before = known.get(name);
    if (before != null) {
      return before;
    }
    @Nullable IpAddress found = hosts.find(name);
    if (found == null) {
      throw new BadValue("no address is known for the host \"" + name + "\"", name);
    }
    known.put(name, found);
    return found;
  }

  /// A MAC address, words of a vendor's name, or `auto` for one that fits the personality.
  Ethernet ethernet(Sourced at, String written) {
    if (LIKE_MAC.matcher(written).matches()) {
      return new Ethernet.Fixed(mac(at, written));
    }
    if (written.strip().equalsIgnoreCase(Ethernet.Fitting.WORD)) {
      return new Ethernet.Fitting(vendors);
    }
    int oui = vendors.find(written);
    if (oui < 0) {
      throw new BadValue(
          "no Ethernet vendor \"" + written + "\"",
          written,
          notices.maySuggest() ? vendors.nearest(written, SUGGESTIONS) : List.of());
    }
    return new Ethernet.Vendor(written, oui);
  }

  private MacAddress mac(Sourced at, String written) {
    MacAddress mac;
    try {
      mac = MacAddress.parse(written);
    } catch (IllegalArgumentException e) {
      throw new BadValue(Values.reason(e), written);
    }
    if (!mac.isGroup()) {
      return mac;
    }
    MacAddress individual = new MacAddress(mac.bits() & ~GROUP_BIT);
    notices.warning(
        at,
        written + " is a group address, which no host can have; " + individual + " is used",
        written);
    return individual;
  }
}
