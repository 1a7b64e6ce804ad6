package honeyd.personality;

/// What a system's ICMP does beyond its fingerprint. Immutable.
///
/// @param errorsPerSecond sustained rate of errors, zero for no limit
/// @param errorBurst how many may go at once
/// @param perDestination whether that limit is each receiver's own
/// @param limitsTimeExceeded whether time exceeded counts among them; unreachables always do, but
///   for the need to fragment, of which every sender has to hear
/// @param allErrorsPerSecond sustained rate of errors to all receivers, zero for no limit
/// @param allErrorsBurst how many of those may go at once
/// @param echoesPerSecond echo replies in one second, zero for no limit
/// @param timestamp how timestamp requests are answered
/// @param answersMask whether address mask requests are answered
/// @param answersInformation whether information requests are answered
public record IcmpTraits(
    int errorsPerSecond,
    int errorBurst,
    boolean perDestination,
    boolean limitsTimeExceeded,
    int allErrorsPerSecond,
    int allErrorsBurst,
    int echoesPerSecond,
    TimestampReply timestamp,
    boolean answersMask,
    boolean answersInformation) {}
