package honeyd.testkit.nmap;

import org.jspecify.annotations.Nullable;

/// What is being scanned: takes one IPv4 packet, gives the one it answers with.
@FunctionalInterface
public interface NmapTarget {
  /// The answer to `packet` that arrives at `nowNs`, or null.
  byte @Nullable [] exchange(byte[] packet, long nowNs);
}
