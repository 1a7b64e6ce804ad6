package honeyd.model;

import honeyd.net.IpRange;
import honeyd.net.Transport;

/// When a member of a [DynamicTemplate] answers. Immutable.
public sealed interface Condition {
  /// `source os = "NAME"`: the passive fingerprint of the sender.
  record SourceOs(String name) implements Condition {}

  /// `source ip = NET`: the sender's address.
  record SourceAddress(IpRange range) implements Condition {}

  /// `time between A - B`: local time of day, both ends included; `from` above `to` is a range over
  /// midnight.
  ///
  /// @param fromSecond seconds since midnight, 0 to 86,399
  /// @param toSecond likewise
  record TimeBetween(int fromSecond, int toSecond) implements Condition {
    /// Whether this second of the day lies in the range.
    public boolean contains(int secondOfDay) {
      return fromSecond <= toSecond
          ? fromSecond <= secondOfDay && secondOfDay <= toSecond
          : fromSecond <= secondOfDay || secondOfDay <= toSecond;
    }
  }

  /// `tcp`, `udp` or `icmp`: the protocol of the packet.
  record OfProtocol(Transport protocol) implements Condition {}

  /// `otherwise`: always.
  record Otherwise() implements Condition {}
}
