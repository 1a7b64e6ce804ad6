package honeyd.stack;

import honeyd.base.KeyedHash;
import honeyd.personality.passive.PassiveCatalog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What passive fingerprinting found out about remote addresses, for a while: one table for all
/// workers, because a SYN to any host tells who its sender is to all of them (decision 0014).
///
/// A four-way set-associative cache of fixed size, so that no flood of forged SYNs costs memory; in
/// a full set the oldest gives way. All threads, without locks: an entry is two words, the first of
/// which is the address's hash with the second folded in, so that halves of two entries that were
/// written at once fit no address.
///
/// ```
/// word 0   keyed hash of the address, exclusive or word 1
/// word 1   number of the system + 1 (upper half), second of the last use (lower half)
/// ```
public final class RemoteSystemTable {
  /// How long a source is believed to be what it was, from its last use: Honeyd's five minutes.
  static final int VALID_SECONDS = 300;

  /// Nothing is known.
  static final int NONE = -1;

  /// Something was known, and its time has just run out.
  static final int EXPIRED = -2;

  /// Sources that are remembered.
  private static final int CAPACITY = 1 << 16;

  private static final int WAYS = 4;
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long PURPOSE = 0x7061_7373_6976_65L;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final PassiveCatalog catalog;
  private final KeyedHash hash;
  private final long[] words;

  private RemoteSystemTable(PassiveCatalog catalog, KeyedHash hash, int capacity) {
    this.catalog = catalog;
    this.hash = hash;
    this.words = new long[2 * capacity];
  }

  /// A table for what this catalogue recognises.
  ///
  /// @param hash keeps outsiders from choosing whose entry gives way
  public static RemoteSystemTable of(PassiveCatalog catalog, KeyedHash hash) {
    return of(catalog, hash, CAPACITY);
  }

  /// @param capacity sources that are remembered, a power of two of at least [#WAYS]
  static RemoteSystemTable of(PassiveCatalog catalog, KeyedHash hash, int capacity) {
    return new RemoteSystemTable(catalog, hash, catalog.isEmpty() ? WAYS : capacity);
  }

  /// One in which nobody is ever known.
  public static RemoteSystemTable none() {
    return of(PassiveCatalog.empty(), new KeyedHash(0, 0));
  }

  PassiveCatalog catalog() {
    return catalog;
  }

  /// The number of the system that an address was last seen to have, which is thereby used; [#NONE]
  /// or [#EXPIRED] when nothing is known. Another thread may see the expiry too.
  int find(long hi, long lo, long nowNs) {
    long tag = hash.apply(hi, lo, PURPOSE);
    int first = firstOf(tag);
    for (int at = first; at < first + 2 * WAYS; at += 2) {
      // Read once: the next moment it may be another's.
      long word = (long) WORD.getOpaque(words, at + 1);
      if (isOf(tag, at, word)) {
        int number = (int) (word >>> 32) - 1;
        int age = seconds(nowNs) - (int) word;
        if (age >= VALID_SECONDS) {
          write(at, 0, 0);
          return EXPIRED;
        }
        if (age > 0) {
          write(at, tag, entry(number, nowNs));
        }
        return number;
      }
    }
    return NONE;
  }

  /// Remembers what an address has from now on.
  void put(long hi, long lo, int number, long nowNs) {
    long tag = hash.apply(hi, lo, PURPOSE);
    write(placeFor(tag, nowNs), tag, entry(number, nowNs));
  }

  private static long entry(int number, long nowNs) {
    return (long) (number + 1) << 32 | (seconds(nowNs) & 0xffff_ffffL);
  }

  private static int seconds(long nowNs) {
    return (int) Math.floorDiv(nowNs, SECOND_NS);
  }

  private void write(int at, long tag, long word) {
    WORD.setOpaque(words, at, tag ^ word);
    WORD.setOpaque(words, at + 1, word);
  }

  private int firstOf(long tag) {
    int sets = words.length / (2 * WAYS);
    return ((int) tag & (sets - 1)) * 2 * WAYS;
  }

  private boolean isOf(long tag, int at, long word) {
    return word != 0 && ((long) WORD.getOpaque(words, at) ^ word) == tag;
  }

  /// Where the address's entry is, or else may be: an empty place, or the oldest's.
  private int placeFor(long tag, long nowNs) {
    int first = firstOf(tag);
    int oldest = first;
    int oldestAge = -1;
    for (int at = first; at < first + 2 * WAYS; at += 2) {
      long word = (long) WORD.getOpaque(words, at + 1);
      if (isOf(tag, at, word)) {
        return at;
      }
      int age = word == 0 ? Integer.MAX_VALUE : seconds(nowNs) - (int) word;
      if (age > oldestAge) {
        oldest = at;
        oldestAge = age;
      }
    }
    return oldest;
  }
}
