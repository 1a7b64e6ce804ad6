package honeyd.daemon;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.stack.OutsideRoute;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The kernel's IPv4 routes, as `/proc/net/route` shows those of its main table (proc(5)).
///
/// Rules and other tables (`ip rule`) are not seen, and of several next hops only the first.
final class KernelRoutes {
  /// The interface's name of a route that refuses (`unreachable`, `blackhole`).
  static final String REFUSES = "*";

  private static final Path PROC_NET_ROUTE = Path.of("/proc/thread-self/net/route");

  // Columns of the file.
  private static final int INTERFACE = 0;
  private static final int DESTINATION = 1;
  private static final int GATEWAY = 2;
  private static final int FLAGS = 3;
  private static final int METRIC = 6;
  private static final int MASK = 7;

  // linux/route.h
  private static final int RTF_UP = 0x0001;
  private static final int RTF_GATEWAY = 0x0002;

  private record Line(long metric, OutsideRoute route) {}

  private KernelRoutes() {}

  /// The routes of the caller's network namespace at this moment; of two to the same network the
  /// one the kernel takes comes first.
  static List<OutsideRoute> now() throws IOException {
    return parse(Files.readAllLines(PROC_NET_ROUTE, StandardCharsets.UTF_8));
  }

  /// The routers that the kernel sends to at this moment.
  static Set<IpAddress> gateways() throws IOException {
    Set<IpAddress> out = new LinkedHashSet<>();
    for (OutsideRoute route : now()) {
      IpAddress gateway = route.gateway();
      if (gateway != null) {
        out.add(gateway);
      }
    }
    return out;
  }

  /// Reads the file's lines, the first of which is its heading. A route that refuses stands on the
  /// interface [#REFUSES], which nobody has.
  static List<OutsideRoute> parse(List<String> lines) {
    List<Line> out = new ArrayList<>();
    for (String text : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] columns = text.strip().split("\\s+", -1);
      if (columns.length <= MASK) {
        continue;
      }
      int flags = Integer.parseUnsignedInt(columns[FLAGS], 16);
      if ((flags & RTF_UP) == 0) {
        continue;
      }
      int prefixBits = Integer.bitCount(bits(columns[MASK]));
      IpRange network = IpRange.ofPrefix(IpAddress.ofV4(bits(columns[DESTINATION])), prefixBits);
      IpAddress gateway =
          (flags & RTF_GATEWAY) == 0 ? null : IpAddress.ofV4(bits(columns[GATEWAY]));
      out.add(
          new Line(
              Long.parseLong(columns[METRIC]),
              new OutsideRoute(columns[INTERFACE], network, gateway)));
    }
    out.sort(Comparator.comparingLong(Line::metric));
    return out.stream().map(Line::route).toList();
  }

  /// An address as the file has it: its four octets read as a number of this machine.
  private static int bits(String hex) {
    int number = Integer.parseUnsignedInt(hex, 16);
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? Integer.reverseBytes(number)
        : number;
  }
}
