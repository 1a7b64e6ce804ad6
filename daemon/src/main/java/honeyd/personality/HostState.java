package honeyd.personality;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one virtual host remembers between packets for its personality's sake: counters that a
/// scanner compares. Everything else about the host is a keyed hash of its address.
///
/// Created when the host first must answer, forgotten when it was quiet for long. Belongs to the
/// host's worker.
public final class HostState {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /// Bytes that [#save] writes.
  public static final int SAVED_BYTES = 72;

  /// Keyed hash of the host's address: source of all that is individual about it.
  long key;

  /// Monotonic time at which the host's uptime was zero; may lie before the clock's origin.
  long bootedNs;

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

  /// A host that has yet to [#begin].
  public HostState() {}

  /// Becomes a host of this key that remembers nothing.
  public void begin(long key, long bootedNs) {
    this.key = key;
    this.bootedNs = bootedNs;
    variant = 0;
    ipIds = 0;
    ipIdSteps = 0;
    openIdAtNs = 0;
    closedIdAtNs = 0;
    icmpIdAtNs = 0;
    isn = 0;
    isnAtNs = 0;
    copiedAck = 0;
    turnedAway = 0;
    busyWith = 0;
    busyAtNs = 0;
    isnStep = 0;
    isnRelated = 0;
    isnCount = 0;
    if (isnRecent != null) {
      Arrays.fill(isnRecent, 0);
    }
    timestampOffset = 0;
    timestampCount = 0;
  }

  /// Keyed hash of the host's address: source of all that is individual about it.
  public long key() {
    return key;
  }

  /// Monotonic time at which the host's uptime was zero; may lie before the clock's origin.
  public long bootedNs() {
    return bootedNs;
  }

  /// The last identification of the counter that most packets use. For people.
  public int lastIpId() {
    return ipId(0);
  }

  /// The last number of the generator of initial sequence numbers. For people.
  public int lastSequenceNumber() {
    return isn;
  }

  /// Writes the counters that a scanner could compare with what it saw long ago into
  /// [#SAVED_BYTES]. What matters for seconds only is left out: the client that a busy system
  /// thinks of, and how the last steps of a coarse generator were spread.
  public void save(MemorySegment to, long at) {
    to.set(LONG, at, ipIds << 16 | (isnRelated & 0xffffL));
    to.set(LONG, at + 8, ipIdSteps << 16 | (timestampCount & 0xffffL));
    to.set(LONG, at + 16, openIdAtNs);
    to.set(LONG, at + 24, closedIdAtNs);
    to.set(LONG, at + 32, icmpIdAtNs);
    to.set(LONG, at + 40, (long) isn << 32 | (copiedAck & 0xffff_ffffL));
    to.set(LONG, at + 48, isnAtNs);
    to.set(LONG, at + 56, isnStep);
    to.set(LONG, at + 64, (long) isnCount << 32 | (timestampOffset & 0xffff_ffffL));
  }

  /// Goes on from what [#save] wrote, after [Personality#begin] with the same key.
  public void restore(MemorySegment from, long at) {
    ipIds = from.get(LONG, at) >>> 16;
    isnRelated = (int) from.get(LONG, at) & 0xffff;
    ipIdSteps = from.get(LONG, at + 8) >>> 16;
    timestampCount = (int) from.get(LONG, at + 8) & 0xffff;
    openIdAtNs = from.get(LONG, at + 16);
    closedIdAtNs = from.get(LONG, at + 24);
    icmpIdAtNs = from.get(LONG, at + 32);
    isn = (int) (from.get(LONG, at + 40) >>> 32);
    copiedAck = (int) from.get(LONG, at + 40);
    isnAtNs = from.get(LONG, at + 48);
    isnStep = from.get(LONG, at + 56);
    isnCount = (int) (from.get(LONG, at + 64) >>> 32);
    timestampOffset = (int) from.get(LONG, at + 64);
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
