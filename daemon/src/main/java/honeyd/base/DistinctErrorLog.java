package honeyd.base;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Errors of ours, one copy per distinct place, so that a storm of the same one fills nothing.
///
/// Any thread. Keeps at most [#MAX_DISTINCT] places; what comes after only counts.
public final class DistinctErrorLog {
  static final int MAX_DISTINCT = 64;

  /// One place where an error arose.
  ///
  /// @param error the first one seen there, with its stack
  /// @param count how often since
  public record Entry(Throwable error, long count) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private long beyond;

  /// Records one error; returns true when its place is new.
  public synchronized boolean record(Throwable error) {
    StackTraceElement[] stack = error.getStackTrace();
    String place = error.getClass().getName() + (stack.length > 0 ? "@" + stack[0] : "");
    Entry known = entries.get(place);
    if (known != null) {
      entries.put(place, new Entry(known.error(), known.count() + 1));
      return false;
    }
    if (entries.size() >= MAX_DISTINCT) {
      beyond++;
      return false;
    }
    entries.put(place, new Entry(error, 1));
    return true;
  }

  /// A copy of what is recorded, oldest place first.
  public synchronized List<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  /// Errors at places beyond the limit.
  public synchronized long beyondLimit() {
    return beyond;
  }
}
