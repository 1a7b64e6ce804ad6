package honeyd.link;

import static honeyd.sys.NetStructs.PACKET_MREQ;
import static honeyd.sys.NetStructs.SOCKADDR_LL;
import static honeyd.sys.NetStructs.TPACKET_STATS_V3;
import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.PacketSockets;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/// The set-up of one `AF_PACKET` socket: packet(7).
///
/// One thread at a time. Receives nothing before [#bind].
final class PacketSocket implements AutoCloseable {
  private static final int BUFFER_BYTES = 8 << 20;
  private static final int[] FILTER_BUDGETS = {KernelFilter.MAX_INSTRUCTIONS, 1024, 512, 128, 96};
  private static final short ETH_P_ALL_BE = Short.reverseBytes((short) PacketSockets.ETH_P_ALL);

  private final CallState state;
  private final String interfaceName;
  private final int fd;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment word = arena.allocate(JAVA_INT);
  private final MemorySegment wordLength = arena.allocate(JAVA_INT);
  private final MemorySegment statistics = arena.allocate(TPACKET_STATS_V3);

  PacketSocket(String interfaceName, CallState state) throws IOException {
    this.interfaceName = interfaceName;
    this.state = state;
    int type = Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC | Sockets.SOCK_NONBLOCK;
    int socket = Sockets.socket(state, Sockets.AF_PACKET, type, 0);
    if (socket < 0) {
      arena.close();
      throw LinkErrors.of("socket(AF_PACKET)", interfaceName, socket);
    }
    this.fd = socket;
  }

  int fd() {
    return fd;
  }

  /// Attaches the filter, a coarser one where the kernel grants little memory for it
  /// (`net.core.optmem_max`, 20 KiB before Linux 6.8).
  void attach(KernelFilter filter) throws IOException {
    int result = 0;
    for (int budget : FILTER_BUDGETS) {
      try (Arena program = Arena.ofConfined()) {
        MemorySegment code = filter.within(budget).toNative(program);
        result = Sockets.setsockopt(state, fd, Sockets.SOL_SOCKET, Sockets.SO_ATTACH_FILTER, code);
      }
      if (result != -Errno.ENOMEM) {
        break;
      }
    }
    must("setsockopt(SO_ATTACH_FILTER)", result);
  }

  /// Large buffers for what does not lie in rings; as large as the kernel grants.
  void enlargeBuffers() {
    word.set(JAVA_INT, 0, BUFFER_BYTES);
    if (Sockets.setsockopt(state, fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUFFORCE, word) < 0) {
      int _ = Sockets.setsockopt(state, fd, Sockets.SOL_SOCKET, Sockets.SO_RCVBUF, word);
    }
    if (Sockets.setsockopt(state, fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUFFORCE, word) < 0) {
      int _ = Sockets.setsockopt(state, fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, word);
    }
  }

  /// Leaves out frames that this machine sends; kernels before 4.20 cannot, so rings look as well.
  void ignoreOutgoing() {
    word.set(JAVA_INT, 0, 1);
    int _ =
        Sockets.setsockopt(
            state, fd, PacketSockets.SOL_PACKET, PacketSockets.PACKET_IGNORE_OUTGOING, word);
  }

  /// Keeps frames that are longer than a slot of the ring whole in the socket's queue.
  void keepLongFrames() throws IOException {
    packetOption(PacketSockets.PACKET_COPY_THRESH, "PACKET_COPY_THRESH", 1);
  }

  void version(int version) throws IOException {
    packetOption(PacketSockets.PACKET_VERSION, "PACKET_VERSION", version);
  }

  private void packetOption(int option, String optionName, int value) throws IOException {
    word.set(JAVA_INT, 0, value);
    must(
        "setsockopt(" + optionName + ")",
        Sockets.setsockopt(state, fd, PacketSockets.SOL_PACKET, option, word));
  }

  /// Makes the receive ring and maps it into `ringArena`.
  MemorySegment ring(MemorySegment request, long lengthBytes, Arena ringArena) throws IOException {
    must(
        "setsockopt(PACKET_RX_RING)",
        Sockets.setsockopt(
            state, fd, PacketSockets.SOL_PACKET, PacketSockets.PACKET_RX_RING, request));
    MemorySegment ring =
        Files.mmap(
            state,
            lengthBytes,
            Files.PROT_READ | Files.PROT_WRITE,
            Files.MAP_SHARED | Files.MAP_POPULATE,
            fd,
            ringArena);
    if (ring.byteSize() == 0) {
      throw LinkErrors.of("mmap of the packet ring", interfaceName, (int) ring.address());
    }
    return ring;
  }

  /// Begins to receive from this interface: 0, or `-errno`.
  int bind(int interfaceIndex) {
    MemorySegment address = zeroed(SOCKADDR_LL);
    address.set(JAVA_SHORT, offset(SOCKADDR_LL, "sll_family"), (short) Sockets.AF_PACKET);
    address.set(JAVA_SHORT, offset(SOCKADDR_LL, "sll_protocol"), ETH_P_ALL_BE);
    address.set(JAVA_INT, offset(SOCKADDR_LL, "sll_ifindex"), interfaceIndex);
    return Sockets.bind(state, fd, address);
  }

  /// Makes the interface take frames for all MACs while the socket lives: 0, or `-errno`.
  int promiscuous(int interfaceIndex) {
    MemorySegment request = zeroed(PACKET_MREQ);
    request.set(JAVA_INT, offset(PACKET_MREQ, "mr_ifindex"), interfaceIndex);
    request.set(
        JAVA_SHORT, offset(PACKET_MREQ, "mr_type"), (short) PacketSockets.PACKET_MR_PROMISC);
    return Sockets.setsockopt(
        state, fd, PacketSockets.SOL_PACKET, PacketSockets.PACKET_ADD_MEMBERSHIP, request);
  }

  /// The error that waits on the socket, which this takes off: positive errno, or 0.
  int takeError() {
    wordLength.set(JAVA_INT, 0, Integer.BYTES);
    int result =
        Sockets.getsockopt(state, fd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, word, wordLength);
    return result < 0 ? -result : word.get(JAVA_INT, 0);
  }

  /// Frames the kernel dropped since the last call because the ring was full.
  long takeDrops() {
    wordLength.set(JAVA_INT, 0, (int) TPACKET_STATS_V3.byteSize());
    int result =
        Sockets.getsockopt(
            state,
            fd,
            PacketSockets.SOL_PACKET,
            PacketSockets.PACKET_STATISTICS,
            statistics,
            wordLength);
    return result < 0
        ? 0
        : Integer.toUnsignedLong(statistics.get(JAVA_INT, offset(TPACKET_STATS_V3, "tp_drops")));
  }

  private void must(String call, int result) throws IOException {
    if (result < 0) {
      throw LinkErrors.of(call, interfaceName, result);
    }
  }

  /// Set-up happens a few times in a link's life, so its structs need no reuse.
  private static MemorySegment zeroed(MemoryLayout struct) {
    return Arena.ofAuto().allocate(struct);
  }

  @Override
  public void close() {
    Files.close(state, fd);
    arena.close();
  }
}
