package honeyd.daemon;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The addresses of this machine, which the honeynet must never answer for: its own connections
/// would be reset.
final class OwnAddresses {
  private OwnAddresses() {}

  /// All addresses of all interfaces at this moment.
  static List<IpAddress> now() throws SocketException {
    List<IpAddress> out = new ArrayList<>();
    for (NetworkInterface nif : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InterfaceAddress a : nif.getInterfaceAddresses()) {
        String text = a.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        out.add(IpAddress.parse(zone < 0 ? text : text.substring(0, zone)));
      }
    }
    return out;
  }

  /// The ranges with these addresses cut out.
  static List<IpRange> without(List<IpRange> ranges, List<IpAddress> own) {
    List<IpRange> out = new ArrayList<>(ranges);
    for (IpAddress address : own) {
      List<IpRange> next = new ArrayList<>(out.size() + 1);
      for (IpRange range : out) {
        if (!range.contains(address)) {
          next.add(range);
          continue;
        }
        if (!range.first().equals(address)) {
          next.add(new IpRange(range.first(), address.previous()));
        }
        if (!range.last().equals(address)) {
          next.add(new IpRange(address.next(), range.last()));
        }
      }
      out = next;
    }
    return out;
  }
}
