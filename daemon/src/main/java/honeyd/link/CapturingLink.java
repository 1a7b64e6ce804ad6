package honeyd.link;

import honeyd.base.Clock;
import java.lang.foreign.MemorySegment;

/// Writes every frame, in and out, to a capture file, which it owns.
///
/// The file is written by the worker's thread through a buffer that empties when it is full and
/// whenever no frame waits.
public final class CapturingLink extends LinkDecorator {
  private final PcapWriter writer;
  private final Clock clock;

  public CapturingLink(Link inner, PcapWriter writer, Clock clock) {
    super(inner);
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  void onFrame(MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    writer.write(clock.epochMicros(), frames, at, lengthBytes, vlan);
    super.onFrame(frames, at, lengthBytes, vlan, checksum);
  }

  @Override
  int onCommit(MemorySegment frames, long at, int lengthBytes) {
    writer.write(clock.epochMicros(), frames, at, lengthBytes, NO_VLAN);
    return lengthBytes;
  }

  @Override
  void onQuiet() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
    super.close();
  }
}
