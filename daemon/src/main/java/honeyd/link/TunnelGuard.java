package honeyd.link;

import static honeyd.sys.NetStructs.SOCKADDR_IN;
import static honeyd.sys.NetStructs.SOCK_FILTER;
import static honeyd.sys.NetStructs.SOCK_FPROG;
import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import honeyd.net.IpAddress;
import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// Holds the kernel's tongue where tunnels end at an address of this machine, which are not the
/// kernel's but ours.
///
/// The tunnel's packets are read from a packet ring, but the kernel gets them too, and would answer
/// each with ICMP "protocol unreachable" because it knows nobody who takes GRE. A raw socket for
/// the protocol is somebody (net/ipv4/ip_input.c, `ip_protocol_deliver_rcu`). It is never read, so
/// a filter throws away all it would get: a socket whose buffer is full counts for nobody (since
/// Linux 6.8, net/ipv4/raw.c, `raw_v4_input`).
///
/// Where the kernel's own GRE is loaded (module `ip_gre`) and knows no such tunnel, the kernel
/// answers "port unreachable" instead, and no socket can stop it: [#isKernelGreLoaded].
///
/// Any thread, one at a time.
public final class TunnelGuard implements AutoCloseable {
  private static final ValueLayout.OfInt BE32 = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final Path IP_GRE = Path.of("/sys/module/ip_gre");

  private final CallState state = new CallState();
  private final List<Integer> fds = new ArrayList<>();

  private TunnelGuard() {}

  /// Guards these addresses of the machine until it is closed.
  ///
  /// @param sources IPv4 addresses; those named twice count once
  /// @throws IOException when an address is not the machine's, or no raw socket can be had; the
  ///   message says which and what to do
  public static TunnelGuard open(Collection<IpAddress> sources) throws IOException {
    TunnelGuard guard = new TunnelGuard();
    try (Arena arena = Arena.ofConfined()) {
      for (IpAddress source : new LinkedHashSet<>(sources)) {
        guard.add(source, arena);
      }
      return guard;
    } catch (IOException e) {
      guard.close();
      throw e;
    }
  }

  private void add(IpAddress source, Arena arena) throws IOException {
    int type = Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC;
    int fd = Sockets.socket(state, Sockets.AF_INET, type, Sockets.IPPROTO_GRE);
    if (fd < 0) {
      throw LinkErrors.of("socket(IPPROTO_GRE)", "tunnel from " + source, fd);
    }
    fds.add(fd);
    int deaf =
        Sockets.setsockopt(
            state, fd, Sockets.SOL_SOCKET, Sockets.SO_ATTACH_FILTER, leaveAll(arena));
    if (deaf < 0) {
      throw LinkErrors.of("setsockopt(SO_ATTACH_FILTER)", "tunnel from " + source, deaf);
    }
    MemorySegment address = arena.allocate(SOCKADDR_IN);
    address.set(JAVA_SHORT, offset(SOCKADDR_IN, "sin_family"), (short) Sockets.AF_INET);
    address.set(BE32, offset(SOCKADDR_IN, "sin_addr"), source.v4Bits());
    int bound = Sockets.bind(state, fd, address);
    if (bound == -Errno.EADDRNOTAVAIL) {
      throw new IOException(
          "tunnel from " + source + ": that is not an address of this machine (`ip address`)");
    }
    if (bound < 0) {
      throw LinkErrors.of("bind", "tunnel from " + source, bound);
    }
  }

  /// A program of one instruction, "return 0 bytes", as `struct sock_fprog`.
  private static MemorySegment leaveAll(Arena arena) {
    MemorySegment code = arena.allocate(SOCK_FILTER);
    code.set(JAVA_SHORT, offset(SOCK_FILTER, "code"), (short) KernelFilter.RET);
    MemorySegment program = arena.allocate(SOCK_FPROG);
    program.set(JAVA_SHORT, offset(SOCK_FPROG, "len"), (short) 1);
    program.set(ValueLayout.ADDRESS, offset(SOCK_FPROG, "filter"), code);
    return program;
  }

  /// Whether the kernel has its own GRE, which answers for tunnels that it does not know.
  public static boolean isKernelGreLoaded() {
    return java.nio.file.Files.isDirectory(IP_GRE);
  }

  /// Lets the kernel speak again.
  @Override
  public void close() {
    fds.forEach(fd -> Files.close(state, fd));
    fds.clear();
  }
}
