package honeyd.stack.ip;

import honeyd.base.DropReason;
import honeyd.base.TimerWheel;
import honeyd.link.Link.ChecksumState;
import honeyd.model.FragmentPolicy;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.ReturnPath;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One packet of which fragments have come: its bytes as far as known and which blocks of eight
/// they are. Kept in [Reassembler]. One worker.
final class PartialPacket implements TimerWheel.Task {
  /// Room for the header in front of the payload.
  private static final int PAYLOAD_AT = 64;

  private static final int MAX_BLOCKS = 8192;

  /// Memory that a packet takes apart from [#capacity].
  static final int OVERHEAD_BYTES = MAX_BLOCKS / 8 + PAYLOAD_AT + 256;

  final Reassembler.Key key;
  long timer;
  @Nullable PartialPacket older;
  @Nullable PartialPacket newer;
  private final Reassembler owner;
  private final Host host;
  private final ReturnPath path;
  private final long[] blocks = new long[MAX_BLOCKS / 64];
  private byte[] store = new byte[PAYLOAD_AT];
  private int blockCount;
  private int fragmentCount;
  private int totalBytes = -1;
  private int furthestEnd;
  private int headerBytes;
  private int firstBytes;
  private ChecksumState checksum = ChecksumState.UNVERIFIED;

  PartialPacket(Reassembler owner, Reassembler.Key key, IncomingPacket packet) {
    this.owner = owner;
    this.key = key;
    this.host = packet.host();
    this.path = new ReturnPath(packet.path);
  }

  Host host() {
    return host;
  }

  /// Fragments that were taken.
  int fragments() {
    return fragmentCount;
  }

  /// Bytes of payload there is memory for.
  int capacity() {
    return store.length - PAYLOAD_AT;
  }

  /// By how much [#capacity] grows when payload up to `end` comes.
  int growthFor(int end) {
    int capacity = capacity();
    return end <= capacity ? 0 : Math.max(end, Math.min(2 * capacity, 1 << 16)) - capacity;
  }

  /// Takes one fragment whose offset and length are possible; false when it contradicts where the
  /// packet is known to end.
  boolean add(Ipv4View ip, IncomingPacket packet, FragmentPolicy policy) {
    int offset = ip.fragmentOffsetBytes();
    int length = ip.payloadBytes();
    int end = offset + length;
    if (totalBytes >= 0 && (end > totalBytes || (!ip.isMoreFragments() && end != totalBytes))) {
      return false;
    }
    if (!ip.isMoreFragments()) {
      if (furthestEnd > end) {
        return false;
      }
      totalBytes = end;
    }
    furthestEnd = Math.max(furthestEnd, end);
    int grown = growthFor(end);
    if (grown > 0) {
      store = Arrays.copyOf(store, store.length + grown);
    }
    path.set(packet.path);
    fragmentCount++;
    boolean replace = policy == FragmentPolicy.NEW;
    if (offset == 0 && (headerBytes == 0 || replace)) {
      headerBytes = ip.headerBytes();
      firstBytes = length;
      checksum = packet.checksum;
      MemorySegment.copy(
          packet.bytes,
          ValueLayout.JAVA_BYTE,
          packet.ipAt,
          store,
          PAYLOAD_AT - headerBytes,
          headerBytes);
    }
    for (int from = offset; from < end; from += 8) {
      int block = from >> 3;
      boolean known = (blocks[block >> 6] & 1L << block) != 0;
      if (known && !replace) {
        continue;
      }
      if (!known) {
        blocks[block >> 6] |= 1L << block;
        blockCount++;
      }
      MemorySegment.copy(
          packet.bytes,
          ValueLayout.JAVA_BYTE,
          ip.payloadAt() + from - offset,
          store,
          PAYLOAD_AT + from,
          Math.min(8, end - from));
    }
    return true;
  }

  boolean isComplete() {
    return totalBytes >= 0 && blockCount == (totalBytes + 7) >> 3;
  }

  /// Makes `packet` the whole packet, with the header of the first fragment.
  void fill(IncomingPacket packet, Ipv4View view) {
    fillFrom(packet, totalBytes);
    int flagsAndOffset =
        view(view, firstBytes).flagsAndOffset() & (Ipv4View.DF | Ipv4View.RESERVED);
    view.totalLength(packet.totalLength).flagsAndOffset(flagsAndOffset).updateChecksum();
    packet.reassembled = true;
  }

  /// The first fragment as it came, or null when it did not come.
  @Nullable IncomingPacket firstFragment() {
    if (headerBytes == 0) {
      return null;
    }
    IncomingPacket first = new IncomingPacket(path.attachment());
    first.path.set(path);
    first.host(host);
    fillFrom(first, firstBytes);
    first.remoteHi = key.srcHi();
    first.remoteLo = key.srcLo();
    first.localHi = key.dstHi();
    first.localLo = key.dstLo();
    first.protocol = key.protocol();
    first.ipId = key.identification();
    return first;
  }

  @Override
  public void onTimer(int kind, long nowNs) {
    owner.onExpired(this, nowNs);
  }

  private void fillFrom(IncomingPacket packet, int payloadBytes) {
    packet.bytes = MemorySegment.ofArray(store);
    packet.ipAt = (long) PAYLOAD_AT - headerBytes;
    packet.at = PAYLOAD_AT;
    packet.limit = PAYLOAD_AT + (long) payloadBytes;
    packet.totalLength = headerBytes + payloadBytes;
    packet.checksum = checksum;
  }

  private Ipv4View view(Ipv4View view, int payloadBytes) {
    DropReason reason =
        view.wrap(
            MemorySegment.ofArray(store),
            PAYLOAD_AT - (long) headerBytes,
            PAYLOAD_AT + (long) payloadBytes);
    if (reason != DropReason.NONE) {
      throw new IllegalStateException("a header that was right is now " + reason);
    }
    return view;
  }
}
