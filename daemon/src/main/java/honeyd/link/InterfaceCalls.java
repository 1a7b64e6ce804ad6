package honeyd.link;

import honeyd.net.IpAddress;
import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Ioctls;
import honeyd.sys.NetStructs;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// ioctl(2) on one network interface by name: netdevice(7).
///
/// One thread at a time. Holds a socket open until closed.
final class InterfaceCalls implements AutoCloseable {
  private static final ValueLayout.OfInt BE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long VALUE = NetStructs.IFREQ_VALUE;

  private final Arena arena = Arena.ofShared();
  private final CallState state = new CallState();
  private final String name;
  private final MemorySegment request = arena.allocate(NetStructs.IFREQ);
  private final int fd;

  /// @throws IOException when the name is impossible or no socket can be had
  InterfaceCalls(String name) throws IOException {
    this.name = name;
    boolean plain = name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/');
    if (name.isEmpty() || name.length() > Ioctls.IFNAMSIZ_CHARS || !plain) {
      arena.close();
      throw new IOException(
          "\"" + name + "\" cannot be an interface's name: 1 to 15 letters without space or '/'");
    }
    int socket =
        Sockets.socket(state, Sockets.AF_INET, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
    if (socket < 0) {
      arena.close();
      throw LinkErrors.of("socket(AF_INET)", name, socket);
    }
    this.fd = socket;
  }

  /// The interface's index, or `-errno` (`-ENODEV`: there is none of this name).
  int index() {
    int result = ask(Ioctls.SIOCGIFINDEX);
    return result < 0 ? result : request.get(ValueLayout.JAVA_INT, VALUE);
  }

  /// `IFF_…` flags, or `-errno`.
  int flags() {
    int result = ask(Ioctls.SIOCGIFFLAGS);
    return result < 0 ? result : Short.toUnsignedInt(request.get(ValueLayout.JAVA_SHORT, VALUE));
  }

  int mtu() throws IOException {
    must("SIOCGIFMTU", ask(Ioctls.SIOCGIFMTU));
    return request.get(ValueLayout.JAVA_INT, VALUE);
  }

  /// The MAC in the low 48 bits; zero where the interface is not an Ethernet.
  long macBits() throws IOException {
    must("SIOCGIFHWADDR", ask(Ioctls.SIOCGIFHWADDR));
    long mac = 0;
    for (int i = 0; i < 6; i++) {
      mac = mac << 8 | (request.get(ValueLayout.JAVA_BYTE, VALUE + 2 + i) & 0xff);
    }
    return mac;
  }

  /// The ARP hardware type (`ARPHRD_…`): 1 is Ethernet, 772 loopback, 65534 TUN.
  int hardwareType() throws IOException {
    must("SIOCGIFHWADDR", ask(Ioctls.SIOCGIFHWADDR));
    return Short.toUnsignedInt(request.get(ValueLayout.JAVA_SHORT, VALUE));
  }

  void up() throws IOException {
    int flags = flags();
    must("SIOCGIFFLAGS", flags);
    clear();
    request.set(ValueLayout.JAVA_SHORT, VALUE, (short) (flags | Ioctls.IFF_UP));
    must("SIOCSIFFLAGS", Files.ioctl(state, fd, Ioctls.SIOCSIFFLAGS, request));
  }

  void mtu(int mtu) throws IOException {
    clear();
    request.set(ValueLayout.JAVA_INT, VALUE, mtu);
    must("SIOCSIFMTU", Files.ioctl(state, fd, Ioctls.SIOCSIFMTU, request));
  }

  /// Gives the interface an IPv4 address that is alone in its network (/32).
  void address(IpAddress address) throws IOException {
    inet(address.v4Bits());
    must("SIOCSIFADDR", Files.ioctl(state, fd, Ioctls.SIOCSIFADDR, request));
    inet(-1);
    must("SIOCSIFNETMASK", Files.ioctl(state, fd, Ioctls.SIOCSIFNETMASK, request));
  }

  private void inet(int bits) {
    clear();
    request.set(ValueLayout.JAVA_SHORT, VALUE, (short) Sockets.AF_INET);
    request.set(BE32, VALUE + 4, bits);
  }

  private int ask(long what) {
    clear();
    return Files.ioctl(state, fd, what, request);
  }

  private void clear() {
    request.fill((byte) 0);
    request.setString(0, name);
  }

  private void must(String call, int result) throws IOException {
    if (result == -Errno.ENODEV) {
      throw Interfaces.missing(name);
    }
    if (result < 0) {
      throw LinkErrors.of("ioctl(" + call + ")", name, result);
    }
  }

  @Override
  public void close() {
    Files.close(state, fd);
    arena.close();
  }
}
