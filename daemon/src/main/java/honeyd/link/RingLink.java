package honeyd.link;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Ioctls;
import honeyd.sys.NetStructs;
import honeyd.sys.PacketSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A link to a network interface: a packet socket with a receive ring shared with the kernel, a
/// [KernelFilter] in front of it, and transmission in batches.
///
/// ```
///  wire ─► filter ─► ring ─► receive(handler)      no copy, no system call while frames wait
///  wire ◄─ sendmmsg(64 frames) ◄─ flush ◄─ commit ◄─ reserve
/// ```
///
/// Frames this machine sends itself are not seen. An interface that goes down, or is removed and
/// made again under its name, is waited for; [LinkEvents] hears of both. Belongs to the worker that
/// polls it; opened by any one thread before.
public final class RingLink implements Link {
  /// How the kernel hands frames over.
  public enum Ring {
    /// Each frame at once (`TPACKET_V2`): the answer leaves some microseconds later.
    FRAMES,
    /// Many frames in one block (`TPACKET_V3`): least work per frame, up to a timer tick of delay.
    BLOCKS
  }

  private static final int MAX_FRAME_BYTES = 65_535 + 64;
  private static final int STATISTICS_EVERY = 256;

  private final Arena arena = Arena.ofShared();
  private final CallState state = new CallState();
  private final String name;
  private final Counters counters;
  private final LinkEvents events;
  private final InterfaceCalls calls;
  private final PacketSocket socket;
  private final ReceiveRing ring;
  private final TransmitBatch transmit;
  private final Framing framing;
  private final int mtu;
  private long macBits;
  private int index;
  private boolean down;
  private boolean wasEmpty;
  private int turns;
  private int flushedEarly;

  private RingLink(
      String name, KernelFilter filter, Ring layout, Counters counters, LinkEvents events)
      throws IOException {
    this.name = name;
    this.counters = counters;
    this.events = events;
    this.calls = new InterfaceCalls(name);
    PacketSocket opened = null;
    try {
      index = calls.index();
      if (index < 0) {
        throw Interfaces.missing(name);
      }
      framing = framing(calls.hardwareType());
      macBits = framing == Framing.ETHERNET ? calls.macBits() : 0;
      mtu = calls.mtu();
      opened = new PacketSocket(name, state);
      opened.enlargeBuffers();
      opened.ignoreOutgoing();
      if (framing == Framing.ETHERNET) {
        opened.attach(filter);
      }
      ring = ring(opened, layout);
      transmit = new TransmitBatch(opened.fd(), state, counters, arena);
      must("bind", opened.bind(index));
      must("setsockopt(PACKET_ADD_MEMBERSHIP)", opened.promiscuous(index));
      socket = opened;
    } catch (IOException | RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      calls.close();
      arena.close();
      throw e;
    }
  }

  /// Opens an interface, which must exist and may be down.
  ///
  /// @param filter what the kernel lets through; not used on interfaces without Ethernet headers
  /// @param counters the worker's; drops in the kernel and on transmission are counted there
  /// @param events hears of the interface going down and coming back
  /// @throws IOException that names the interface, the call and what to do
  public static RingLink open(
      String interfaceName, KernelFilter filter, Counters counters, LinkEvents events)
      throws IOException {
    return open(interfaceName, filter, Ring.FRAMES, counters, events);
  }

  /// As above, with a choice of the ring's layout.
  public static RingLink open(
      String interfaceName, KernelFilter filter, Ring layout, Counters counters, LinkEvents events)
      throws IOException {
    return new RingLink(interfaceName, filter, layout, counters, events);
  }

