package honeyd.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which value an address belongs to: disjoint ranges over sorted arrays, found by binary search.
///
/// Memory is per range, never per address: a /8 costs as much as one host. Immutable; [#find]
/// allocates nothing and is safe for all threads.
public final class RangeMap<V> {
  private final long[] firstHi;
  private final long[] firstLo;
  private final long[] lastHi;
  private final long[] lastLo;
  private final Object[] values;

  private RangeMap(List<Entry<V>> entries) {
    int n = entries.size();
    firstHi = new long[n];
    firstLo = new long[n];
    lastHi = new long[n];
    lastLo = new long[n];
    values = new Object[n];
    for (int i = 0; i < n; i++) {
      Entry<V> e = entries.get(i);
      firstHi[i] = e.range.first().hi();
      firstLo[i] = e.range.first().lo();
      lastHi[i] = e.range.last().hi();
      lastLo[i] = e.range.last().lo();
      values[i] = e.value;
    }
  }

  /// One range and what it maps to.
  public record Entry<V>(IpRange range, V value) {}

  public static <V> RangeMap<V> empty() {
    return new RangeMap<>(List.of());
  }

  /// The value of the range that holds the address, or null.
  @SuppressWarnings("unchecked")
  public @Nullable V find(long hi, long lo) {
    int low = 0;
    int high = values.length - 1;
    while (low <= high) {
      int mid = (low + high) >>> 1;
      if (IpRange.compare(firstHi[mid], firstLo[mid], hi, lo) <= 0) {
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    return high >= 0 && IpRange.compare(hi, lo, lastHi[high], lastLo[high]) <= 0
        ? (V) values[high]
        : null;
  }

  public @Nullable V find(IpAddress address) {
    return find(address.hi(), address.lo());
  }

  /// Takes a part of a range that lies within one value, or within none.
  @FunctionalInterface
  public interface Visitor<V> {
    void visit(IpRange part, @Nullable V value);
  }

  /// Shows a range in ascending parts, each with its value, null for the gaps between.
  @SuppressWarnings("unchecked")
  public void forEachPart(IpRange range, Visitor<? super V> visitor) {
    IpAddress from = range.first();
    for (int i = firstNotBelow(from); i < values.length; i++) {
      IpAddress first = new IpAddress(firstHi[i], firstLo[i]);
      if (first.compareTo(range.last()) > 0) {
        break;
      }
      if (first.compareTo(from) > 0) {
        visitor.visit(new IpRange(from, first.previous()), null);
        from = first;
      }
      IpAddress last = new IpAddress(lastHi[i], lastLo[i]);
      if (last.compareTo(range.last()) >= 0) {
        visitor.visit(new IpRange(from, range.last()), (V) values[i]);
        return;
      }
      visitor.visit(new IpRange(from, last), (V) values[i]);
      from = last.next();
    }
    visitor.visit(new IpRange(from, range.last()), null);
  }

  /// The first range that ends at or above an address.
  private int firstNotBelow(IpAddress address) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (IpRange.compare(lastHi[mid], lastLo[mid], address.hi(), address.lo()) < 0) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  /// How many ranges.
  public int size() {
    return values.length;
  }

  /// All ranges in ascending order, neighbours with the same value not joined.
  @SuppressWarnings("unchecked")
  public List<Entry<V>> entries() {
    List<Entry<V>> out = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      out.add(
          new Entry<>(
              new IpRange(
                  new IpAddress(firstHi[i], firstLo[i]), new IpAddress(lastHi[i], lastLo[i])),
              (V) values[i]));
    }
    return out;
  }

  @Override
  public String toString() {
    return "RangeMap" + Arrays.toString(values);
  }

  /// Collects ranges; a later one wins over an earlier one wherever they overlap, so a single host
  /// can be cut out of a range that was bound before. One thread.
  public static final class Builder<V> {
    private final TreeMap<IpAddress, Entry<V>> byFirst;

    public Builder() {
      byFirst = new TreeMap<>();
    }

    /// Begins with what another has now.
    public Builder(Builder<V> other) {
      byFirst = new TreeMap<>(other.byFirst);
    }

    /// Begins with all ranges of a map.
    public Builder(RangeMap<V> map) {
      this();
      for (Entry<V> entry : map.entries()) {
        byFirst.put(entry.range.first(), entry);
      }
    }

    /// Maps `range` to `value`, replacing whatever lay there. An IPv6 range does not cover IPv4,
    /// whose mapped addresses lie in the middle of the numbers.
    public Builder<V> put(IpRange range, V value) {
      if (range.spansV4()) {
        putOne(range.belowV4(), value);
        return putOne(range.aboveV4(), value);
      }
      return putOne(range, value);
    }

    private Builder<V> putOne(IpRange range, V value) {
      // Configurations are mostly in ascending order: nothing to cut.
      if (isAboveAll(range.first())) {
        byFirst.put(range.first(), new Entry<>(range, value));
        return this;
      }
      Map.Entry<IpAddress, Entry<V>> before = byFirst.lowerEntry(range.first());
      if (before != null && before.getValue().range.overlaps(range)) {
        Entry<V> cut = before.getValue();
        byFirst.put(
            cut.range.first(),
            new Entry<>(new IpRange(cut.range.first(), range.first().previous()), cut.value));
        if (cut.range.last().compareTo(range.last()) > 0) {
          IpAddress rest = range.last().next();
          byFirst.put(rest, new Entry<>(new IpRange(rest, cut.range.last()), cut.value));
        }
      }
      Map.Entry<IpAddress, Entry<V>> inside = byFirst.ceilingEntry(range.first());
      while (inside != null && inside.getKey().compareTo(range.last()) <= 0) {
        byFirst.remove(inside.getKey());
        Entry<V> old = inside.getValue();
        if (old.range.last().compareTo(range.last()) > 0) {
          IpAddress rest = range.last().next();
          byFirst.put(rest, new Entry<>(new IpRange(rest, old.range.last()), old.value));
          break;
        }
        inside = byFirst.ceilingEntry(range.first());
      }
      byFirst.put(range.first(), new Entry<>(range, value));
      return this;
    }

    /// The value that covers the address so far, or null.
    public @Nullable V find(IpAddress address) {
      Map.Entry<IpAddress, Entry<V>> e = byFirst.floorEntry(address);
      return e != null && e.getValue().range.contains(address) ? e.getValue().value : null;
    }

    /// The range that covers the address so far and its value, or null.
    public @Nullable Entry<V> entry(IpAddress address) {
      if (isAboveAll(address)) {
        return null;
      }
      Map.Entry<IpAddress, Entry<V>> e = byFirst.floorEntry(address);
      return e != null && e.getValue().range.contains(address) ? e.getValue() : null;
    }

    private boolean isAboveAll(IpAddress address) {
      Map.Entry<IpAddress, Entry<V>> top = byFirst.lastEntry();
      return top == null || top.getValue().range.last().compareTo(address) < 0;
    }

    /// Takes every address of the range out.
    public Builder<V> remove(IpRange range) {
      if (range.spansV4()) {
        removeOne(range.belowV4());
        return removeOne(range.aboveV4());
      }
      return removeOne(range);
    }

    private Builder<V> removeOne(IpRange range) {
      Entry<V> covering = entry(range.first());
      Map.Entry<IpAddress, Entry<V>> above = byFirst.ceilingEntry(range.first());
      if (covering == null && above == null) {
        return this;
      }
      putOne(range, (covering != null ? covering : above.getValue()).value);
      byFirst.remove(range.first());
      return this;
    }

    public RangeMap<V> build() {
      return new RangeMap<>(new ArrayList<>(byFirst.values()));
    }
  }
}
