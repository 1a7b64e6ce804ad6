package honeyd.stack.transit;

import honeyd.base.Rng;

/// What a lane adds to its latency: mostly little, now and then much, as measured delays do (Fu et
/// al. 2006 told simulated lines by their missing tail).
///
/// Drawn from a Lomax distribution, a Pareto that begins at zero, of shape 2.5: its mean is what is
/// asked for, one packet in a hundred waits eight times that, one in ten thousand sixty times.
/// Looked up in a table of quantiles, whose first cell, the tail, is the whole table again on a
/// larger scale, since the distribution looks alike at every scale. Immutable, all threads.
final class Jitter {
  private static final double SHAPE = 2.5;
  private static final int CELL_BITS = 12;
  private static final int CELLS = 1 << CELL_BITS;

  /// `1 + x` at the quantile, in units of the scale, with 16 bits behind the point.
  private static final int POINT_BITS = 16;

  private static final double TAIL = Math.pow(CELLS, 1 / SHAPE);

  private final int[] quantiles = new int[CELLS];

  Jitter() {
    for (int i = 0; i < CELLS; i++) {
      // the middle of the cell
      double u = (i + 0.5) / CELLS;
      quantiles[i] = (int) Math.round(Math.pow(u, -1 / SHAPE) * (1 << POINT_BITS));
    }
  }

  /// Nanoseconds, at least zero.
  ///
  /// @param meanNs zero for none
  long draw(Rng rng, long meanNs) {
    if (meanNs == 0) {
      return 0;
    }
    long random = rng.nextLong();
    int cell = (int) (random >>> (64 - CELL_BITS));
    // Between cells, so that values are not of a few thousand kinds.
    long within = random & 0xffff;
    double onePlus;
    if (cell == 0) {
      onePlus = TAIL * at((int) (random >>> (64 - 2 * CELL_BITS)) & (CELLS - 1), within);
    } else {
      onePlus = at(cell, within);
    }
    return (long) ((onePlus - 1) * (SHAPE - 1) * meanNs);
  }

  private double at(int cell, long within) {
    long here = quantiles[cell];
    long below = quantiles[Math.min(cell + 1, CELLS - 1)];
    // from this cell's middle to the next one's
    long value = here - (((here - below) * within) >> 16);
    return (double) value / (1 << POINT_BITS);
  }
}
