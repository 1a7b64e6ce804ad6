package honeyd.arpd;

import honeyd.base.KeyedHash;
import honeyd.base.TableHash;
import java.util.concurrent.atomic.AtomicLongArray;

/// What is known of addresses: that nobody has them, or that somebody does, and since when.
///
/// A table of fixed size in sets of four; where a set is full, what was not heard of for the
/// longest gives way, and addresses without an owner before those with one. One thread writes; any
/// may read: an entry is one word.
///
/// ```
/// 63        32 31  30 29              0
/// +-----------+------+----------------+
/// |  address  | what | second, mod 2^30 |
/// +-----------+------+----------------+
/// ```
final class OwnerTable {
  /// Nothing is known.
  static final int UNKNOWN = 0;

  /// Nobody answered: the address is answered for.
  static final int VACANT = 1;

  /// A machine was heard from.
  static final int OWNED = 2;

  /// A machine is about to take it.
  static final int CLAIMED = 3;

  private static final long PURPOSE = 0x6172_7064L;
  private static final int WAYS = 4;
  private static final int SECOND_BITS = 30;
  private static final int SECOND_MASK = (1 << SECOND_BITS) - 1;

  private final TableHash places;
  private final AtomicLongArray words;
  private final int sets;

  /// @param entries how many addresses at most, a power of two
  OwnerTable(int entries, KeyedHash key) {
    places = new TableHash(key, PURPOSE);
    sets = Math.max(1, entries / WAYS);
    words = new AtomicLongArray(sets * WAYS);
  }

  /// What is known of an address: [#UNKNOWN] to [#CLAIMED]. Any thread.
  int stateOf(int addressBits) {
    return stateIn(find(addressBits));
  }

  /// How long ago, in seconds, that was last confirmed. Any thread.
  int ageOf(int addressBits, long nowSeconds) {
    return ageIn(find(addressBits), nowSeconds);
  }

  private long find(int addressBits) {
    int first = setOf(addressBits);
    for (int i = first; i < first + WAYS; i++) {
      long word = words.get(i);
      if ((int) (word >>> 32) == addressBits && stateIn(word) != UNKNOWN) {
        return word;
      }
    }
    return 0;
  }

  /// Notes what is known from now on; [#UNKNOWN] forgets. Owner.
  void put(int addressBits, int state, long nowSeconds) {
    int first = setOf(addressBits);
    int at = first;
    for (int i = first; i < first + WAYS; i++) {
      long word = words.get(i);
      if ((int) (word >>> 32) == addressBits) {
        at = i;
        break;
      }
      if (worth(word, nowSeconds) < worth(words.get(at), nowSeconds)) {
        at = i;
      }
    }
    boolean there = (int) (words.get(at) >>> 32) == addressBits;
    if (state != UNKNOWN || there) {
      words.set(
          at,
          state == UNKNOWN
              ? 0
              : (long) addressBits << 32
                  | (long) state << SECOND_BITS
                  | (nowSeconds & SECOND_MASK));
    }
  }

  /// What gives way first is worth least.
  private static long worth(long word, long nowSeconds) {
    int state = stateIn(word);
    if (state == UNKNOWN) {
      return Long.MIN_VALUE;
    }
    return (state == VACANT ? 0 : 1L << SECOND_BITS) - ageIn(word, nowSeconds);
  }

  private static int stateIn(long word) {
    return (int) (word >>> SECOND_BITS) & 3;
  }

  private static int ageIn(long word, long nowSeconds) {
    return (int) (nowSeconds - word) & SECOND_MASK;
  }

  private int setOf(int addressBits) {
    return Math.floorMod(places.of(0, addressBits), sets) * WAYS;
  }
}
