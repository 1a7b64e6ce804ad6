package honeyd.personality;

import java.util.List;

/// What a system's TCP does beyond its fingerprint. Immutable.
///
/// @param synAckRetransmitNs times after the first SYN/ACK at which it is sent again
/// @param synAckGiveUpNs when a half-open connection is forgotten
/// @param resetsHalfOpen whether the peer of a forgotten half-open connection gets a RST
/// @param initialRtoNs retransmission time-out before the round trip is known
/// @param minRtoNs its lower bound
/// @param maxRtoNs its upper bound
/// @param dataRetries how often data is sent again before the connection is given up
/// @param resetsUnanswered whether a connection whose data nobody acknowledged ends with a RST
/// @param emptyWindowProbes whether a closed window is probed with an old, empty segment instead of
///   one byte beyond the window (RFC 9293 §3.8.6.1)
/// @param initialWindowSegments initial congestion window (RFC 6928), or [#RFC_3390]
/// @param quickAcks how many acknowledgements at the beginning of a connection do not wait
/// @param delayedAckNs how long an acknowledgement may wait for company; zero acknowledges at once
/// @param timeWaitNs how long TIME_WAIT lasts
/// @param finWait2Ns how long a connection that was closed on our side waits for the peer's FIN
/// @param resetsPerSecond resets for closed ports in one second, zero for no limit
/// @param strayReset what becomes of a RST in the window but not at its edge
/// @param straySyn what becomes of a SYN on an open connection
/// @param challenges how many challenge acknowledgements a connection sends in an interval
/// @param challengeIntervalNs that interval
public record TcpTraits(
    List<Long> synAckRetransmitNs,
    long synAckGiveUpNs,
    boolean resetsHalfOpen,
    long initialRtoNs,
    long minRtoNs,
    long maxRtoNs,
    int dataRetries,
    boolean resetsUnanswered,
    boolean emptyWindowProbes,
    int initialWindowSegments,
    int quickAcks,
    long delayedAckNs,
    long timeWaitNs,
    long finWait2Ns,
    int resetsPerSecond,
    StrayRule strayReset,
    StrayRule straySyn,
    int challenges,
    long challengeIntervalNs) {

  /// Value of `initialWindowSegments` for `min(4 × MSS, max(2 × MSS, 4380))` bytes (RFC 3390 §1).
  public static final int RFC_3390 = 0;

  public TcpTraits {
    synAckRetransmitNs = List.copyOf(synAckRetransmitNs);
  }

  /// Initial congestion window in bytes for segments of this size.
  public int initialWindowBytes(int mss) {
    return initialWindowSegments == RFC_3390
        ? Math.min(4 * mss, Math.max(2 * mss, 4380))
        : initialWindowSegments * mss;
  }
}
