package honeyd.model;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.List;

/// What a configuration asks for beyond templates, bindings and routes. Immutable.
///
/// @param dhcp hosts that lease their address
/// @param broadcasts datagrams sent by the clock
/// @param realHosts real machines inside the virtual network
/// @param options settings of parts of the daemon
/// @param randomHosts hosts that come into being when their network is scanned
/// @param randomExclusions addresses at which none does
public record Extras(
    List<DhcpHost> dhcp,
    List<Broadcast> broadcasts,
    List<RealHost> realHosts,
    List<OptionValue> options,
    List<RandomHosts> randomHosts,
    List<IpRange> randomExclusions) {

  /// Nothing.
  public static final Extras NONE =
      new Extras(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public Extras {
    dhcp = List.copyOf(dhcp);
    broadcasts = List.copyOf(broadcasts);
    realHosts = List.copyOf(realHosts);
    options = List.copyOf(options);
    randomHosts = List.copyOf(randomHosts);
    randomExclusions = List.copyOf(randomExclusions);
  }

  /// `dhcp TMPL on IFACE [ethernet "…"]`: a host that leases its address; the template carries the
  /// hardware address.
  public record DhcpHost(Template template, String interfaceName) {}

  /// `broadcast TMPL srcport N dstport N time SECS ACTION`.
  ///
  /// @param everySeconds time between two runs, at least 1
  public record Broadcast(
      Template template, int srcPort, int dstPort, long everySeconds, Behaviour action) {}

  /// `bind IP to IFACE`: a real machine behind an interface.
  public record RealHost(IpAddress address, String interfaceName) {}

  /// `option PART NAME VALUE`; the last of several counts.
  public record OptionValue(PartOption option, long value) {}

  /// `randomipv6 PROBABILITY TMPL LIMIT`.
  ///
  /// @param probability that a scanned address becomes a host, 0 to 1
  /// @param limit how many hosts at most
  public record RandomHosts(double probability, Template template, long limit) {}
}
