package honeyd.link;

/// One worker's share of the virtual hosts, told from a host's IPv4 address by a hash that the
/// kernel computes as well: [KernelFilter]. Shares of the same `count` overlap nowhere and leave
/// nothing out.
///
/// @param index from zero
/// @param count how many shares there are
public record Shard(int index, int count) {
  /// Everything, where there is one worker.
  public static final Shard WHOLE = new Shard(0, 1);

  /// Knuth's multiplicative hash (The Art of Computer Programming, vol. 3, §6.4), so that neither
  /// even addresses nor whole networks fall to one worker.
  static final int MULTIPLIER = 0x9e37_79b1;

  static final int SHIFT = 16;

  public Shard {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException("share " + index + " of " + count);
    }
  }

  /// Whether the host at this address belongs to this share.
  public boolean owns(int v4Bits) {
    return ownerOf(v4Bits) == index;
  }

  /// The index of the share that the host at this address belongs to.
  public int ownerOf(int v4Bits) {
    return ((v4Bits * MULTIPLIER) >>> SHIFT) % count;
  }

  /// Whether there are no other shares.
  public boolean isWhole() {
    return count == 1;
  }
}
