package honeyd.daemon;

import honeyd.personality.MacPrefixes;
import honeyd.personality.VendorLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// nmap's MAC prefixes, read when a configuration first names a vendor. Any thread; errors as with
/// [LazyPersonalities].
final class LazyVendors implements VendorLookup {
  private final Path file;
  private @Nullable MacPrefixes prefixes;

  LazyVendors(Path file) {
    this.file = file;
  }

  private synchronized MacPrefixes prefixes() {
    MacPrefixes loaded = prefixes;
    if (loaded == null) {
      try {
        loaded = MacPrefixes.load(file);
      } catch (IOException e) {
        throw new UncheckedIOException("reading MAC prefixes failed: " + e.getMessage(), e);
      }
      prefixes = loaded;
    }
    return loaded;
  }

  @Override
  public int find(String words) {
    return prefixes().find(words);
  }

  @Override
  public List<String> nearest(String words, int limit) {
    return prefixes().nearest(words, limit);
  }
}
