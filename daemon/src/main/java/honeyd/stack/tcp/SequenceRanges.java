package honeyd.stack.tcp;

/// A bounded, sorted set of disjoint half-open runs of sequence numbers: what arrived out of order,
/// or what the peer said it holds.
///
/// Memory is fixed at [#MAX_RANGES]; a run that would need one more is refused, which costs a
/// retransmission and nothing else. Every method is linear in the number of runs. One worker;
/// allocates nothing after construction.
final class SequenceRanges {
  /// With 32 runs, a sender that loses every other segment of a 128 KiB window is still recorded.
  static final int MAX_RANGES = 32;

  private final int[] starts = new int[MAX_RANGES];
  private final int[] ends = new int[MAX_RANGES];

  /// When each run last grew, in [#clock]'s time: SACK blocks go out newest first.
  private final int[] touched = new int[MAX_RANGES];

  private int count;
  private int clock;

  int count() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int start(int i) {
    return starts[i];
  }

  int end(int i) {
    return ends[i];
  }

  void clear() {
    count = 0;
    clock = 0;
  }

  /// Adds `[start, end)`, joining what it overlaps or touches; false when there is no room for
  /// another run.
  boolean add(int start, int end) {
    int first = 0;
    while (first < count && TcpSeq.before(ends[first], start)) {
      first++;
    }
    int last = first;
    int from = start;
    int to = end;
    while (last < count && TcpSeq.atOrBefore(starts[last], end)) {
      from = TcpSeq.earlier(from, starts[last]);
      to = TcpSeq.later(to, ends[last]);
      last++;
    }
    if (last == first) {
      if (count == MAX_RANGES) {
        return false;
      }
      shift(first, first + 1);
      count++;
    } else if (last > first + 1) {
      shift(last, first + 1);
      count -= last - first - 1;
    }
    starts[first] = from;
    ends[first] = to;
    touched[first] = ++clock;
    return true;
  }

  private void shift(int from, int to) {
    System.arraycopy(starts, from, starts, to, count - from);
    System.arraycopy(ends, from, ends, to, count - from);
    System.arraycopy(touched, from, touched, to, count - from);
  }

  /// Forgets everything before `seq`.
  void removeBefore(int seq) {
    int gone = 0;
    while (gone < count && TcpSeq.atOrBefore(ends[gone], seq)) {
      gone++;
    }
    if (gone > 0) {
      shift(gone, 0);
      count -= gone;
    }
    if (count > 0 && TcpSeq.before(starts[0], seq)) {
      starts[0] = seq;
    }
  }

  /// The end of the run that holds `seq`, or `seq` itself when none does.
  int skip(int seq) {
    for (int i = 0; i < count; i++) {
      if (TcpSeq.before(seq, starts[i])) {
        return seq;
      }
      if (TcpSeq.before(seq, ends[i])) {
        return ends[i];
      }
    }
    return seq;
  }

  /// Whether every number of `[start, end)` is held.
  boolean covers(int start, int end) {
    return TcpSeq.atOrBefore(end, skip(start));
  }

  /// The index of the `n`th most recently grown run, or -1.
  int recent(int n) {
    int bound = Integer.MAX_VALUE;
    int found = -1;
    for (int k = 0; k <= n; k++) {
      found = -1;
      int best = Integer.MIN_VALUE;
      for (int i = 0; i < count; i++) {
        if (touched[i] < bound && touched[i] > best) {
          best = touched[i];
          found = i;
        }
      }
      if (found < 0) {
        return -1;
      }
      bound = best;
    }
    return found;
  }
}
