package honeyd.stack.transit;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Parcels in the order of their time, those of the same moment in the order in which they were
/// numbered: a heap with four children to each node, whose times lie beside each other. One worker.
final class DueHeap {
  private static final int ARITY_SHIFT = 2;

  private long[] due = new long[256];
  private @Nullable Parcel[] parcels = new Parcel[256];
  private int size;

  /// Puts a parcel in; its time and its place among those of the same time are set already.
  void put(Parcel parcel) {
    if (size == due.length) {
      due = Arrays.copyOf(due, size * 2);
      parcels = Arrays.copyOf(parcels, size * 2);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >> ARITY_SHIFT;
      if (due[parent] <= parcel.dueNs) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    set(at, parcel);
  }

  /// The earliest time, `Long.MAX_VALUE` when there is none.
  long earliestNs() {
    return size == 0 ? Long.MAX_VALUE : due[0];
  }

  /// The place of the earliest among those of its time; there must be one.
  long earliestOrder() {
    return parcel(0).order;
  }

  int size() {
    return size;
  }

  /// Takes the earliest parcel out; there must be one.
  Parcel take() {
    Parcel first = parcel(0);
    Parcel last = parcel(--size);
    parcels[size] = null;
    if (size > 0) {
      sink(last);
    }
    return first;
  }

  private void sink(Parcel parcel) {
    int at = 0;
    while (true) {
      int first = (at << ARITY_SHIFT) + 1;
      if (first >= size) {
        break;
      }
      int best = first;
      int end = Math.min(first + (1 << ARITY_SHIFT), size);
      for (int child = first + 1; child < end; child++) {
        if (due[child] < due[best]
            || (due[child] == due[best] && parcel(child).order < parcel(best).order)) {
          best = child;
        }
      }
      if (due[best] > parcel.dueNs
          || (due[best] == parcel.dueNs && parcel(best).order > parcel.order)) {
        break;
      }
      move(best, at);
      at = best;
    }
    set(at, parcel);
  }

  private void move(int from, int to) {
    due[to] = due[from];
    parcels[to] = parcels[from];
  }

  private void set(int at, Parcel parcel) {
    due[at] = parcel.dueNs;
    parcels[at] = parcel;
  }

  private Parcel parcel(int at) {
    return Objects.requireNonNull(parcels[at]);
  }
}
