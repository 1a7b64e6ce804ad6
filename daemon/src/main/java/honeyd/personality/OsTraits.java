package honeyd.personality;

import java.util.List;

/// What a system does beyond the fields that a fingerprint records. Immutable.
///
/// @param family whose habits these are
/// @param generation which of the family's systems, as a person would say it
/// @param tcp timers and answers to odd segments
/// @param ip fragments and unknown protocols
/// @param icmp errors and requests
/// @param arp how the system asks and answers on Ethernet
/// @param macVendors whose network cards it is found on: words of vendors' names, for
///   [VendorLookup]
public record OsTraits(
    OsFamily family,
    String generation,
    TcpTraits tcp,
    IpTraits ip,
    IcmpTraits icmp,
    ArpTraits arp,
    List<String> macVendors) {
  public OsTraits {
    macVendors = List.copyOf(macVendors);
  }

  /// The same habits on machines of these vendors.
  OsTraits on(List<String> vendors) {
    return new OsTraits(family, generation, tcp, ip, icmp, arp, vendors);
  }
}
