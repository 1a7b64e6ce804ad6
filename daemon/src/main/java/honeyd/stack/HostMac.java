package honeyd.stack;

import honeyd.model.Ethernet;

/// Which MAC a host has: fixed, or its vendor's prefix with a tail of its own. Pure.
final class HostMac {
  private HostMac() {}

  /// The MAC in the low 48 bits, or zero for none.
  ///
  /// @param key keyed hash of the host's address
  static long of(Ethernet ethernet, long key) {
    return switch (ethernet) {
      case Ethernet.None none -> 0;
      case Ethernet.Fixed fixed -> fixed.mac().bits();
      case Ethernet.Vendor vendor -> (long) vendor.oui() << 24 | (key >>> 40);
    };
  }
}
