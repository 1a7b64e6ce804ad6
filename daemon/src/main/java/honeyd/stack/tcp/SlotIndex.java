package honeyd.stack.tcp;

/// Finds slots of a table by a hash of what lies there: open addressing in an array of words, each
/// a slot plus one, zero for none, with the low bits of the hash above. A miss looks at next to no
/// record, and where an entry belongs is known without one. One worker.
///
/// ```
/// for (int at = index.first(hash); at != SlotIndex.END; at = index.next(hash, at)) {
///   if (isIt(index.slot(at))) ...
/// }
/// ```
final class SlotIndex {
  /// No further place.
  static final int END = -1;

  /// Most slots that may be in the index.
  static final int MAX_SIZE = (1 << 24) - (1 << 10);

  private static final int SLOT_BITS = 24;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;

  /// What is left for tags. Half of the places are empty and hashes are keyed, so that a run of
  /// this many entries does not happen (linear probing at that load: once in some 10^14 full
  /// tables).
  private static final int TAG_MASK = 0xff;

  private int[] words;

  /// @param places at first, a power of two
  SlotIndex(int places) {
    words = new int[places];
  }

  /// The first place where a slot with this hash may be, or [#END].
  int first(int hash) {
    return seek(hash, hash & (words.length - 1));
  }

  /// The next place after one.
  int next(int hash, int at) {
    return seek(hash, (at + 1) & (words.length - 1));
  }

  private int seek(int hash, int from) {
    int mask = words.length - 1;
    for (int at = from; words[at] != 0; at = (at + 1) & mask) {
      if (((words[at] >>> SLOT_BITS ^ hash) & TAG_MASK) == 0) {
        return at;
      }
    }
    return END;
  }

  /// The slot at a place.
  int slot(int at) {
    return (words[at] & SLOT_MASK) - 1;
  }

  /// Whether there should be more places for so many slots. [#enlarge] and put all in again then.
  boolean isTight(int size) {
    return size * 2 > words.length;
  }

  /// Twice the places, all empty.
  void enlarge() {
    words = new int[words.length * 2];
  }

  /// Puts in a slot that is not there.
  void put(int hash, int slot) {
    int mask = words.length - 1;
    int at = hash & mask;
    while (words[at] != 0) {
      at = (at + 1) & mask;
    }
    words[at] = hash << SLOT_BITS | (slot + 1);
  }

  /// Takes out a slot that is there: empties its place and moves back what it had displaced (Knuth
  /// 6.4 R).
  void takeOut(int hash, int slot) {
    int mask = words.length - 1;
    int hole = hash & mask;
    while ((words[hole] & SLOT_MASK) != slot + 1) {
      if (words[hole] == 0) {
        throw new IllegalStateException("slot " + slot + " is not in the index");
      }
      hole = (hole + 1) & mask;
    }
    int next = (hole + 1) & mask;
    while (words[next] != 0) {
      // The nearest place before whose low bits are the tag's: no run is as long as tags go.
      int way = (next - (words[next] >>> SLOT_BITS)) & TAG_MASK & mask;
      if (way >= ((next - hole) & mask)) {
        words[hole] = words[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    words[hole] = 0;
  }
}
