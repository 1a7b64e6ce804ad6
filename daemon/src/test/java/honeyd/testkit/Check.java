package honeyd.testkit;

import honeyd.testkit.script.PacketSpec;

/// One thing that is expected of a packet; see [Checks].
@FunctionalInterface
public interface Check {
  /// What was expected before, and this.
  PacketSpec addTo(PacketSpec expected);
}
