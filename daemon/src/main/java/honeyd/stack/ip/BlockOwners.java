package honeyd.stack.ip;

import honeyd.personality.FragmentOverlap;
import java.util.Arrays;

/// Which blocks of eight bytes of a packet are known, and where the fragment begins that each came
/// with: what decides between two fragments that overlap. One worker.
///
/// Where a system cuts off the front of a stored fragment, the rest begins later than before
/// (4.4BSD ip_reass); so does it here.
final class BlockOwners {
  private static final char UNKNOWN = 0xffff;
  private static final char[] NONE = {};

  /// For each block the block at which its fragment begins now.
  private char[] starts = NONE;

  private int known;

  /// Makes room for this many blocks.
  void grow(int blocks) {
    int before = starts.length;
    if (blocks > before) {
      starts = Arrays.copyOf(starts, blocks);
      Arrays.fill(starts, before, blocks, UNKNOWN);
    }
  }

  /// How many blocks are known.
  int known() {
    return known;
  }

  boolean isKnown(int block) {
    return starts[block] != UNKNOWN;
  }

  /// How many of the blocks in `[from, to)` are known.
  int knownIn(int from, int to) {
    int n = 0;
    for (int block = from; block < to; block++) {
      if (isKnown(block)) {
        n++;
      }
    }
    return n;
  }

  /// Whether a fragment that begins at `start` gets a block of its own, known or not.
  boolean yields(int block, int start, FragmentOverlap rule) {
    int owner = starts[block];
    if (owner == UNKNOWN) {
      return true;
    }
    return switch (rule) {
      case BSD -> owner > start;
      case BSD_RIGHT -> owner <= start;
      case LINUX -> owner >= start;
      case LAST -> true;
      case FIRST, ABANDON, REFUSE -> false;
    };
  }

  /// Gives a block to the fragment that begins at `start`.
  void take(int block, int start) {
    if (!isKnown(block)) {
      known++;
    }
    starts[block] = (char) start;
  }

  /// A fragment took blocks up to `end`: what is left of the fragment that had the last of them
  /// begins there.
  ///
  /// @param owner where that fragment began
  void cutFront(int owner, int end) {
    for (int block = end; block < starts.length && starts[block] == owner; block++) {
      starts[block] = (char) end;
    }
  }

  /// Where the fragment that has this block begins, in blocks; meaningless for an unknown one.
  int startOf(int block) {
    return starts[block];
  }
}
