package honeyd.config;

import honeyd.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// Finds the address of a host name that a configuration gives in quotes. May block.
public interface HostLookup {
  /// An address of the host, or null when none is known.
  @Nullable IpAddress find(String name);

  /// Knows no host; for configurations that must not cause traffic.
  static HostLookup none() {
    return _ -> null;
  }
}
