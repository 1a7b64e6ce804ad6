package honeyd.daemon;

import honeyd.base.KeyedHash;
import honeyd.config.ConfigLoader;
import honeyd.config.Editor;
import honeyd.config.HostLookup;
import honeyd.personality.PersonalityCatalog;
import honeyd.personality.VendorLookup;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// What a configuration is read against: databases, names, the secret key; and which file it is.
///
/// Made once at start; [#load] serves the first reading and every reload.
///
/// @param config the configuration file
/// @param onError what becomes of one with errors
record Setting(
    Path config,
    ConfigLoader.OnError onError,
    PersonalityCatalog personalities,
    VendorLookup vendors,
    HostLookup hosts,
    LazyPassive passive,
    KeyedHash hash) {

  /// Reads the configuration, to be changed afterwards.
  ///
  /// @throws UncheckedIOException when a database turns out to be none
  Editor load() {
    return new ConfigLoader(personalities, vendors, hosts, passive).edit(config, onError);
  }
}
