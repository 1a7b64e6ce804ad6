package honeyd.stack;

import honeyd.base.KeyedHash;
import honeyd.base.TableHash;
import honeyd.personality.HostState;
import honeyd.personality.Personality;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// What hosts that nobody has asked for in a while remember, 88 bytes each outside the heap: a
/// scanner of millions of addresses that comes back to the first finds its counters where it left
/// them.
///
/// Beyond its capacity the one that was put here first is forgotten and begins anew when it is
/// asked. IPv6 hosts are not kept. One worker; allocates only when there are more than ever before,
/// a page or a small part of the index at a time, so that growing is never felt.
///
/// ```
/// record  0 lower half of the address, or the next free slot
///         8 its personality's number   12 its member's   16 HostState
/// ```
final class RestingHosts {
  private static final long PURPOSE = 0x52657374L;
  private static final int ADDRESS = 0;
  private static final int PERSONALITY = 8;
  private static final int MEMBER = 12;
  private static final int STATE = 16;
  private static final int RECORD_BYTES = STATE + HostState.SAVED_BYTES;
  private static final int PAGE_SHIFT = 10;
  private static final int PAGE = 1 << PAGE_SHIFT;

  /// Parts of the index, each grown by itself.
  private static final int SHARDS = 1 << 10;

  private static final int FIRST_INDEX = 8;
  private static final int NONE = -1;

  private final TableHash hash;
  private final int capacity;
  private final int[][] shards = new int[SHARDS][];
  private final int[] sizes = new int[SHARDS];
  private final List<MemorySegment> pages = new ArrayList<>();
  private final List<Personality> personalities = new ArrayList<>();
  private final IdentityHashMap<Personality, Integer> numbers = new IdentityHashMap<>();
  private int slots;
  private int free = NONE;
  private int hand;
  private int size;

  /// @param capacity how many are remembered
  RestingHosts(KeyedHash key, int capacity) {
    this.hash = new TableHash(key, PURPOSE);
    this.capacity = capacity;
  }

  int size() {
    return size;
  }

  /// Remembers a host, which is not in here.
  void put(Host host) {
    if (capacity == 0 || host.hi() != 0) {
      return;
    }
    int slot = slot();
    MemorySegment page = pages.get(slot >>> PAGE_SHIFT);
    long at = at(slot);
    page.set(ValueLayout.JAVA_LONG, at + ADDRESS, host.lo());
    page.set(ValueLayout.JAVA_INT, at + PERSONALITY, number(host.personality()));
    page.set(ValueLayout.JAVA_INT, at + MEMBER, host.member());
    host.state().save(page, at + STATE);
    insert(slot, hash.of(0, host.lo()));
    size++;
  }

  /// Gives a host that begins what it remembers, if that is known, and forgets it.
  void take(Host host) {
    if (size == 0 || host.hi() != 0) {
      return;
    }
    int h = hash.of(0, host.lo());
    int[] shard = shards[shardOf(h)];
    if (shard == null) {
      return;
    }
    int mask = shard.length - 1;
    for (int place = h & mask; shard[place] != 0; place = (place + 1) & mask) {
      int slot = shard[place] - 1;
      MemorySegment page = pages.get(slot >>> PAGE_SHIFT);
      if (address(slot) == host.lo()
          && page.get(ValueLayout.JAVA_INT, at(slot) + MEMBER) == host.member()) {
        int number = page.get(ValueLayout.JAVA_INT, at(slot) + PERSONALITY);
        if (personalities.get(number).equals(host.personality())) {
          host.state().restore(page, at(slot) + STATE);
        }
        remove(slot, h);
        page.set(ValueLayout.JAVA_LONG, at(slot) + ADDRESS, free);
        free = slot;
        return;
      }
    }
  }

  /// A slot for one more: one that was left, a new one, or that of the host that gives way.
  private int slot() {
    if (free != NONE) {
      int slot = free;
      free = (int) address(slot);
      return slot;
    }
    if (slots < capacity) {
      if (slots == pages.size() << PAGE_SHIFT) {
        pages.add(Arena.ofAuto().allocate((long) PAGE * RECORD_BYTES, Long.BYTES));
      }
      return slots++;
    }
    // No slot is free, so each holds a host.
    int slot = hand;
    hand = hand + 1 == slots ? 0 : hand + 1;
    remove(slot, hash.of(0, address(slot)));
    return slot;
  }

  private int number(Personality personality) {
    Integer known = numbers.get(personality);
    if (known == null) {
      known = personalities.size();
      personalities.add(personality);
      numbers.put(personality, known);
    }
    return known;
  }

  private long address(int slot) {
    return pages.get(slot >>> PAGE_SHIFT).get(ValueLayout.JAVA_LONG, at(slot) + ADDRESS);
  }

  private static long at(int slot) {
    return (long) (slot & (PAGE - 1)) * RECORD_BYTES;
  }

  private static int shardOf(int hash) {
    return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SHARDS));
  }

  private void insert(int slot, int h) {
    int at = shardOf(h);
    int[] shard = shards[at];
    sizes[at]++;
    if (shard == null) {
      shard = new int[FIRST_INDEX];
      shards[at] = shard;
    } else if (sizes[at] * 4 > shard.length * 3) {
      int[] larger = new int[shard.length * 2];
      for (int each : shard) {
        if (each != 0) {
          place(larger, each, hash.of(0, address(each - 1)));
        }
      }
      shard = larger;
      shards[at] = shard;
    }
    place(shard, slot + 1, h);
  }

  private static void place(int[] shard, int entry, int h) {
    int mask = shard.length - 1;
    int place = h & mask;
    while (shard[place] != 0) {
      place = (place + 1) & mask;
    }
    shard[place] = entry;
  }

  /// Takes a host out of the index and moves back what it had displaced (Knuth 6.4 R).
  private void remove(int slot, int h) {
    int[] shard = shards[shardOf(h)];
    int mask = shard.length - 1;
    int hole = h & mask;
    while (shard[hole] != slot + 1) {
      hole = (hole + 1) & mask;
    }
    int next = (hole + 1) & mask;
    while (shard[next] != 0) {
      int home = hash.of(0, address(shard[next] - 1)) & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        shard[hole] = shard[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    shard[hole] = 0;
    sizes[shardOf(h)]--;
    size--;
  }
}