  @Override
  public void filter(KernelFilter filter) {
    if (framing == Framing.ETHERNET) {
      try {
        socket.attach(filter);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Framing framing(int hardwareType) throws IOException {
    return switch (hardwareType) {
      case PacketSockets.ARPHRD_ETHER, PacketSockets.ARPHRD_LOOPBACK -> Framing.ETHERNET;
      case PacketSockets.ARPHRD_NONE -> Framing.IP;
      default ->
          throw new IOException(
              name
                  + ": frames of hardware type "
                  + hardwareType
                  + " are not understood; Honeyd needs an Ethernet or TUN interface");
    };
  }

  private ReceiveRing ring(PacketSocket opened, Ring layout) throws IOException {
    return switch (layout) {
      case FRAMES -> {
        MemorySegment request = arena.allocate(NetStructs.TPACKET_REQ);
        FrameRing.describe(request);
        opened.version(PacketSockets.TPACKET_V2);
        opened.keepLongFrames();
        MemorySegment memory = opened.ring(request, FrameRing.RING_BYTES, arena);
        yield new FrameRing(memory, arena.allocate(MAX_FRAME_BYTES, 64), state, opened.fd());
      }
      case BLOCKS -> {
        MemorySegment request = arena.allocate(NetStructs.TPACKET_REQ3);
        BlockRing.describe(request);
        opened.version(PacketSockets.TPACKET_V3);
        long bytes = (long) BlockRing.BLOCK_BYTES * BlockRing.BLOCKS;
        yield new BlockRing(opened.ring(request, bytes, arena));
      }
    };
  }

  private void must(String call, int result) throws IOException {
    if (result < 0) {
      throw LinkErrors.of(call, name, result);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Framing framing() {
    return framing;
  }

  @Override
  public long macBits() {
    return macBits;
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public long receivedEpochNs() {
    return ring.receivedEpochNs();
  }

  @Override
  public int receive(FrameHandler handler, int limit) {
    int n = ring.receive(handler, limit);
    if (n > 0) {
      wasEmpty = false;
    } else if (wasEmpty) {
      watch();
    } else {
      wasEmpty = true;
    }
    if (++turns >= STATISTICS_EVERY) {
      turns = 0;
      count();
    }
    return n;
  }

  private void count() {
    long drops = socket.takeDrops();
    if (drops > 0) {
      counters.add(Counter.KERNEL_DROPS, drops);
    }
    for (int i = ring.takeTruncated(); i > 0; i--) {
      counters.drop(DropReason.LINK_TRUNCATED);
    }
  }

  /// Nothing came since the last look either, so there is time to look at the interface, and what
  /// ended the rest may have been an error: it must be taken off the socket, or it would end every
  /// rest. While frames keep coming this system call is spared.
  private void watch() {
    int error = socket.takeError();
    if (!down) {
      if (error == Errno.ENETDOWN || error == Errno.ENODEV || error == Errno.ENXIO) {
        down = true;
        events.onDown(name);
      }
      return;
    }
    int now = calls.index();
    if (now < 0 || (calls.flags() & Ioctls.IFF_UP) == 0) {
      return;
    }
    if (now != index) {
      // Removed and made again: the socket is still tied to the old one.
      if (socket.bind(now) < 0 || socket.promiscuous(now) < 0) {
        return;
      }
      index = now;
      rereadMac();
    }
    down = false;
    events.onUp(name);
  }

  private void rereadMac() {
    try {
      macBits = framing == Framing.ETHERNET ? calls.macBits() : 0;
    } catch (IOException _) {
      // It vanished again within this moment; the next turn finds it down.
      counters.drop(DropReason.LINK_DOWN);
    }
  }

  @Override
  public long reserve(int lengthBytes) {
    if (lengthBytes > MAX_FRAME_BYTES) {
      return -1;
    }
    long at = transmit.reserve(lengthBytes);
    if (at < 0) {
      flushedEarly += transmit.flush();
      at = transmit.reserve(lengthBytes);
    }
    return at;
  }

  @Override
  public MemorySegment transmitBytes() {
    return transmit.bytes();
  }

  @Override
  public void commit(int lengthBytes) {
    transmit.commit(lengthBytes);
  }

  @Override
  public int flush() {
    int n = transmit.flush() + flushedEarly;
    flushedEarly = 0;
    return n;
  }

  @Override
  public int pollFd() {
    return socket.fd();
  }

  /// Frees socket, ring and buffers.
  @Override
  public void close() {
    count();
    socket.close();
    calls.close();
    arena.close();
  }
}
