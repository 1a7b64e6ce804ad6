package honeyd.stack.udp;

import honeyd.base.KeyedHash;
import org.jspecify.annotations.Nullable;

/// UDP flows by addresses and ports, with their order of last use: open addressing over a keyed
/// hash, so that nobody outside can make two flows collide. One worker.
final class UdpTable {
  /// Purpose of the keyed hash, in the bits above the two ports.
  private static final long PURPOSE_UDP = 0x5544L << 32;

  private final KeyedHash hash;
  private @Nullable UdpFlow[] slots = new UdpFlow[256];
  private int size;
  private @Nullable UdpFlow oldest;
  private @Nullable UdpFlow newest;

  UdpTable(KeyedHash hash) {
    this.hash = hash;
  }

  int size() {
    return size;
  }

  /// How many places there are; changes when the table grows.
  int places() {
    return slots.length;
  }

  /// The flow at a place, or null.
  @Nullable UdpFlow at(int place) {
    return slots[place];
  }

  /// The flow that was used longest ago, or null when there is none.
  @Nullable UdpFlow oldest() {
    return oldest;
  }

  @Nullable UdpFlow find(
      long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
    int at = slotOf(remoteHi, remoteLo, remotePort, localHi, localLo, localPort);
    for (UdpFlow flow = slots[at]; flow != null; flow = slots[at]) {
      if (flow.matches(remoteHi, remoteLo, remotePort, localHi, localLo, localPort)) {
        return flow;
      }
      at = (at + 1) & (slots.length - 1);
    }
    return null;
  }

  /// Adds a flow that is not in the table, as the one used last.
  void add(UdpFlow flow) {
    if ((size + 1) * 2 > slots.length) {
      @Nullable UdpFlow[] old = slots;
      slots = new UdpFlow[old.length * 2];
      for (UdpFlow each : old) {
        if (each != null) {
          slots[emptyFor(each)] = each;
        }
      }
    }
    slots[emptyFor(flow)] = flow;
    size++;
    append(flow);
  }

  /// Makes a flow the one used last.
  void touch(UdpFlow flow) {
    if (newest != flow) {
      unlink(flow);
      append(flow);
    }
  }

  void remove(UdpFlow flow) {
    int at = slotOf(flow);
    while (slots[at] != flow) {
      if (slots[at] == null) {
        throw new IllegalStateException("flow is not in the table");
      }
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = null;
    size--;
    unlink(flow);
    closeGap(at);
  }

  /// Moves back what was displaced by an emptied slot (Knuth 6.4 R).
  private void closeGap(int hole) {
    int mask = slots.length - 1;
    int next = (hole + 1) & mask;
    for (UdpFlow flow = slots[next]; flow != null; flow = slots[next]) {
      if (((next - slotOf(flow)) & mask) >= ((next - hole) & mask)) {
        slots[hole] = flow;
        slots[next] = null;
        hole = next;
      }
      next = (next + 1) & mask;
    }
  }

  private void append(UdpFlow flow) {
    UdpFlow before = newest;
    flow.older = before;
    flow.newer = null;
    if (before == null) {
      oldest = flow;
    } else {
      before.newer = flow;
    }
    newest = flow;
  }

  private void unlink(UdpFlow flow) {
    UdpFlow before = flow.older;
    UdpFlow after = flow.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
    flow.older = null;
    flow.newer = null;
  }

  private int emptyFor(UdpFlow flow) {
    int at = slotOf(flow);
    while (slots[at] != null) {
      at = (at + 1) & (slots.length - 1);
    }
    return at;
  }

  private int slotOf(UdpFlow flow) {
    return slotOf(
        flow.remoteHi,
        flow.remoteLo,
        flow.remotePort,
        flow.host.hi(),
        flow.host.lo(),
        flow.localPort);
  }

  private int slotOf(
      long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
    long rest = PURPOSE_UDP | (long) remotePort << 16 | localPort;
    return (int) hash.apply(remoteHi, remoteLo, localHi, localLo, rest) & (slots.length - 1);
  }
}
