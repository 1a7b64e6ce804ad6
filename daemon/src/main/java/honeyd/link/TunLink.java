package honeyd.link;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A link to this machine itself through a [TunDevice], which it owns and closes.
///
/// One read(2) and one write(2) per packet; a packet is written by [#commit] already. Belongs to
/// the worker that polls it.
public final class TunLink implements Link {
  private static final int MAX_PACKET_BYTES = 65_535;

  private final TunDevice device;
  private final Counters counters;
  private final CallState state = new CallState();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment received = arena.allocate(MAX_PACKET_BYTES, 64);
  private final MemorySegment transmit = arena.allocate(MAX_PACKET_BYTES, 64);
  private final int mtu;
  private int sinceFlush;

  /// @param counters the worker's; full and broken links are counted there
  public TunLink(TunDevice device, Counters counters) throws IOException {
    this.device = device;
    this.counters = counters;
    this.mtu = device.mtu();
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public Framing framing() {
    return Framing.IP;
  }

  @Override
  public long macBits() {
    return 0;
  }

  @Override
  public int mtu() {
    return mtu;
  }

  @Override
  public int receive(FrameHandler handler, int limit) {
    int n = 0;
    while (n < limit) {
      long length = Files.read(state, device.fd(), received);
      if (length <= 0) {
        break;
      }
      handler.onFrame(received, 0, (int) length, NO_VLAN, ChecksumState.UNVERIFIED);
      n++;
    }
    return n;
  }

  @Override
  public long reserve(int lengthBytes) {
    return lengthBytes <= MAX_PACKET_BYTES ? 0 : -1;
  }

  @Override
  public MemorySegment transmitBytes() {
    return transmit;
  }

  @Override
  public void commit(int lengthBytes) {
    if (lengthBytes == 0) {
      return;
    }
    long result = Files.write(state, device.fd(), transmit.asSlice(0, lengthBytes));
    if (result >= 0) {
      sinceFlush++;
    } else if (result == -Errno.EAGAIN || result == -Errno.ENOBUFS) {
      counters.drop(DropReason.LINK_FULL);
    } else {
      // EIO: the interface was taken down. EINVAL: not an IP packet. Both leave the link usable.
      counters.drop(DropReason.LINK_DOWN);
    }
  }

  @Override
  public int flush() {
    int n = sinceFlush;
    sinceFlush = 0;
    return n;
  }

  @Override
  public int pollFd() {
    return device.fd();
  }

  /// Frees the buffers and removes the device.
  @Override
  public void close() {
    device.close();
    arena.close();
  }
}
