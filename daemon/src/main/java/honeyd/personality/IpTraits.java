package honeyd.personality;

/// What a system's IP does with what no fingerprint records. Immutable.
///
/// @param overlap whose bytes count where fragments overlap
/// @param reassemblyTimeoutNs how long fragments are kept, from the first that came
/// @param reportsReassemblyTimeout whether ICMP time exceeded, code 1, is sent when they are thrown
///   away and the packet's beginning was among them (RFC 1122 §3.3.2)
/// @param protocolUnreachable whether unknown IP protocols are answered (RFC 1122 §3.2.2.1)
public record IpTraits(
    FragmentOverlap overlap,
    long reassemblyTimeoutNs,
    boolean reportsReassemblyTimeout,
    boolean protocolUnreachable) {}
