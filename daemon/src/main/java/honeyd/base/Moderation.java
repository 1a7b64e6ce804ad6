package honeyd.base;

/// Decides when a thread that packets keep waking had better sleep through some of them, as network
/// cards moderate their interrupts: at a steady rate a wake-up for each packet costs more than the
/// packet.
///
/// ```
///  packets few, in bursts or alone ─► rest until the next one comes: answered at once
///  10,000/s or more, steadily      ─► pause for 100 µs, then take all that came
///  a pause brings fewer than two   ─► no gain (one client waits for each answer): rest again
/// ```
///
/// Belongs to the thread that rests. Figures and what was rejected: docs/decisions/0009.
public final class Moderation {
  /// How long a pause is meant to be; Linux adds up to 50 µs of timer slack.
  static final long PAUSE_NS = 100_000;

  /// Pieces of work from which a rate is told: enough that a burst of a few is none.
  static final int SAMPLE = 64;

  /// A sample that takes no longer than this, 10,000 a second, is worth a pause.
  static final long SAMPLE_NS = 6_400_000;

  /// Pauses that are judged together.
  static final int PAUSES = 16;

  /// What a pause must bring on average to be worth its delay.
  static final int WORTH = 2;

  /// How long no pause is tried after pauses that brought too little.
  static final long HOLD_OFF_NS = 50_000_000;

  private static final Moderation NONE = new Moderation(false);

  private final boolean enabled;
  private boolean pausing;
  private long counted;
  private long sinceNs;
  private int pauses;
  private long notBeforeNs = Long.MIN_VALUE;

  private Moderation(boolean enabled) {
    this.enabled = enabled;
  }

  /// For one thread that packets wake.
  public static Moderation ofPackets() {
    return new Moderation(true);
  }

  /// For threads that are not woken by packets: never a pause.
  public static Moderation none() {
    return NONE;
  }

  /// How long to pause now, whatever comes meanwhile; zero to rest until something comes.
  ///
  /// @param nowNs the monotonic time at which there is nothing more to do
  /// @param work how much was done since the last call
  public long pauseNs(long nowNs, long work) {
    if (!enabled) {
      return 0;
    }
    counted += work;
    return pausing ? judge(nowNs, work) : measure(nowNs);
  }

  private long judge(long nowNs, long work) {
    if (++pauses == PAUSES) {
      if (counted < PAUSES * WORTH) {
        pausing = false;
        notBeforeNs = nowNs + HOLD_OFF_NS;
        sinceNs = nowNs;
      }
      pauses = 0;
      counted = 0;
    }
    // Nothing came: whoever comes next may be alone.
    return pausing && work > 0 ? PAUSE_NS : 0;
  }

  private long measure(long nowNs) {
    if (counted >= SAMPLE || nowNs - sinceNs > SAMPLE_NS) {
      pausing =
          counted >= SAMPLE
              && counted * SAMPLE_NS >= SAMPLE * (nowNs - sinceNs)
              && nowNs >= notBeforeNs;
      counted = 0;
      pauses = 0;
      sinceNs = nowNs;
    }
    return pausing ? PAUSE_NS : 0;
  }
}
