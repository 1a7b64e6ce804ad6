package honeyd.bench.load;

import honeyd.base.Agent;
import honeyd.base.AgentRunner;
import honeyd.base.Counters;
import honeyd.base.DistinctErrorLog;
import honeyd.base.Moderation;
import honeyd.base.SystemClock;
import honeyd.link.EpollIdle;
import honeyd.link.KernelFilter;
import honeyd.link.Link;
import honeyd.link.LinkEvents;
import honeyd.link.RingLink;
import honeyd.net.IpRange;
import honeyd.wire.Checksum;
import honeyd.wire.IpProtocol;
import honeyd.wire.TcpView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// The least that could answer on the daemon's own link: swaps addresses and ports, turns a SYN
/// into a SYN/ACK and an echo request into its reply, corrects the checksum for what changed, and
/// knows nothing. Its filter, its ring, its batches and its rest are the daemon's.
///
/// As a process it ends with its standard input. Word on the command line: the interface.
final class ReflectorProcess implements Agent, Link.FrameHandler {
  private static final int FRAME_LIMIT = 256;
  private static final int IP = 14;
  private static final int BODY = 34;
  private static final ValueLayout.OfShort BE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Link link;

  ReflectorProcess(Link link) {
    this.link = link;
  }

  /// @param args interface
  public static void main(String[] args) throws IOException {
    KernelFilter filter = KernelFilter.of(List.of(IpRange.parse("10.0.0.0/8")));
    RingLink link = RingLink.open(args[0], filter, new Counters(), LinkEvents.NONE);
    try (EpollIdle idle = new EpollIdle(List.of(link))) {
      AgentRunner runner =
          new AgentRunner(
              new ReflectorProcess(link),
              idle,
              new SystemClock(),
              new Counters(),
              new DistinctErrorLog(),
              Throwable::printStackTrace,
              Moderation.ofPackets());
      Thread.ofPlatform().daemon().start(() -> stopAtEndOfInput(runner));
      runner.run();
    }
  }

  private static void stopAtEndOfInput(AgentRunner runner) {
    try {
      while (System.in.read() >= 0) {
        // until whoever started this lets go
      }
    } catch (IOException e) {
      System.err.println("reflector: standard input: " + e.getMessage());
    }
    runner.stop();
  }

  @Override
  public int doWork() {
    int work = link.receive(this, FRAME_LIMIT);
    link.flush();
    return work;
  }

  @Override
  public long nextDeadlineNs() {
    return Long.MAX_VALUE;
  }

  @Override
  public void onClose() {
    link.close();
  }

  @Override
  public String roleName() {
    return "reflector";
  }

  @Override
  public void onFrame(
      MemorySegment frames, long at, int length, int vlan, Link.ChecksumState checksum) {
    if (length < BODY + 20 || frames.get(BE32, at + 12) >>> 8 != 0x080045) {
      return;
    }
    long to = link.reserve(length);
    if (to < 0) {
      return;
    }
    MemorySegment out = link.transmitBytes();
    MemorySegment.copy(frames, at, out, to, length);
    MemorySegment.copy(frames, at + 6, out, to, 6);
    MemorySegment.copy(frames, at, out, to + 6, 6);
    out.set(BE32, to + IP + 12, frames.get(BE32, at + IP + 16));
    out.set(BE32, to + IP + 16, frames.get(BE32, at + IP + 12));
    if (frames.get(ValueLayout.JAVA_BYTE, at + IP + 9) == IpProtocol.TCP) {
      synAck(frames, at, out, to);
    } else {
      // the type is the upper byte of the first word: 8 becomes 0
      int old = Short.toUnsignedInt(frames.get(BE16, at + BODY));
      int sum = Short.toUnsignedInt(frames.get(BE16, at + BODY + 2));
      out.set(BE16, to + BODY, (short) (old & 0xff));
      out.set(BE16, to + BODY + 2, (short) Checksum.update(sum, old, old & 0xff));
    }
    link.commit(length);
  }

  private static void synAck(MemorySegment frames, long at, MemorySegment out, long to) {
    out.set(BE16, to + BODY, frames.get(BE16, at + BODY + 2));
    out.set(BE16, to + BODY + 2, frames.get(BE16, at + BODY));
    int ack = frames.get(BE32, at + BODY + 4) + 1;
    int oldAck = frames.get(BE32, at + BODY + 8);
    int flags = Short.toUnsignedInt(frames.get(BE16, at + BODY + 12));
    int newFlags = flags | TcpView.ACK;
    int sum = Short.toUnsignedInt(frames.get(BE16, at + BODY + 16));
    out.set(BE32, to + BODY + 8, ack);
    out.set(BE16, to + BODY + 12, (short) newFlags);
    sum = Checksum.update(Checksum.update32(sum, oldAck, ack), flags, newFlags);
    out.set(BE16, to + BODY + 16, (short) sum);
  }
}
