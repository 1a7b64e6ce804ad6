package honeyd.config;

import honeyd.net.IpRange;

/// What may stand where a statement wants addresses.
public sealed interface Hosts {
  /// One address, a prefix or `a-b`.
  record Addresses(IpRange range) implements Hosts {}

  /// A host name in quotes, looked up when the configuration is linked.
  record Named(String name) implements Hosts {}
}
