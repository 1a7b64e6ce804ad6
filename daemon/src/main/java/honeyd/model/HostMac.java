package honeyd.model;

import honeyd.personality.MacChoice;
import honeyd.personality.Personality;
import java.util.List;

/// Which MAC a host has: fixed, or a vendor's prefix with a tail of its own. Pure.
public final class HostMac {
  private HostMac() {}

  /// The MAC in the low 48 bits, or zero for none.
  ///
  /// @param key keyed hash of what makes the host: its address, as a rule
  public static long of(Ethernet ethernet, Personality personality, long key) {
    return switch (ethernet) {
      case Ethernet.None none -> 0;
      case Ethernet.Fixed fixed -> fixed.mac().bits();
      case Ethernet.Vendor vendor -> (long) vendor.oui() << 24 | (key >>> 40);
      case Ethernet.Fitting fitting ->
          (long) MacChoice.pick(prefixes(fitting, personality), key) << 24 | (key >>> 40);
    };
  }

  /// What was found for all hosts of a template, or is to be looked for because each has a
  /// personality of its own.
  private static List<Integer> prefixes(Ethernet.Fitting fitting, Personality personality) {
    return fitting.ouis().isEmpty()
        ? MacChoice.prefixes(personality.traits(), fitting.vendors())
        : fitting.ouis();
  }
}
