package honeyd.link;

import honeyd.base.Clock;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Replays one capture file as received frames and writes what is sent to another.
///
/// Frames come when the clock reaches their time: the first one at once, each later one as long
/// after the first as in the capture. With a [honeyd.base.ManualClock] that is moved to
/// [#nextDueNs] the replay takes no longer than the work. One thread.
public final class PcapLink implements Link {
  private static final int MAX_FRAME_BYTES = 65_535 + 64;

  private final PcapReader in;
  private final PcapWriter out;
  private final long macBits;
  private final int mtu;
  private final ChecksumState checksum;
  private final Clock clock;
  private final Counters counters;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment transmit = arena.allocate(MAX_FRAME_BYTES, 64);
  private final long startNs;
  private final long firstEpochNs;
  private boolean waiting;
  private int sinceFlush;

  /// Takes both files over; the first frame is due at the clock's present time.
  ///
  /// @param macBits the MAC to answer with where the framing is Ethernet
  /// @param checksum [Link.ChecksumState#NOT_NEEDED] for captures from a machine whose card
  ///   finishes checksums, so that they are wrong in the file
  public PcapLink(
      PcapReader in,
      PcapWriter out,
      long macBits,
      int mtu,
      ChecksumState checksum,
      Clock clock,
      Counters counters) {
    this.in = in;
    this.out = out;
    this.macBits = macBits;
    this.mtu = mtu;
    this.checksum = checksum;
    this.clock = clock;
    this.counters = counters;
    this.startNs = clock.nanoTime();
    this.waiting = in.next();
    this.firstEpochNs = in.epochNs();
  }

  /// When the next frame is due on the clock's monotonic scale; `Long.MAX_VALUE` after the last.
  public long nextDueNs() {
    return waiting ? startNs + Math.max(in.epochNs() - firstEpochNs, 0) : Long.MAX_VALUE;
  }

  @Override
  public int receive(FrameHandler handler, int limit) {
    long nowNs = clock.nanoTime();
    int n = 0;
    while (n < limit && waiting && nextDueNs() - nowNs <= 0) {
      long at = in.frameAt();
      int length = in.lengthBytes();
      boolean whole = !in.isTruncated();
      // Move on first: a frame on which the handler fails must not come again.
      waiting = in.next();
      n++;
      if (whole) {
        handler.onFrame(in.frames(), at, length, NO_VLAN, checksum);
      } else {
        counters.drop(DropReason.LINK_TRUNCATED);
      }
    }
    return n;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public Framing framing() {
    return in.framing();
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
  public long reserve(int lengthBytes) {
    return lengthBytes <= MAX_FRAME_BYTES ? 0 : -1;
  }

  @Override
  public MemorySegment transmitBytes() {
    return transmit;
  }

  @Override
  public void commit(int lengthBytes) {
    if (lengthBytes > 0) {
      out.write(clock.epochMicros(), transmit, 0, lengthBytes, NO_VLAN);
      sinceFlush++;
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
    return -1;
  }

  /// Whether the capture read was broken off; the frames before that were replayed.
  public boolean isInputBroken() {
    return in.isBroken();
  }

  /// Finishes the file written and closes both.
  @Override
  public void close() {
    out.close();
    in.close();
    arena.close();
  }
}
