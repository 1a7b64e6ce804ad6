package honeyd.model;

import honeyd.net.MacAddress;
import honeyd.personality.MacChoice;
import honeyd.personality.Personality;
import honeyd.personality.PersonalityChoice;
import honeyd.personality.VendorLookup;
import java.util.List;

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

  /// `ethernet "auto"`: a prefix of a vendor on whose machines the template's system is found, for
  /// each host one of those that fit; the rest is individual.
  ///
  /// @param vendors where prefixes are known from
  /// @param ouis the upper 24 bits that fit the personality; empty before it is known, and where
  ///   each host has its own
  record Fitting(VendorLookup vendors, List<Integer> ouis) implements Ethernet {
    /// The word that is written.
    public static final String WORD = "auto";

    public Fitting {
      ouis = List.copyOf(ouis);
    }

    public Fitting(VendorLookup vendors) {
      this(vendors, List.of());
    }

    @Override
    public Ethernet fittedTo(PersonalityChoice personality) {
      return personality instanceof Personality one
          ? new Fitting(vendors, MacChoice.prefixes(one.traits(), vendors))
          : new Fitting(vendors);
    }
  }

  /// The same for hosts of this personality.
  default Ethernet fittedTo(PersonalityChoice personality) {
    return this;
  }
}
