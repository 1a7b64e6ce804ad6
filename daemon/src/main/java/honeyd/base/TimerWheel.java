package honeyd.base;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A worker's deadlines: a hashed timing wheel (Varghese, Lauck 1987) over plain arrays.
///
/// Scheduling and cancelling are O(1) and allocate nothing once the arrays have grown to the number
/// of timers in use; memory is per timer, however many share a moment. One thread.
///
/// ```
/// spoke = (deadline / 2^20 ns) mod 4096, a doubly linked list of timers in order of scheduling;
/// one turn of the wheel takes 4.3 s, timers further away stay in their spoke for later turns
/// ```
public final class TimerWheel {
  /// What no timer is called: [#cancel] ignores it.
  public static final long NONE = 0;

  /// What happens when a deadline has come.
  public interface Task {
    /// Called by [TimerWheel#poll].
    ///
    /// @param kind as given when the timer was scheduled: one object may have several timers
    void onTimer(int kind, long nowNs);
  }

  private static final int TICK_SHIFT = 20;
  private static final int SPOKES = 4096;
  private static final int NIL = -1;

  private final int[] first = new int[SPOKES];
  private final int[] last = new int[SPOKES];
  private long[] deadlines;
  private int[] next;
  private int[] previous;
  private int[] spokes;
  private int[] kinds;
  private int[] generations;
  private @Nullable Task[] tasks;
  private int free;
  private int size;
  private long tick;
  private long earliestNs = Long.MAX_VALUE;
  private int cursor = NIL;

  /// An empty wheel that stands at `nowNs`.
  public TimerWheel(long nowNs) {
    Arrays.fill(first, NIL);
    Arrays.fill(last, NIL);
    tick = nowNs >> TICK_SHIFT;
    deadlines = new long[0];
    next = new int[0];
    previous = new int[0];
    spokes = new int[0];
    kinds = new int[0];
    generations = new int[0];
    tasks = new Task[0];
    free = NIL;
    grow(64);
  }

  /// Arranges for `task` to be called once the time is `deadlineNs` or later; a deadline in the
  /// past is due at the next poll. Returns the timer's name for [#cancel], never [#NONE].
  public long schedule(long deadlineNs, Task task, int kind) {
    if (free == NIL) {
      grow(deadlines.length * 2);
    }
    int node = free;
    free = next[node];
    deadlines[node] = deadlineNs;
    kinds[node] = kind;
    tasks[node] = task;
    append(node, spokeOf(deadlineNs));
    size++;
    earliestNs = Math.min(earliestNs, deadlineNs);
    return (long) generations[node] << 32 | node;
  }

  /// Takes a timer back; false when it has fired, was cancelled before or is [#NONE].
  public boolean cancel(long timer) {
    int node = (int) timer;
    if (timer == NONE || generations[node] != (int) (timer >>> 32)) {
      return false;
    }
    remove(node);
    return true;
  }

  /// Whether a timer is still to come.
  public boolean isPending(long timer) {
    return timer != NONE && generations[(int) timer] == (int) (timer >>> 32);
  }

  /// How many timers are still to come.
  public int size() {
    return size;
  }

  /// A moment not after the earliest deadline, at which a poll is worth while; `Long.MAX_VALUE`
  /// when there is no timer.
  public long nextDeadlineNs() {
    return earliestNs;
  }

  /// Fires up to `limit` due timers, earlier ticks first; returns how many. Tasks may schedule and
  /// cancel.
  public int poll(long nowNs, int limit) {
    if (nowNs < earliestNs) {
      return 0;
    }
    long nowTick = nowNs >> TICK_SHIFT;
    int fired = 0;
    // After a pause of more than a turn every spoke is due once.
    for (long t = Math.max(tick, nowTick - SPOKES + 1); t <= nowTick; t++) {
      tick = t;
      cursor = first[(int) t & (SPOKES - 1)];
      while (cursor != NIL) {
        if (fired == limit) {
          cursor = NIL;
          return fired;
        }
        int node = cursor;
        cursor = next[node];
        if (deadlines[node] <= nowNs) {
          Task task = tasks[node];
          int kind = kinds[node];
          remove(node);
          fired++;
          if (task != null) {
            task.onTimer(kind, nowNs);
          }
        }
      }
    }
    earliestNs = findEarliest();
    return fired;
  }

  /// The earliest deadline within one turn from now, else the end of that turn.
  private long findEarliest() {
    if (size == 0) {
      return Long.MAX_VALUE;
    }
    for (long t = tick; t < tick + SPOKES; t++) {
      long endNs = (t + 1) << TICK_SHIFT;
      long earliest = Long.MAX_VALUE;
      for (int node = first[(int) t & (SPOKES - 1)]; node != NIL; node = next[node]) {
        if (deadlines[node] < endNs) {
          earliest = Math.min(earliest, deadlines[node]);
        }
      }
      if (earliest != Long.MAX_VALUE) {
        return earliest;
      }
    }
    return (tick + SPOKES) << TICK_SHIFT;
  }

  private int spokeOf(long deadlineNs) {
    return (int) Math.max(deadlineNs >> TICK_SHIFT, tick) & (SPOKES - 1);
  }

  private void append(int node, int spoke) {
    int before = last[spoke];
    spokes[node] = spoke;
    previous[node] = before;
    next[node] = NIL;
    last[spoke] = node;
    if (before == NIL) {
      first[spoke] = node;
    } else {
      next[before] = node;
    }
  }

  private void remove(int node) {
    int before = previous[node];
    int after = next[node];
    if (cursor == node) {
      cursor = after;
    }
    if (before == NIL) {
      first[spokes[node]] = after;
    } else {
      next[before] = after;
    }
    if (after == NIL) {
      last[spokes[node]] = before;
    } else {
      previous[after] = before;
    }
    tasks[node] = null;
    generations[node] = Math.max(1, generations[node] + 1);
    next[node] = free;
    free = node;
    size--;
  }

  private void grow(int capacity) {
    int from = deadlines.length;
    deadlines = Arrays.copyOf(deadlines, capacity);
    next = Arrays.copyOf(next, capacity);
    previous = Arrays.copyOf(previous, capacity);
    spokes = Arrays.copyOf(spokes, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    generations = Arrays.copyOf(generations, capacity);
    tasks = Arrays.copyOf(tasks, capacity);
    for (int node = capacity - 1; node >= from; node--) {
      generations[node] = 1;
      next[node] = free;
      free = node;
    }
  }
}
