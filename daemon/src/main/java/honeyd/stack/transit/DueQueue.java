package honeyd.stack.transit;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Parcels in the order of their time, those of the same moment in the order in which they were
/// put.
///
/// Nearly all are due within a quarter of a second and come nearly in order, so they lie in buckets
/// of 65 µs, each a short list that is kept sorted from its end; a bit for each bucket finds the
/// next that holds any. What is due later lies in a [DueHeap]. One worker.
///
/// ```
/// bucket = (due / 2^16 ns) mod 4096; the wheel's hand is the bucket of the last parcel taken
/// ```
final class DueQueue {
  private static final int BUCKET_SHIFT = 16;
  private static final int BUCKETS = 1 << 12;
  private static final int MASK = BUCKETS - 1;

  private final @Nullable Parcel[] first = new Parcel[BUCKETS];
  private final @Nullable Parcel[] last = new Parcel[BUCKETS];
  private final long[] used = new long[BUCKETS / Long.SIZE];
  private final DueHeap far = new DueHeap();
  private long hand = Long.MIN_VALUE;
  private long nearestNs = Long.MAX_VALUE;
  private int near;
  private long puts;

  /// Puts a parcel in; its time is set already.
  ///
  /// @param nowNs not above any parcel's time by more than the queue's owner was held up
  void put(Parcel parcel, long nowNs) {
    parcel.order = puts++;
    if (near == 0) {
      hand = nowNs >> BUCKET_SHIFT;
    }
    long bucket = Math.max(parcel.dueNs >> BUCKET_SHIFT, hand);
    if (bucket - hand >= BUCKETS) {
      far.put(parcel);
      return;
    }
    int at = (int) bucket & MASK;
    Parcel before = last[at];
    Parcel after = null;
    while (before != null && before.dueNs > parcel.dueNs) {
      after = before;
      before = before.previous;
    }
    parcel.previous = before;
    parcel.next = after;
    if (before == null) {
      first[at] = parcel;
    } else {
      before.next = parcel;
    }
    if (after == null) {
      last[at] = parcel;
    } else {
      after.previous = parcel;
    }
    used[at >> 6] |= 1L << at;
    near++;
    nearestNs = Math.min(nearestNs, parcel.dueNs);
  }

  /// The earliest time, `Long.MAX_VALUE` when there is none.
  long earliestNs() {
    return Math.min(nearestNs, far.earliestNs());
  }

  int size() {
    return near + far.size();
  }

  /// Takes the earliest parcel out; there must be one.
  Parcel take() {
    if (near == 0
        || far.earliestNs() < nearestNs
        || (far.earliestNs() == nearestNs && far.earliestOrder() < nearest().order)) {
      return far.take();
    }
    Parcel parcel = nearest();
    int at = (int) hand & MASK;
    Parcel next = parcel.next;
    parcel.next = null;
    first[at] = next;
    if (next == null) {
      last[at] = null;
      used[at >> 6] &= ~(1L << at);
    } else {
      next.previous = null;
    }
    near--;
    nearestNs = near == 0 ? Long.MAX_VALUE : nearest().dueNs;
    return parcel;
  }

  /// The first of the next bucket that holds any, to which the hand goes; there must be one.
  private Parcel nearest() {
    int at = (int) hand & MASK;
    int word = at >> 6;
    long bits = used[word] & (-1L << at);
    int ahead = 0;
    while (bits == 0) {
      word = (word + 1) & (used.length - 1);
      bits = used[word];
      ahead++;
      if (ahead > used.length) {
        throw new IllegalStateException("no bucket is used");
      }
    }
    int found = (word << 6) + Long.numberOfTrailingZeros(bits);
    hand += (found - at) & MASK;
    return Objects.requireNonNull(first[found]);
  }
}
