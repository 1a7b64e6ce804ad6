package honeyd.config;

import honeyd.net.Transport;

/// A CONDITION as written.
public sealed interface When {
  /// `source os = "NAME"`.
  record SourceOs(String name) implements When {}

  /// `source ip = HOSTS`.
  record SourceAddress(Hosts hosts) implements When {}

  /// `time between A - B`, as seconds since midnight.
  record TimeBetween(int fromSecond, int toSecond) implements When {}

  /// `tcp`, `udp` or `icmp`.
  record OfProtocol(Transport protocol) implements When {}

  /// `otherwise`.
  record Otherwise() implements When {}
}
