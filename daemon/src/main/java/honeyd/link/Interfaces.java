package honeyd.link;

import honeyd.net.IpAddress;
import honeyd.sys.Ioctls;
import honeyd.sys.PacketSockets;
import java.io.IOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the kernel says of its network interfaces, asked anew at each call.
public final class Interfaces {
  private static final Path PROC_NET_DEV = Path.of("/proc/thread-self/net/dev");

  /// One address of an interface and the length of its network's prefix.
  public record Address(IpAddress address, int prefixBits) {}

  /// One interface at one moment.
  ///
  /// @param macBits its MAC in the low 48 bits, zero where it has none
  /// @param ethernet whether its frames begin with an Ethernet header
  /// @param up whether it is administratively up
  public record Interface(
      String name,
      int index,
      long macBits,
      int mtu,
      boolean ethernet,
      boolean up,
      List<Address> addresses) {}

  private Interfaces() {}

  /// The interface of this name.
  ///
  /// @throws IOException when there is none; the message names those there are
  public static Interface find(String name) throws IOException {
    try (InterfaceCalls calls = new InterfaceCalls(name)) {
      int index = calls.index();
      if (index < 0) {
        throw missing(name);
      }
      int type = calls.hardwareType();
      return new Interface(
          name,
          index,
          calls.macBits(),
          calls.mtu(),
          type == PacketSockets.ARPHRD_ETHER || type == PacketSockets.ARPHRD_LOOPBACK,
          (calls.flags() & Ioctls.IFF_UP) != 0,
          addresses(name));
    }
  }

  /// Names of all interfaces, in the kernel's order.
  public static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(PROC_NET_DEV)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        names.add(line.substring(0, colon).strip());
      }
    }
    return names;
  }

  static IOException missing(String name) throws IOException {
    return new IOException(
        "no interface \"" + name + "\"; there are: " + String.join(", ", names()));
  }

  private static List<Address> addresses(String name) throws IOException {
    NetworkInterface known = NetworkInterface.getByName(name);
    List<Address> addresses = new ArrayList<>();
    if (known != null) {
      for (InterfaceAddress each : known.getInterfaceAddresses()) {
        String text = each.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        addresses.add(
            new Address(
                IpAddress.parse(zone < 0 ? text : text.substring(0, zone)),
                each.getNetworkPrefixLength()));
      }
    }
    return List.copyOf(addresses);
  }
}
