package honeyd.link;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Tells every frame as one line in the notation of the packet scripts: `eth0 < ` for those that
/// come in, `eth0 > ` for those that go out.
///
/// For finding faults: it makes garbage and waits for whoever takes the lines.
public final class TracingLink extends LinkDecorator {
  private final Consumer<String> lines;
  private final FrameLine text = new FrameLine();

  public TracingLink(Link inner, Consumer<String> lines) {
    super(inner);
    this.lines = lines;
  }

  @Override
  void onFrame(MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    lines.accept(text.of(this, FrameLine.IN, frames, at, lengthBytes, vlan));
    super.onFrame(frames, at, lengthBytes, vlan, checksum);
  }

  @Override
  int onCommit(MemorySegment frames, long at, int lengthBytes) {
    lines.accept(text.of(this, FrameLine.OUT, frames, at, lengthBytes, NO_VLAN));
    return lengthBytes;
  }
}
