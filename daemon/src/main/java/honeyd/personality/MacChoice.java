package honeyd.personality;

import java.util.ArrayList;
import java.util.List;

/// Which Ethernet prefixes a system's machines may have. Pure.
public final class MacChoice {
  /// Intel's prefix 00:1b:21, of cards that fit any computer: for when no vendor is known.
  private static final int INTEL = 0x001b21;

  /// Bits of the first byte that no machine's own address has: group, locally administered.
  private static final int NOT_UNIVERSAL = 0x03_00_00;

  private MacChoice() {}

  /// The upper 24 bits of one prefix of each vendor that fits the system, at least one.
  public static List<Integer> prefixes(OsTraits traits, VendorLookup lookup) {
    List<Integer> found = find(traits.macVendors(), lookup);
    if (found.isEmpty()) {
      found = find(OsVendors.any(), lookup);
    }
    return found.isEmpty() ? List.of(INTEL) : found;
  }

  private static List<Integer> find(List<String> vendors, VendorLookup lookup) {
    List<Integer> found = new ArrayList<>();
    for (String words : vendors) {
      int oui = lookup.find(words);
      if (oui >= 0 && (oui & NOT_UNIVERSAL) == 0) {
        found.add(oui);
      }
    }
    return found;
  }

  /// One of these prefixes, always the same for a host.
  ///
  /// @param key keyed hash of the host's address
  public static int pick(List<Integer> prefixes, long key) {
    return prefixes.get(Mix.below(Mix.of(key, Purpose.VENDOR), prefixes.size()));
  }
}
