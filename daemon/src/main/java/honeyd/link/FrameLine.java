package honeyd.link;

import honeyd.wire.PacketPrinter;
import java.lang.foreign.MemorySegment;

/// Frames as lines in the notation of the packet scripts, with the interface and the direction in
/// front. Makes garbage. One thread.
public final class FrameLine {
  /// Between the interface and a frame that came in.
  public static final String IN = " < ";

  /// Between the interface and a frame that goes out.
  public static final String OUT = " > ";

  private final PacketPrinter printer = new PacketPrinter();

  /// One frame, such as `eth0 < icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (0) {ttl 64}`.
  ///
  /// @param arrow [#IN] or [#OUT]
  /// @param vlan the tag control information that is not in the frame, or [Link#NO_VLAN]
  public String of(
      Link link, String arrow, MemorySegment bytes, long at, int lengthBytes, int vlan) {
    StringBuilder line = new StringBuilder(link.name()).append(arrow);
    if (vlan != Link.NO_VLAN) {
      line.append("vlan ").append(vlan & 0xfff).append(' ');
    }
    switch (link.framing()) {
      case ETHERNET -> printer.printEthernet(line, bytes, at, at + lengthBytes);
      case IP -> printer.printIp(line, bytes, at, at + lengthBytes);
    }
    return line.toString();
  }
}
