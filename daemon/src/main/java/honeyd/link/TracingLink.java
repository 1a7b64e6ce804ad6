package honeyd.link;

import honeyd.wire.PacketPrinter;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Tells every frame as one line in the notation of the packet scripts: `eth0 < ` for those that
/// come in, `eth0 > ` for those that go out.
///
/// For finding faults: it makes garbage and waits for whoever takes the lines.
public final class TracingLink extends LinkDecorator {
  private final Consumer<String> lines;
  private final PacketPrinter printer = new PacketPrinter();

  public TracingLink(Link inner, Consumer<String> lines) {
    super(inner);
    this.lines = lines;
  }

  @Override
  void onFrame(MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    tell(" < ", frames, at, lengthBytes, vlan);
    super.onFrame(frames, at, lengthBytes, vlan, checksum);
  }

  @Override
  int onCommit(MemorySegment frames, long at, int lengthBytes) {
    tell(" > ", frames, at, lengthBytes, NO_VLAN);
    return lengthBytes;
  }

  private void tell(String arrow, MemorySegment frames, long at, int lengthBytes, int vlan) {
    StringBuilder line = new StringBuilder(name()).append(arrow);
    if (vlan != NO_VLAN) {
      line.append("vlan ").append(vlan & 0xfff).append(' ');
    }
    switch (framing()) {
      case ETHERNET -> printer.printEthernet(line, frames, at, at + lengthBytes);
      case IP -> printer.printIp(line, frames, at, at + lengthBytes);
    }
    lines.accept(line.toString());
  }
}
