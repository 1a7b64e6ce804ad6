package honeyd.stack.tcp;

import honeyd.base.KeyedHash;
import honeyd.base.TableHash;
import org.jspecify.annotations.Nullable;

/// The connections of one worker by their 4-tuple: open addressing with linear probing.
///
/// Attackers choose the tuples, so the hash is keyed. Each slot's hash lies in an array of its own:
/// a miss, which is what every scanned port is, reads one word and touches no connection. The load
/// stays below one half. One worker; allocates only when it grows.
final class TcpTable {
  private static final long PURPOSE_TABLE = 0x54435000L;
  private static final int FIRST_SLOTS = 1 << 10;

  private final TableHash key;

  /// The hash of each slot's connection, 0 for an empty slot.
  private int[] hashes = new int[FIRST_SLOTS];

  private @Nullable TcpConnection[] slots = new TcpConnection[FIRST_SLOTS];
  private int size;

  TcpTable(KeyedHash key) {
    this.key = new TableHash(key, PURPOSE_TABLE);
  }

  int size() {
    return size;
  }

  /// How many places there are; changes when the table grows.
  int places() {
    return slots.length;
  }

  /// The connection at a place, or null.
  @Nullable TcpConnection at(int place) {
    return slots[place];
  }

  /// The hash of a 4-tuple, never 0.
  int hash(
      long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
    int hash = key.of(remoteHi, remoteLo, localHi, localLo, (long) remotePort << 16 | localPort);
    return hash == 0 ? 1 : hash;
  }

  /// The connection with this 4-tuple, or null.
  @Nullable TcpConnection find(
      int hash,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort) {
    int mask = hashes.length - 1;
    for (int at = hash & mask; hashes[at] != 0; at = (at + 1) & mask) {
      if (hashes[at] == hash) {
        TcpConnection c = slots[at];
        if (c != null && c.is(remoteHi, remoteLo, remotePort, localHi, localLo, localPort)) {
          return c;
        }
      }
    }
    return null;
  }

  /// Adds a connection whose tuple and hash are set and which is not in the table.
  void add(TcpConnection c) {
    if ((size + 1) * 2 > hashes.length) {
      grow();
    }
    insert(c);
    c.inTable = true;
    size++;
  }

  private void insert(TcpConnection c) {
    int mask = hashes.length - 1;
    int at = c.hash & mask;
    while (hashes[at] != 0) {
      at = (at + 1) & mask;
    }
    hashes[at] = c.hash;
    slots[at] = c;
  }

  private void grow() {
    @Nullable TcpConnection[] old = slots;
    hashes = new int[old.length * 2];
    slots = new TcpConnection[old.length * 2];
    for (TcpConnection c : old) {
      if (c != null) {
        insert(c);
      }
    }
  }

  /// Takes a connection out and moves back what it had displaced (Knuth 6.4 R).
  void remove(TcpConnection c) {
    int mask = hashes.length - 1;
    int hole = c.hash & mask;
    while (slots[hole] != c) {
      if (hashes[hole] == 0) {
        throw new IllegalStateException("connection is not in the table");
      }
      hole = (hole + 1) & mask;
    }
    int next = (hole + 1) & mask;
    while (hashes[next] != 0) {
      int home = hashes[next] & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        hashes[hole] = hashes[next];
        slots[hole] = slots[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    hashes[hole] = 0;
    slots[hole] = null;
    c.inTable = false;
    size--;
  }
}
