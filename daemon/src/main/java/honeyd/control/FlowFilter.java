package honeyd.control;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;

/// Which flows: both ends' addresses in ranges, both ports equal to a number, -1 for any; or either
/// end in a range. Immutable.
///
/// @param either whether it is enough that one end's address is in `remote`; then nothing else
///   counts
/// @param remote addresses of visitors
/// @param remotePort their port, or -1
/// @param local addresses of virtual hosts
/// @param localPort their port, or -1
public record FlowFilter(
    boolean either, IpRange remote, int remotePort, IpRange local, int localPort) {
  /// Any port.
  public static final int ANY = -1;

  /// Flows of which one end is in the range.
  public static FlowFilter touching(IpRange range) {
    return new FlowFilter(true, range, ANY, range, ANY);
  }

  /// The flow between two ends.
  public static FlowFilter between(
      IpAddress remote, int remotePort, IpAddress local, int localPort) {
    return new FlowFilter(false, IpRange.of(remote), remotePort, IpRange.of(local), localPort);
  }

  public boolean matches(
      long remoteHi, long remoteLo, int theirPort, long localHi, long localLo, int ourPort) {
    if (either) {
      return remote.contains(remoteHi, remoteLo) || remote.contains(localHi, localLo);
    }
    return (remotePort == ANY || remotePort == theirPort)
        && (localPort == ANY || localPort == ourPort)
        && remote.contains(remoteHi, remoteLo)
        && local.contains(localHi, localLo);
  }
}
