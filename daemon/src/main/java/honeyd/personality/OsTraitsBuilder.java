package honeyd.personality;

import java.util.Arrays;
import java.util.List;

/// Gathers the traits of one system. Where nothing is said it is a plain host that follows the
/// RFCs: 1 s doubling (RFC 6298 §2), ten segments (RFC 6928), RFC 5961, no limits.
///
/// Mutable; for one thread.
public final class OsTraitsBuilder {
  private static final long MS = 1_000_000L;
  private static final long S = 1000 * MS;

  private final OsFamily family;
  private final String generation;
  private List<Long> synAckRetransmitNs = List.of(S, 3 * S, 7 * S, 15 * S, 31 * S);
  private long synAckGiveUpNs = 63 * S;
  private boolean resetsHalfOpen;
  private long initialRtoNs = S;
  private long minRtoNs = 200 * MS;
  private long maxRtoNs = 60 * S;
  private int dataRetries = 10;
  private boolean resetsUnanswered;
  private boolean emptyWindowProbes;
  private int initialWindowSegments = 10;
  private int quickAcks;
  private long delayedAckNs = 40 * MS;
  private long timeWaitNs = 60 * S;
  private long finWait2Ns = 60 * S;
  private int resetsPerSecond;
  private StrayRule strayReset = StrayRule.CHALLENGED;
  private StrayRule straySyn = StrayRule.CHALLENGED;
  private int challenges = 10;
  private long challengeIntervalNs = 5 * S;
  private FragmentOverlap overlap = FragmentOverlap.FIRST;
  private long reassemblyTimeoutNs = 30 * S;
  private boolean reportsReassemblyTimeout = true;
  private boolean protocolUnreachable = true;
  private int errorsPerSecond;
  private int errorBurst;
  private boolean perDestination;
  private boolean limitsTimeExceeded = true;
  private int allErrorsPerSecond;
  private int allErrorsBurst;
  private int echoesPerSecond;
  private TimestampReply timestamp = TimestampReply.NETWORK_ORDER;
  private boolean answersMask;
  private boolean answersInformation;
  private ArpTraits arp = ArpTraits.of("01010000000", 3, S);

  public OsTraitsBuilder(OsFamily family, String generation) {
    this.family = family;
    this.generation = generation;
  }

  /// Begins with what another row says: for a generation that changed only some of it.
  OsTraitsBuilder(String generation, OsTraits earlier) {
    this(earlier.family(), generation, earlier);
  }

  /// Begins with what a row of another family says.
  OsTraitsBuilder(OsFamily family, String generation, OsTraits like) {
    this(family, generation);
    TcpTraits t = like.tcp();
    synAckRetransmitNs = t.synAckRetransmitNs();
    synAckGiveUpNs = t.synAckGiveUpNs();
    resetsHalfOpen = t.resetsHalfOpen();
    initialRtoNs = t.initialRtoNs();
    minRtoNs = t.minRtoNs();
    maxRtoNs = t.maxRtoNs();
    dataRetries = t.dataRetries();
    resetsUnanswered = t.resetsUnanswered();
    emptyWindowProbes = t.emptyWindowProbes();
    initialWindowSegments = t.initialWindowSegments();
    quickAcks = t.quickAcks();
    delayedAckNs = t.delayedAckNs();
    timeWaitNs = t.timeWaitNs();
    finWait2Ns = t.finWait2Ns();
    resetsPerSecond = t.resetsPerSecond();
    strayReset = t.strayReset();
    straySyn = t.straySyn();
    challenges = t.challenges();
    challengeIntervalNs = t.challengeIntervalNs();
    IpTraits ip = like.ip();
    overlap = ip.overlap();
    reassemblyTimeoutNs = ip.reassemblyTimeoutNs();
    reportsReassemblyTimeout = ip.reportsReassemblyTimeout();
    protocolUnreachable = ip.protocolUnreachable();
    IcmpTraits i = like.icmp();
    errorsPerSecond = i.errorsPerSecond();
    errorBurst = i.errorBurst();
    perDestination = i.perDestination();
    limitsTimeExceeded = i.limitsTimeExceeded();
    allErrorsPerSecond = i.allErrorsPerSecond();
    allErrorsBurst = i.allErrorsBurst();
    echoesPerSecond = i.echoesPerSecond();
    timestamp = i.timestamp();
    answersMask = i.answersMask();
    answersInformation = i.answersInformation();
    arp = like.arp();
  }

  /// When the SYN/ACK is sent again, and when the half-open connection is forgotten, in seconds
  /// after the first.
  public OsTraitsBuilder synAck(int giveUpS, int... retransmitS) {
    synAckGiveUpNs = giveUpS * S;
    synAckRetransmitNs = Arrays.stream(retransmitS).mapToObj(s -> s * S).toList();
    return this;
  }

