package honeyd.personality;

import org.jspecify.annotations.Nullable;

/// What one virtual host remembers between packets for its personality's sake: counters that a
/// scanner compares. Everything else about the host is a keyed hash of its address.
///
/// Created when the host first must answer, forgotten when it was quiet for long. Belongs to the
/// host's worker.
public final class HostState {
  /// Keyed hash of the host's address: source of all that is individual about it.
  public final long key;

  /// Monotonic time at which the host's uptime was zero; may lie before the clock's origin.
  public final long bootedNs;

  /// Which of the fingerprints of its personality's name the host follows.
  int variant;

  /// The last identification of each process, 16 bits each from the lowest up: open TCP ports,
  /// closed TCP ports, ICMP. Those that share a counter use the first that shares it.
  private long ipIds;

  /// The last step of each process, likewise.
  private long ipIdSteps;

  /// When each process was last asked.
  private long openIdAtNs;

  private long closedIdAtNs;
  private long icmpIdAtNs;

  /// Sequence number generator: the number, when it was made, the step that led to it, how many
  /// were made.
  int isn;

  long isnAtNs;

  /// The acknowledgement number of a SYN that [#isn] was made from.
  int copiedAck;

  /// The last SYN that was turned away for the connection the host thought it had.
  long turnedAway;

  /// The client and port of the last connection of a system that takes but one, and when it was
  /// last asked for.
  long busyWith;

  long busyAtNs;

  long isnStep;

  /// How many steps in a row had a divisor in common with the one before.
  int isnRelated;

  int isnCount;

  /// The last steps, in the unit of the generator; made for the few that look back.
  private double @Nullable [] isnRecent;

  /// Offsets of [TcpAnswer#timestampOffset] handed out so far.
  int timestampOffset;

  int timestampCount;

  public HostState(long key, long bootedNs) {
    this.key = key;
    this.bootedNs = bootedNs;
  }

  int ipId(int process) {
    return (int) (ipIds >>> (16 * process)) & 0xffff;
  }

  int ipIdStep(int process) {
    return (int) (ipIdSteps >>> (16 * process)) & 0xffff;
  }

  long ipIdAtNs(int process) {
    return switch (process) {
      case 0 -> openIdAtNs;
      case 1 -> closedIdAtNs;
      default -> icmpIdAtNs;
    };
  }

  void ipId(int process, int id, int step, long atNs) {
    int shift = 16 * process;
    long others = ~(0xffffL << shift);
    ipIds = (ipIds & others) | (id & 0xffffL) << shift;
    ipIdSteps = (ipIdSteps & others) | (step & 0xffffL) << shift;
    switch (process) {
      case 0 -> openIdAtNs = atNs;
      case 1 -> closedIdAtNs = atNs;
      default -> icmpIdAtNs = atNs;
    }
  }

  double[] isnRecent() {
    double[] recent = isnRecent;
    if (recent == null) {
      recent = new double[4];
      isnRecent = recent;
    }
    return recent;
  }
}
