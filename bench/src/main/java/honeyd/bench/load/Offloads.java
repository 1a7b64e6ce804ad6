package honeyd.bench.load;

import honeyd.sys.CallState;
import honeyd.sys.Files;
import honeyd.sys.NetStructs;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Turns an interface's offloads off, so that segments on the cable are as long as on a real one
/// and carry finished checksums: what `ethtool -K` does, without needing it to be installed.
///
/// Source: linux/ethtool.h.
final class Offloads {
  private static final long SIOCETHTOOL = 0x8946;
  private static final int[] OFF = {
    0x17, // ETHTOOL_STXCSUM
    0x19, // ETHTOOL_SSG
    0x1f, // ETHTOOL_STSO
    0x24, // ETHTOOL_SGSO
    0x2c // ETHTOOL_SGRO
  };

  private Offloads() {}

  /// @param args the interface, in the namespace that this program runs in
  public static void main(String[] args) throws IOException {
    turnOff(args[0]);
  }

  private static void turnOff(String interfaceName) throws IOException {
    CallState state = new CallState();
    int fd = Sockets.socket(state, Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new IOException("socket: errno " + -fd);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(NetStructs.IFREQ);
      byte[] name = interfaceName.getBytes(StandardCharsets.US_ASCII);
      MemorySegment.copy(name, 0, request, ValueLayout.JAVA_BYTE, 0, name.length);
      MemorySegment value = arena.allocate(2 * Integer.BYTES, Integer.BYTES);
      request.set(ValueLayout.ADDRESS, NetStructs.IFREQ_VALUE, value);
      for (int command : OFF) {
        value.set(ValueLayout.JAVA_INT, 0, command);
        value.set(ValueLayout.JAVA_INT, Integer.BYTES, 0);
        int result = Files.ioctl(state, fd, SIOCETHTOOL, request);
        if (result < 0) {
          throw new IOException(
              "ioctl(SIOCETHTOOL, %#x) on %s: errno %d".formatted(command, interfaceName, -result));
        }
      }
    } finally {
      Files.close(state, fd);
    }
  }
}
