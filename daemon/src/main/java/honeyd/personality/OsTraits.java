package honeyd.personality;

import java.util.List;

/// What a system does beyond the fields that a fingerprint records. Immutable.
///
/// @param family whose habits these are
/// @param synAckRetransmitNs times after the first SYN/ACK at which it is sent again; after the
///   last the connection is given up at `synAckGiveUpNs`
/// @param synAckGiveUpNs when a half-open connection is forgotten
/// @param initialRtoNs retransmission time-out before the round trip is known
/// @param minRtoNs its lower bound
/// @param maxRtoNs its upper bound
/// @param dataRetries how often data is sent again before the connection is given up
/// @param initialWindowSegments initial congestion window (RFC 6928, RFC 3390)
/// @param delayedAckNs how long an acknowledgement may wait for company; zero acknowledges at once
/// @param timeWaitNs how long TIME_WAIT lasts
/// @param icmpErrorsPerSecond sustained rate of ICMP errors, zero for no limit
/// @param icmpErrorBurst how many may go at once
/// @param reassemblyTimeoutNs how long fragments are kept
/// @param protocolUnreachable whether unknown IP protocols are answered
/// @param answersTimestamp whether ICMP timestamp requests are answered
/// @param answersMask whether ICMP address mask requests are answered
/// @param challengeAck whether RFC 5961 challenge acknowledgements are sent
public record OsTraits(
    OsFamily family,
    List<Long> synAckRetransmitNs,
    long synAckGiveUpNs,
    long initialRtoNs,
    long minRtoNs,
    long maxRtoNs,
    int dataRetries,
    int initialWindowSegments,
    long delayedAckNs,
    long timeWaitNs,
    int icmpErrorsPerSecond,
    int icmpErrorBurst,
    long reassemblyTimeoutNs,
    boolean protocolUnreachable,
    boolean answersTimestamp,
    boolean answersMask,
    boolean challengeAck) {}
