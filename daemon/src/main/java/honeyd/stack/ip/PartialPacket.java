package honeyd.stack.ip;

import honeyd.base.DropReason;
import honeyd.base.TimerWheel;
import honeyd.link.Link.ChecksumState;
import honeyd.personality.FragmentOverlap;
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

  private static final int BLOCK_BYTES = 8;

  /// Memory that a packet takes apart from [#capacity].
  static final int OVERHEAD_BYTES = PAYLOAD_AT + 320;

  /// What becomes of a fragment.
  enum Outcome {
    /// It is part of the packet now.
    TAKEN,
    /// It contradicts where the packet ends, or may not overlap: it is dropped.
    DROPPED,
    /// The packet is given up with it.
    ABANDONED
  }

  final Reassembler.Key key;
  long timer;
  @Nullable PartialPacket older;
  @Nullable PartialPacket newer;
  private final Reassembler owner;
  private final Host host;
  private final ReturnPath path;
  private final BlockOwners owners = new BlockOwners();
  private byte[] store = new byte[PAYLOAD_AT];
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

  /// Memory that the payload takes: its bytes, and two for each block of eight.
  int capacity() {
    return withOwners(room());
  }

  private int room() {
    return store.length - PAYLOAD_AT;
  }

  private static int withOwners(int payloadBytes) {
    return payloadBytes / BLOCK_BYTES * (BLOCK_BYTES + Character.BYTES);
  }

  private static int roomFor(int end, int room) {
    int blocks = (Math.max(end, Math.min(2 * room, 1 << 16)) + BLOCK_BYTES - 1) / BLOCK_BYTES;
    return end <= room ? room : blocks * BLOCK_BYTES;
  }

  /// By how much [#capacity] grows when payload up to `end` comes.
  int growthFor(int end) {
    return withOwners(roomFor(end, room())) - capacity();
  }

  /// Takes one fragment whose offset and length are possible.
  Outcome add(Ipv4View ip, IncomingPacket packet, FragmentOverlap rule) {
    int offset = ip.fragmentOffsetBytes();
    int length = ip.payloadBytes();
    int end = offset + length;
    if (totalBytes >= 0 && (end > totalBytes || (!ip.isMoreFragments() && end != totalBytes))) {
      return Outcome.DROPPED;
    }
    if (!ip.isMoreFragments() && furthestEnd > end) {
      return Outcome.DROPPED;
    }
    int room = roomFor(end, room());
    if (room > room()) {
      store = Arrays.copyOf(store, PAYLOAD_AT + room);
      owners.grow(room / BLOCK_BYTES);
    }
    int first = offset / BLOCK_BYTES;
    int after = (end + BLOCK_BYTES - 1) / BLOCK_BYTES;
    int known = owners.knownIn(first, after);
    if (known > 0 && rule == FragmentOverlap.REFUSE) {
      return Outcome.DROPPED;
    }
    if (known > 0 && rule == FragmentOverlap.ABANDON) {
      return known == after - first ? Outcome.DROPPED : Outcome.ABANDONED;
    }
    if (!ip.isMoreFragments()) {
      totalBytes = end;
    }
    furthestEnd = Math.max(furthestEnd, end);
    path.set(packet.path);
    fragmentCount++;
    if (offset == 0 && owners.yields(0, 0, rule)) {
      takeHeader(ip, packet, length);
    }
    paint(ip, packet, first, after, rule);
    return Outcome.TAKEN;
  }

  private void takeHeader(Ipv4View ip, IncomingPacket packet, int length) {
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

  /// Copies those blocks of a fragment that the rule gives it.
  private void paint(
      Ipv4View ip, IncomingPacket packet, int first, int after, FragmentOverlap rule) {
    // A fragment whose front is known already begins behind it, and so does what it cuts off.
    int start = first;
    int cut = -1;
    for (int block = first; block < after; block++) {
      if (!owners.yields(block, first, rule)) {
        start = block + 1;
        cut = -1;
        continue;
      }
      cut = owners.isKnown(block) ? owners.startOf(block) : -1;
      owners.take(block, start);
      int from = block * BLOCK_BYTES;
      int at = from - first * BLOCK_BYTES;
      MemorySegment.copy(
          packet.bytes,
          ValueLayout.JAVA_BYTE,
          ip.payloadAt() + at,
          store,
          PAYLOAD_AT + from,
          Math.min(BLOCK_BYTES, ip.payloadBytes() - at));
    }
    if (cut >= 0) {
      owners.cutFront(cut, after);
    }
  }

  boolean isComplete() {
    return totalBytes >= 0 && owners.known() == (totalBytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
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
