package honeyd.base;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A worker's deadlines: a hashed timing wheel (Varghese, Lauck 1987) over plain arrays.
///
/// Scheduling and cancelling are O(1) and allocate nothing once the arrays have grown to the number
/// of timers in use; memory is 36 bytes per timer, however many share a moment. One thread.
///
/// ```
/// spoke = (deadline / 2^20 ns) mod 4096, a doubly linked list of timers in order of scheduling;
/// one turn of the wheel takes 4.3 s, timers further away stay in their spoke for later turns
///
/// timer    0 deadline    1 next, previous    2 generation, spoke    3 kind
/// ```
///
/// Each spoke knows a moment before which none of its timers is due, so that a million timers far
/// away cost nothing while the wheel turns.
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
  private static final int FIRST_CAPACITY = 64;

  // A timer's four words lie in one cache line; the halves of a word are its high and low 32 bits.
  private static final int WORDS = 4;
  private static final int DEADLINE = 0;
  private static final int NEIGHBOURS = 1;
  private static final int NAME = 2;
  private static final int KIND = 3;

  private final int[] first = new int[SPOKES];
  private final int[] last = new int[SPOKES];
  private final long[] earliestOfSpoke = new long[SPOKES];
  private long[] words;
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
    Arrays.fill(earliestOfSpoke, Long.MAX_VALUE);
    tick = nowNs >> TICK_SHIFT;
    words = new long[0];
    tasks = new Task[0];
    free = NIL;
    grow(FIRST_CAPACITY);
  }

  /// Arranges for `task` to be called once the time is `deadlineNs` or later; a deadline in the
  /// past is due at the next poll. Returns the timer's name for [#cancel], never [#NONE].
  public long schedule(long deadlineNs, Task task, int kind) {
    if (free == NIL) {
      grow(tasks.length + Math.max(FIRST_CAPACITY, tasks.length >> 2));
    }
    int node = free;
    int at = node * WORDS;
    free = next(node);
    int spoke = spokeOf(deadlineNs);
    words[at + DEADLINE] = deadlineNs;
    words[at + KIND] = kind;
    words[at + NAME] = (words[at + NAME] & ~(long) (SPOKES - 1)) | spoke;
    tasks[node] = task;
    append(node, spoke);
    size++;
    earliestOfSpoke[spoke] = Math.min(earliestOfSpoke[spoke], deadlineNs);
    earliestNs = Math.min(earliestNs, deadlineNs);
    return (words[at + NAME] & ~0xffff_ffffL) | node;
  }

  /// Takes a timer back; false when it has fired, was cancelled before or is [#NONE].
  public boolean cancel(long timer) {
    if (!isPending(timer)) {
      return false;
    }
    remove((int) timer);
    return true;
  }

  /// Whether a timer is still to come.
  public boolean isPending(long timer) {
    return timer != NONE && (words[(int) timer * WORDS + NAME] ^ timer) >>> 32 == 0;
  }

  /// When a timer is due, or `Long.MAX_VALUE` when it has fired, was cancelled or is [#NONE].
  public long deadlineNs(long timer) {
    return isPending(timer) ? words[(int) timer * WORDS + DEADLINE] : Long.MAX_VALUE;
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
      int spoke = (int) t & (SPOKES - 1);
      if (earliestOfSpoke[spoke] > nowNs) {
        continue;
      }
      cursor = first[spoke];
      // What is scheduled meanwhile lowers it again; what stays behind does so below.
      long left = Long.MAX_VALUE;
      earliestOfSpoke[spoke] = Long.MAX_VALUE;
      while (cursor != NIL) {
        if (fired == limit) {
          cursor = NIL;
          earliestOfSpoke[spoke] = nowNs;
          return fired;
        }
        int node = cursor;
        cursor = next(node);
        long deadlineNs = words[node * WORDS + DEADLINE];
        if (deadlineNs <= nowNs) {
          Task task = tasks[node];
          int kind = (int) words[node * WORDS + KIND];
          remove(node);
          fired++;
          if (task != null) {
            task.onTimer(kind, nowNs);
          }
        } else {
          left = Math.min(left, deadlineNs);
        }
      }
      earliestOfSpoke[spoke] = Math.min(earliestOfSpoke[spoke], left);
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
      long earliest = earliestOfSpoke[(int) t & (SPOKES - 1)];
      if (earliest < (t + 1) << TICK_SHIFT) {
        return earliest;
      }
    }
    return (tick + SPOKES) << TICK_SHIFT;
  }

  private int spokeOf(long deadlineNs) {
    return (int) Math.max(deadlineNs >> TICK_SHIFT, tick) & (SPOKES - 1);
  }

  private int next(int node) {
    return (int) (words[node * WORDS + NEIGHBOURS] >>> 32);
  }

  private int previous(int node) {
    return (int) words[node * WORDS + NEIGHBOURS];
  }

  private void neighbours(int node, int next, int previous) {
    words[node * WORDS + NEIGHBOURS] = (long) next << 32 | (previous & 0xffff_ffffL);
  }

  private void append(int node, int spoke) {
    int before = last[spoke];
    neighbours(node, NIL, before);
    last[spoke] = node;
    if (before == NIL) {
      first[spoke] = node;
    } else {
      neighbours(before, node, previous(before));
    }
  }

  private void remove(int node) {
    int before = previous(node);
    int after = next(node);
    long name = words[node * WORDS + NAME];
    int spoke = (int) name & (SPOKES - 1);
    if (cursor == node) {
      cursor = after;
    }
    if (before == NIL) {
      first[spoke] = after;
    } else {
      neighbours(before, after, previous(before));
    }
    if (after == NIL) {
      last[spoke] = before;
    } else {
      neighbours(after, next(after), before);
    }
    tasks[node] = null;
    words[node * WORDS + NAME] = (long) Math.max(1, (int) (name >>> 32) + 1) << 32;
    neighbours(node, free, NIL);
    free = node;
    size--;
  }

  private void grow(int capacity) {
    int from = tasks.length;
    words = Arrays.copyOf(words, capacity * WORDS);
    tasks = Arrays.copyOf(tasks, capacity);
    for (int node = capacity - 1; node >= from; node--) {
      words[node * WORDS + NAME] = 1L << 32;
      neighbours(node, free, NIL);
      free = node;
    }
  }
}
