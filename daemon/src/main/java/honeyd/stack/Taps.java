package honeyd.stack;

import honeyd.link.Link;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Who follows this worker's frames: mostly nobody, which costs one look at a field. One worker.
final class Taps {
  private static final PacketTap[] NOBODY = {};

  private PacketTap[] taps = NOBODY;

  void add(PacketTap tap) {
    taps = Arrays.copyOf(taps, taps.length + 1);
    taps[taps.length - 1] = tap;
  }

  void remove(PacketTap tap) {
    taps = Arrays.stream(taps).filter(each -> each != tap).toArray(PacketTap[]::new);
  }

  boolean any() {
    return taps.length > 0;
  }

  /// A frame came in.
  void received(
      Link link, long epochMicros, MemorySegment bytes, long at, int lengthBytes, int vlan) {
    for (PacketTap tap : taps) {
      tap.onFrame(link, PacketTap.Way.IN, epochMicros, bytes, at, lengthBytes, vlan);
    }
  }

  /// A frame goes out.
  void sent(Link link, long epochMicros, MemorySegment bytes, long at, int lengthBytes) {
    for (PacketTap tap : taps) {
      tap.onFrame(link, PacketTap.Way.OUT, epochMicros, bytes, at, lengthBytes, Link.NO_VLAN);
    }
  }
}
