package honeyd.bench;

import honeyd.link.Link;
import honeyd.link.MemoryLink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The least that could answer: sends each packet back with its addresses swapped.
final class Reflector implements Link.FrameHandler {
  private static final int SRC = 12;
  private static final int DST = 16;

  final MemoryLink link = new MemoryLink(Link.Framing.IP, 0, 1500);

  void work() {
    link.receive(this, Integer.MAX_VALUE);
    link.flush();
  }

  @Override
  public void onFrame(
      MemorySegment frames, long at, int length, int vlan, Link.ChecksumState checksum) {
    long to = link.reserve(length);
    if (to < 0) {
      throw new IllegalStateException("no room on the link");
    }
    MemorySegment out = link.transmitBytes();
    MemorySegment.copy(frames, at, out, to, length);
    int src = frames.get(ValueLayout.JAVA_INT_UNALIGNED, at + SRC);
    out.set(
        ValueLayout.JAVA_INT_UNALIGNED,
        to + SRC,
        frames.get(ValueLayout.JAVA_INT_UNALIGNED, at + DST));
    out.set(ValueLayout.JAVA_INT_UNALIGNED, to + DST, src);
    link.commit(length);
  }
}
