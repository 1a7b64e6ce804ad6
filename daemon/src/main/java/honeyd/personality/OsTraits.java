package honeyd.personality;

/// What a system does beyond the fields that a fingerprint records. Immutable.
///
/// @param family whose habits these are
/// @param generation which of the family's systems, as a person would say it
/// @param tcp timers and answers to odd segments
/// @param ip fragments and unknown protocols
/// @param icmp errors and requests
/// @param arp how the system asks and answers on Ethernet
public record OsTraits(
    OsFamily family,
    String generation,
    TcpTraits tcp,
    IpTraits ip,
    IcmpTraits icmp,
    ArpTraits arp) {}
