package honeyd.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One writer's counters. The owner counts without locks; anybody may read.
///
/// Opaque access: a reader sees each value whole and not older than a moment ago.
public final class Counters {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int COUNTERS = Counter.values().length;

  private final long[] values = new long[COUNTERS + DropReason.values().length];

  /// Adds one. Owner only.
  public void increment(Counter counter) {
    add(counter, 1);
  }

  /// Adds `n`. Owner only.
  public void add(Counter counter, long n) {
    int i = counter.ordinal();
    LONGS.setOpaque(values, i, values[i] + n);
  }

  /// Counts one dropped packet. Owner only.
  public void drop(DropReason reason) {
    int i = COUNTERS + reason.ordinal();
    LONGS.setOpaque(values, i, values[i] + 1);
  }

  /// The present value. Any thread.
  public long get(Counter counter) {
    return (long) LONGS.getOpaque(values, counter.ordinal());
  }

  /// Packets dropped for this reason so far. Any thread.
  public long get(DropReason reason) {
    return (long) LONGS.getOpaque(values, COUNTERS + reason.ordinal());
  }
}
