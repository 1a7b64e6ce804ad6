package honeyd.link;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Ioctls;
import honeyd.sys.NetStructs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A TUN interface of our own: IP packets this machine routes into it reach us.
///
/// It is not persistent: device, address and routes vanish with [#close], and also when the process
/// is killed. Set-up on one thread; afterwards the descriptor belongs to a [TunLink].
public final class TunDevice implements AutoCloseable {
  private static final String CLONE_DEVICE = "/dev/net/tun";

  private final CallState state = new CallState();
  private final String name;
  private final int fd;
  private final int index;
  private boolean closed;

  private TunDevice(String name, int fd, int index) {
    this.name = name;
    this.fd = fd;
    this.index = index;
  }

  /// Makes the interface and brings it up, without address or route.
  ///
  /// @throws IOException when the kernel refuses; the message says why and what to do
  public static TunDevice create(String name) throws IOException {
    CallState state = new CallState();
    try (Arena arena = Arena.ofConfined();
        InterfaceCalls calls = new InterfaceCalls(name)) {
      if (calls.index() >= 0) {
        throw new IOException(
            "interface \""
                + name
                + "\" exists already; stop the program that made it, or `ip link"
                + " delete "
                + name
                + "`");
      }
      int flags = Files.O_RDWR | Files.O_CLOEXEC | Files.O_NONBLOCK;
      int fd = Files.open(state, arena.allocateFrom(CLONE_DEVICE), flags, 0);
      if (fd == -Errno.ENOENT) {
        throw new IOException(
            CLONE_DEVICE
                + " does not exist; load the module (`modprobe tun`), or in a container"
                + " pass the device in");
      }
      if (fd < 0) {
        throw LinkErrors.of("open", CLONE_DEVICE, fd);
      }
      try {
        MemorySegment request = arena.allocate(NetStructs.IFREQ);
        request.setString(0, name);
        request.set(
            ValueLayout.JAVA_SHORT,
            NetStructs.IFREQ_VALUE,
            (short) (Ioctls.IFF_TUN | Ioctls.IFF_NO_PI));
        int result = Files.ioctl(state, fd, Ioctls.TUNSETIFF, request);
        if (result < 0) {
          throw LinkErrors.of("ioctl(TUNSETIFF)", name, result);
        }
        calls.up();
        return new TunDevice(name, fd, calls.index());
      } catch (IOException e) {
        Files.close(state, fd);
        throw e;
      }
    }
  }

  public String name() {
    return name;
  }

  int fd() {
    return fd;
  }

  /// Gives the machine this IPv4 address on the interface, alone in its network (/32): what it
  /// sends into the interface then comes from there.
  public void address(IpAddress address) throws IOException {
    try (InterfaceCalls calls = new InterfaceCalls(name)) {
      calls.address(address);
    }
  }

  /// Sends an IPv4 network of this machine into the interface.
  ///
  /// @throws IOException when there is such a route already
  public void route(IpRange prefix) throws IOException {
    RouteCalls.add(prefix, name, index);
  }

  /// Takes the route of [#route] away; no matter when there is none.
  public void unroute(IpRange prefix) throws IOException {
    RouteCalls.remove(prefix, name, index);
  }

  int mtu() throws IOException {
    try (InterfaceCalls calls = new InterfaceCalls(name)) {
      return calls.mtu();
    }
  }

  /// Largest IP packet that the interface carries, in bytes; 1,500 at first.
  public void mtu(int mtu) throws IOException {
    try (InterfaceCalls calls = new InterfaceCalls(name)) {
      calls.mtu(mtu);
    }
  }

  /// Removes the interface, and with it its address and routes.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Files.close(state, fd);
    }
  }
}
