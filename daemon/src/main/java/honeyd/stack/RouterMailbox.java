package honeyd.stack;

import honeyd.stack.transit.Parcel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// What other workers' packets have to do with one worker's routers: each worker owns the routers
/// of its share as it owns its hosts, so an error that a router owes is made by the router's
/// worker, whose counters and limits then are the router's.
///
/// A bounded queue of copies with many producers and one consumer (Vyukov's, whose slots carry
/// their turn); nothing is allocated. Any worker offers, the owner takes.
///
/// ```
/// slot: 0 what, argument    8 router    16 link, VLAN    24 MAC    32 length, reach    40 packet
/// ```
public final class RouterMailbox {
  private static final int SLOTS = 256;
  private static final int PACKET_AT = 40;

  /// Longest packet that is handed over: a frame's.
  public static final int MAX_PACKET_BYTES = 1_560;

  private static final int SLOT_BYTES = PACKET_AT + MAX_PACKET_BYTES;

  /// Takes one letter.
  @FunctionalInterface
  public interface Reader {
    /// @param what as offered
    /// @param argument as offered
    /// @param routerLo lower half of the router's address
    /// @param linkIndex place of the link among every worker's links
    /// @param bytes holds the packet until the call returns
    void read(
        int what,
        int argument,
        long routerLo,
        int linkIndex,
        int vlan,
        long macBits,
        Reach reach,
        MemorySegment bytes,
        long at,
        int lengthBytes,
        long nowNs);
  }

  private final AtomicLongArray turns = new AtomicLongArray(SLOTS);
  private final AtomicLong tail = new AtomicLong();
  private final MemorySegment memory = Arena.ofAuto().allocate((long) SLOTS * SLOT_BYTES, 64);
  private final Runnable wakeup;
  private long head;

  /// @param wakeup ends the owner's rest; any thread
  public RouterMailbox(Runnable wakeup) {
    this.wakeup = wakeup;
    for (int i = 0; i < SLOTS; i++) {
      turns.set(i, i);
    }
  }

  /// Puts a copy in; false when it is too long or the box is full. Any worker.
  public boolean offer(int what, int argument, long routerLo, Parcel parcel) {
    int length = parcel.lengthBytes();
    if (length > MAX_PACKET_BYTES) {
      return false;
    }
    long turn = tail.get();
    while (true) {
      long ready = turns.get((int) turn & (SLOTS - 1));
      if (ready == turn) {
        if (tail.compareAndSet(turn, turn + 1)) {
          break;
        }
      } else if (ready - turn < 0) {
        return false;
      }
      turn = tail.get();
    }
    long at = (turn & (SLOTS - 1)) * SLOT_BYTES;
    ReturnPath path = parcel.path();
    memory.set(ValueLayout.JAVA_INT, at, what);
    memory.set(ValueLayout.JAVA_INT, at + 4, argument);
    memory.set(ValueLayout.JAVA_LONG, at + 8, routerLo);
    memory.set(ValueLayout.JAVA_INT, at + 16, path.attachment().index());
    memory.set(ValueLayout.JAVA_INT, at + 20, path.vlan());
    memory.set(ValueLayout.JAVA_LONG, at + 24, path.macBits());
    memory.set(ValueLayout.JAVA_INT, at + 32, length);
    memory.set(ValueLayout.JAVA_INT, at + 36, path.reach().ordinal());
    MemorySegment.copy(parcel.bytes(), parcel.at(), memory, at + PACKET_AT, length);
    turns.set((int) turn & (SLOTS - 1), turn + 1);
    wakeup.run();
    return true;
  }

  /// Takes what is there, at most a box full; returns how many. The owner.
  public int drain(Reader reader, long nowNs) {
    int n = 0;
    while (n < SLOTS && turns.get((int) head & (SLOTS - 1)) == head + 1) {
      long at = (head & (SLOTS - 1)) * SLOT_BYTES;
      reader.read(
          memory.get(ValueLayout.JAVA_INT, at),
          memory.get(ValueLayout.JAVA_INT, at + 4),
          memory.get(ValueLayout.JAVA_LONG, at + 8),
          memory.get(ValueLayout.JAVA_INT, at + 16),
          memory.get(ValueLayout.JAVA_INT, at + 20),
          memory.get(ValueLayout.JAVA_LONG, at + 24),
          Reach.of(memory.get(ValueLayout.JAVA_INT, at + 36)),
          memory,
          at + PACKET_AT,
          memory.get(ValueLayout.JAVA_INT, at + 32),
          nowNs);
      turns.set((int) head & (SLOTS - 1), head + SLOTS);
      head++;
      n++;
    }
    return n;
  }
}
