package honeyd.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A link without a wire: what is injected is received, what is sent can be taken.
///
/// For tests and benchmarks. Frames lie in native memory as they do in a packet ring; `inject` with
/// a segment, `receive`, `reserve`, `commit`, `flush` and `drain` allocate nothing. Sent frames
/// become visible to `take` and `drain` by `flush`, as on a device. One thread.
public final class MemoryLink implements Link {
  private static final long DEFAULT_CAPACITY_BYTES = 1 << 20;
  private static final int DEFAULT_FRAMES = 4096;

  private final Arena arena = Arena.ofShared();
  private final String name;
  private final Framing framing;
  private final long macBits;
  private final int mtu;
  private final FrameQueue incoming;
  private final FrameQueue outgoing;
  private int flushed;

  /// A link with room for 1 MiB in at most 4,096 frames in each direction.
  public MemoryLink(Framing framing, long macBits, int mtu) {
    this("memory", framing, macBits, mtu);
  }

  /// As above, for tests with several: under a name of its own.
  public MemoryLink(String name, Framing framing, long macBits, int mtu) {
    this(name, framing, macBits, mtu, DEFAULT_CAPACITY_BYTES, DEFAULT_FRAMES);
  }

  /// @param capacityBytes room for waiting frames in each direction
  /// @param maxFrames most frames that may wait in each direction, a power of two
  public MemoryLink(Framing framing, long macBits, int mtu, long capacityBytes, int maxFrames) {
    this("memory", framing, macBits, mtu, capacityBytes, maxFrames);
  }

  private MemoryLink(
      String name, Framing framing, long macBits, int mtu, long capacityBytes, int maxFrames) {
    this.name = name;
    this.framing = framing;
    this.macBits = macBits;
    this.mtu = mtu;
    this.incoming = new FrameQueue(capacityBytes, maxFrames, arena);
    this.outgoing = new FrameQueue(capacityBytes, maxFrames, arena);
  }

  /// Puts one frame where [#receive] finds it.
  ///
  /// @return false when the queue is full
  public boolean inject(byte[] frame) {
    return inject(MemorySegment.ofArray(frame), 0, frame.length, NO_VLAN, ChecksumState.UNVERIFIED);
  }

  /// Puts one frame, written as hexadecimal with any white space, where [#receive] finds it.
  public boolean inject(String hex) {
    return inject(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  /// Puts one frame with what a kernel would say of it where [#receive] finds it.
  ///
  /// @return false when the queue is full
  public boolean inject(
      MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    return inject(frames, at, lengthBytes, vlan, checksum, 0);
  }

  /// As above, for a frame that has waited: with the moment at which a kernel would have taken it
  /// in.
  ///
  /// @param receivedEpochNs as [#receivedEpochNs]
  /// @return false when the queue is full
  public boolean inject(
      MemorySegment frames,
      long at,
      int lengthBytes,
      int vlan,
      ChecksumState checksum,
      long receivedEpochNs) {
    long to = incoming.reserve(lengthBytes);
    if (to < 0) {
      return false;
    }
    MemorySegment.copy(frames, at, incoming.bytes(), to, lengthBytes);
    incoming.commit(lengthBytes, vlan, checksum, receivedEpochNs);
    return true;
  }

  /// Injected frames that have not been received.
  public int waiting() {
    return incoming.size();
  }

  /// The oldest frame that was sent and not yet taken, or null.
  public byte @Nullable [] take() {
    if (flushed == 0) {
      return null;
    }
    byte[] frame =
        outgoing.bytes().asSlice(outgoing.at(0), outgoing.length(0)).toArray(ValueLayout.JAVA_BYTE);
    forget(1);
    return frame;
  }

  /// All frames that were sent and not yet taken, oldest first.
  public List<byte[]> takeAll() {
    List<byte[]> frames = new ArrayList<>();
    byte[] frame;
    while ((frame = take()) != null) {
      frames.add(frame);
    }
    return frames;
  }

  /// Frames that were sent and not yet taken.
  public int sent() {
    return flushed;
  }

  /// Hands up to `limit` sent frames to `handler`, in place, and forgets them; returns how many.
  public int drain(FrameHandler handler, int limit) {
    int n = Math.min(limit, flushed);
    for (int i = 0; i < n; i++) {
      handler.onFrame(
          outgoing.bytes(),
          outgoing.at(i),
          outgoing.length(i),
          outgoing.vlan(i),
          outgoing.checksum(i));
    }
    forget(n);
    return n;
  }

  /// Forgets all sent frames; returns how many.
  public int discardSent() {
    int n = flushed;
    forget(n);
    return n;
  }

  private void forget(int n) {
    outgoing.remove(n);
    flushed -= n;
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

  /// What the frame was injected with.
  @Override
  public long receivedEpochNs() {
    return incoming.receivedEpochNs(0);
  }

  @Override
  public int receive(FrameHandler handler, int limit) {
    int n = 0;
    while (n < limit && incoming.size() > 0) {
      long at = incoming.at(0);
      int length = incoming.length(0);
      int vlan = incoming.vlan(0);
      ChecksumState checksum = incoming.checksum(0);
      handler.onFrame(incoming.bytes(), at, length, vlan, checksum);
      incoming.remove(1);
      n++;
    }
    return n;
  }

  @Override
  public long reserve(int lengthBytes) {
    return outgoing.reserve(lengthBytes);
  }

  @Override
  public MemorySegment transmitBytes() {
    return outgoing.bytes();
  }

  @Override
  public void commit(int lengthBytes) {
    outgoing.commit(lengthBytes, NO_VLAN, ChecksumState.UNVERIFIED, 0);
  }

  @Override
  public int flush() {
    int n = outgoing.size() - flushed;
    flushed += n;
    return n;
  }

  @Override
  public int pollFd() {
    return -1;
  }

  /// Frees the memory; segments of this link must not be used any more.
  @Override
  public void close() {
    arena.close();
  }
}
