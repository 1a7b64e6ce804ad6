package honeyd.link;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Rng;
import java.lang.foreign.MemorySegment;

/// Loses frames by chance in both directions and counts them.
public final class LossyLink extends LinkDecorator {
  private static final int PERMILLE = 1000;

  private final Rng rng;
  private final int inPermille;
  private final int outPermille;
  private final Counters counters;

  /// @param inPermille of a thousand received frames, how many are lost
  /// @param outPermille of a thousand sent frames, how many are lost
  public LossyLink(Link inner, Rng rng, int inPermille, int outPermille, Counters counters) {
    super(inner);
    this.rng = rng;
    this.inPermille = inPermille;
    this.outPermille = outPermille;
    this.counters = counters;
  }

  @Override
  void onFrame(MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    if (rng.nextInt(PERMILLE) < inPermille) {
      counters.drop(DropReason.LINK_LOST);
    } else {
      super.onFrame(frames, at, lengthBytes, vlan, checksum);
    }
  }

  @Override
  int onCommit(MemorySegment frames, long at, int lengthBytes) {
    if (rng.nextInt(PERMILLE) < outPermille) {
      counters.drop(DropReason.LINK_LOST);
      return 0;
    }
    return lengthBytes;
  }
}
