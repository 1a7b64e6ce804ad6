package honeyd.model;

import honeyd.net.MacAddress;

/// The hardware address of a template's hosts: `set T ethernet "…"`.
public sealed interface Ethernet {
  /// No `ethernet`: the host lives behind the interface's own MAC and does not answer ARP.
  record None() implements Ethernet {}

  /// One fixed address.
  record Fixed(MacAddress mac) implements Ethernet {}

  /// A vendor's prefix; the rest is individual for each host.
  ///
  /// @param words as written, for printing
  /// @param oui the vendor's upper 24 bits
  record Vendor(String words, int oui) implements Ethernet {}
}