  /// Whether a RST ends a handshake that nobody finished, and a connection whose data nobody
  /// acknowledged.
  public OsTraitsBuilder lastWords(boolean halfOpen, boolean unanswered) {
    resetsHalfOpen = halfOpen;
    resetsUnanswered = unanswered;
    return this;
  }

  /// Retransmission of data; times in milliseconds.
  public OsTraitsBuilder rto(int initialMs, int minMs, int maxMs, int retries) {
    initialRtoNs = initialMs * MS;
    minRtoNs = minMs * MS;
    maxRtoNs = maxMs * MS;
    dataRetries = retries;
    return this;
  }

  public OsTraitsBuilder emptyWindowProbes() {
    emptyWindowProbes = true;
    return this;
  }

  /// Initial congestion window in segments, or [TcpTraits#RFC_3390].
  public OsTraitsBuilder window(int segments) {
    initialWindowSegments = segments;
    return this;
  }

  /// How long acknowledgements wait, and how many at the beginning do not.
  public OsTraitsBuilder ack(int delayMs, int quick) {
    delayedAckNs = delayMs * MS;
    quickAcks = quick;
    return this;
  }

  /// How long a connection that is over is remembered, and one that waits for the peer's FIN.
  public OsTraitsBuilder closing(int timeWaitS, int finWait2S) {
    timeWaitNs = timeWaitS * S;
    finWait2Ns = finWait2S * S;
    return this;
  }

  /// Resets for closed ports and echo replies in one second, zero for no limit.
  public OsTraitsBuilder replyLimit(int resets, int echoes) {
    resetsPerSecond = resets;
    echoesPerSecond = echoes;
    return this;
  }

  /// What becomes of RST and SYN inside an open connection's window.
  public OsTraitsBuilder strays(StrayRule reset, StrayRule syn) {
    strayReset = reset;
    straySyn = syn;
    return this;
  }

  /// How many challenge acknowledgements a connection sends, in this many milliseconds.
  public OsTraitsBuilder challenges(int count, int intervalMs) {
    challenges = count;
    challengeIntervalNs = intervalMs * MS;
    return this;
  }

  /// What becomes of fragments, and whether time exceeded is sent for them.
  public OsTraitsBuilder fragments(FragmentOverlap policy, int timeoutS, boolean reports) {
    overlap = policy;
    reassemblyTimeoutNs = timeoutS * S;
    reportsReassemblyTimeout = reports;
    return this;
  }

  public OsTraitsBuilder protocolUnreachable(boolean sent) {
    protocolUnreachable = sent;
    return this;
  }

  /// One limit of ICMP errors for all receivers, zero for none.
  public OsTraitsBuilder errors(int perSecond, int burst) {
    errorsPerSecond = perSecond;
    errorBurst = burst;
    perDestination = false;
    return this;
  }

  /// A limit of ICMP errors for each receiver.
  public OsTraitsBuilder errorsToEach(int perSecond, int burst) {
    errorsPerSecond = perSecond;
    errorBurst = burst;
    perDestination = true;
    return this;
  }

  /// The limit of ICMP errors is one of unreachables: every TTL that ends is reported.
  public OsTraitsBuilder timeExceededUnlimited() {
    limitsTimeExceeded = false;
    return this;
  }

  /// A limit of ICMP errors to all receivers, above that for each.
  public OsTraitsBuilder errorsToAll(int perSecond, int burst) {
    allErrorsPerSecond = perSecond;
    allErrorsBurst = burst;
    return this;
  }

  /// Which of ICMP's requests other than echo are answered.
  public OsTraitsBuilder requests(TimestampReply stamps, boolean mask, boolean information) {
    timestamp = stamps;
    answersMask = mask;
    answersInformation = information;
    return this;
  }

  /// ARP: see [ArpTraits#of].
  public OsTraitsBuilder arp(String answers, int requests, int intervalMs) {
    arp = ArpTraits.of(answers, requests, intervalMs * MS);
    return this;
  }

  public OsTraits build() {
    return new OsTraits(
        family,
        generation,
        new TcpTraits(
            synAckRetransmitNs,
            synAckGiveUpNs,
            resetsHalfOpen,
            initialRtoNs,
            minRtoNs,
            maxRtoNs,
            dataRetries,
            resetsUnanswered,
            emptyWindowProbes,
            initialWindowSegments,
            quickAcks,
            delayedAckNs,
            timeWaitNs,
            finWait2Ns,
            resetsPerSecond,
            strayReset,
            straySyn,
            challenges,
            challengeIntervalNs),
        new IpTraits(overlap, reassemblyTimeoutNs, reportsReassemblyTimeout, protocolUnreachable),
        new IcmpTraits(
            errorsPerSecond,
            errorBurst,
            perDestination,
            limitsTimeExceeded,
            allErrorsPerSecond,
            allErrorsBurst,
            echoesPerSecond,
            timestamp,
            answersMask,
            answersInformation),
        arp,
        OsVendors.any());
  }
}
