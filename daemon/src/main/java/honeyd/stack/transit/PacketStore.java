package honeyd.stack.transit;

import honeyd.stack.Attachment;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Memory for packets that wait: pieces of four sizes, each size with a share of the whole, taken
/// from the system when first needed and then reused for ever. One worker.
final class PacketStore {
  /// A SYN; most packets of scans; a full Ethernet frame; the largest packet there is.
  private static final int[] SIZES = {128, 512, 1536, 65_664};

  /// Sixteenths of the whole for each size, so that no flood of one kind starves the others.
  private static final int[] SHARES = {4, 2, 7, 3};

  private static final int GROWTH_BYTES = 1 << 17;

  private final Attachment any;
  private final @Nullable Parcel[] free = new Parcel[SIZES.length];
  private final long[] left = new long[SIZES.length];
  private int out;

  /// @param maxBytes all that may wait at once
  PacketStore(long maxBytes, Attachment any) {
    this.any = any;
    for (int i = 0; i < SIZES.length; i++) {
      left[i] = maxBytes / 16 * SHARES[i];
    }
  }

  /// Room for a packet, or null when its share is used up.
  @Nullable Parcel take(int lengthBytes) {
    for (int size = 0; size < SIZES.length; size++) {
      if (lengthBytes <= SIZES[size]) {
        Parcel parcel = free[size];
        if (parcel == null) {
          parcel = grow(size);
        }
        if (parcel != null) {
          free[size] = parcel.nextFree;
          parcel.nextFree = null;
          out++;
        }
        return parcel;
      }
    }
    return null;
  }

  void giveBack(Parcel parcel) {
    int size = parcel.sizeClass();
    parcel.way = null;
    parcel.clocks = null;
    parcel.nextFree = free[size];
    free[size] = parcel;
    out--;
  }

  /// How many are taken.
  int taken() {
    return out;
  }

  private @Nullable Parcel grow(int size) {
    int count = (int) Math.min(Math.max(1, GROWTH_BYTES / SIZES[size]), left[size] / SIZES[size]);
    if (count == 0) {
      return null;
    }
    long bytes = (long) count * SIZES[size];
    left[size] -= bytes;
    MemorySegment memory = Arena.ofAuto().allocate(bytes, 64);
    for (int i = count - 1; i >= 0; i--) {
      Parcel parcel = new Parcel(size, memory, (long) i * SIZES[size], any);
      parcel.nextFree = free[size];
      free[size] = parcel;
    }
    return free[size];
  }

  @Override
  public String toString() {
    return out + " packets, left " + Arrays.toString(left);
  }
}
