package honeyd.link;

import honeyd.link.Link.ChecksumState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Frames of any length waiting in one stretch of native memory, oldest first.
///
/// A ring in which every frame lies in one piece: where the room before the end is too short, the
/// frame begins at zero again. One thread; allocates nothing after its construction.
final class FrameQueue {
  private static final long ALIGNMENT = 8;

  private final MemorySegment bytes;
  private final long[] at;
  private final int[] lengths;
  private final int[] vlans;
  private final ChecksumState[] checksums;
  private final long[] receivedNs;
  private final int mask;
  private int first;
  private int size;
  private long writeAt;
  private long reservedAt = -1;
  private int reservedBytes;

  /// @param capacityBytes room for all frames together
  /// @param maxFrames most frames that may wait, a power of two
  FrameQueue(long capacityBytes, int maxFrames, Arena arena) {
    if (Integer.bitCount(maxFrames) != 1) {
      throw new IllegalArgumentException("not a power of two: " + maxFrames);
    }
    this.bytes = arena.allocate(capacityBytes, 64);
    this.at = new long[maxFrames];
    this.lengths = new int[maxFrames];
    this.vlans = new int[maxFrames];
    this.checksums = new ChecksumState[maxFrames];
    this.receivedNs = new long[maxFrames];
    this.mask = maxFrames - 1;
  }

  MemorySegment bytes() {
    return bytes;
  }

  /// Offset with room for `lengthBytes`, or -1.
  long reserve(int lengthBytes) {
    if (reservedAt >= 0) {
      throw new IllegalStateException("a reservation is open");
    }
    if (size > mask) {
      return -1;
    }
    long from;
    if (size == 0) {
      from = lengthBytes <= bytes.byteSize() ? 0 : -1;
    } else {
      long head = at[first];
      if (writeAt > head) {
        if (writeAt + lengthBytes <= bytes.byteSize()) {
          from = writeAt;
        } else {
          from = lengthBytes < head ? 0 : -1;
        }
      } else {
        from = writeAt + lengthBytes < head ? writeAt : -1;
      }
    }
    reservedAt = from;
    reservedBytes = lengthBytes;
    return from;
  }

  /// Ends the reservation; a length of zero gives it back.
  ///
  /// @param receivedEpochNs for [#receivedEpochNs]
  void commit(int lengthBytes, int vlan, ChecksumState checksum, long receivedEpochNs) {
    if (reservedAt < 0 || lengthBytes > reservedBytes) {
      throw new IllegalStateException(
          lengthBytes + " bytes committed, reserved " + (reservedAt < 0 ? 0 : reservedBytes));
    }
    if (lengthBytes > 0) {
      int slot = (first + size) & mask;
      at[slot] = reservedAt;
      lengths[slot] = lengthBytes;
      vlans[slot] = vlan;
      checksums[slot] = checksum;
      receivedNs[slot] = receivedEpochNs;
      size++;
      writeAt = (reservedAt + lengthBytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
    reservedAt = -1;
  }

  int size() {
    return size;
  }

  /// Where the `i`th waiting frame begins.
  long at(int i) {
    return at[(first + i) & mask];
  }

  int length(int i) {
    return lengths[(first + i) & mask];
  }

  int vlan(int i) {
    return vlans[(first + i) & mask];
  }

  ChecksumState checksum(int i) {
    return checksums[(first + i) & mask];
  }

  /// As [Link#receivedEpochNs].
  long receivedEpochNs(int i) {
    return receivedNs[(first + i) & mask];
  }

  /// Forgets the oldest `n`.
  void remove(int n) {
    first = (first + n) & mask;
    size -= n;
  }
}
