package honeyd.dhcp;

import honeyd.net.IpAddress;

/// Hears which address a leasing host has. Called by the thread of the host's [LeaseAgent], which
/// must not be held up.
public interface LeaseListener {
  /// Where an address comes from.
  enum Origin {
    /// A DHCP server.
    LEASE,
    /// The host itself, which found nobody at it (RFC 3927).
    LINK_LOCAL
  }

  /// The host has this address from now on, and none that it had before.
  void leased(LeasedHost host, IpAddress address, Origin origin);

  /// The host has no address any more.
  void lost(LeasedHost host);
}
