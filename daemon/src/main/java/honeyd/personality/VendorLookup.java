package honeyd.personality;

import java.util.List;

/// Which Ethernet prefix belongs to a vendor: what `set T ethernet "cisco"` asks. Immutable after
/// loading.
public interface VendorLookup {
  /// A prefix, the upper 24 bits of an address, of the vendor whose name holds all these words, or
  /// -1. The same words always find the same prefix.
  int find(String words);

  /// Vendors whose names are closest to the words, best first, at most `limit`.
  List<String> nearest(String words, int limit);
}
