package honeyd.daemon;

import honeyd.config.HostLookup;
import honeyd.net.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Host names in a configuration, as the system's resolver knows them. Blocks.
final class SystemHosts implements HostLookup {
  @Override
  public @Nullable IpAddress find(String name) {
    try {
      for (InetAddress address : InetAddress.getAllByName(name)) {
        if (address instanceof Inet4Address) {
          return IpAddress.parse(address.getHostAddress());
        }
      }
      return null;
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
