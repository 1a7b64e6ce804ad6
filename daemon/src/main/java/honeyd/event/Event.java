package honeyd.event;

import honeyd.net.IpAddress;
import org.jspecify.annotations.Nullable;

/// Something that happened on the virtual network or to the daemon: what logs, pages and alerts are
/// made from.
///
/// Immutable values. Times are microseconds since 1970. A tuple names the attacker first.
public sealed interface Event {
  /// When it happened, in microseconds since 1970-01-01T00:00Z.
  long epochMicros();

  /// Who talks to whom.
  ///
  /// @param protocol IP protocol number
  /// @param remote the attacker
  /// @param remotePort its port; for ICMP the type
  /// @param local the virtual host
  /// @param localPort its port; for ICMP the code
  record Tuple(int protocol, IpAddress remote, int remotePort, IpAddress local, int localPort) {}

  /// A packet that belongs to no flow: the `-` line of the packet log.
  ///
  /// @param lengthBytes total IP length
  /// @param tcpFlags the eight flag bits of the TCP header, zero for other protocols
  /// @param remoteOs what the attacker's system was taken for, null when nothing is known
  record PacketSeen(
      long epochMicros,
      Tuple tuple,
      int lengthBytes,
      int tcpFlags,
      PacketRemark remark,
      @Nullable String remoteOs)
      implements Event {
    /// One of whose sender nothing is known.
    public PacketSeen(
        long epochMicros, Tuple tuple, int lengthBytes, int tcpFlags, PacketRemark remark) {
      this(epochMicros, tuple, lengthBytes, tcpFlags, remark, null);
    }
  }

  /// A TCP SYN was accepted or a first datagram came: the `S` line.
  ///
  /// @param remoteOs what the attacker's system was taken for, null when nothing is known
  record FlowOpened(long epochMicros, Tuple tuple, @Nullable String remoteOs) implements Event {
    /// One of whose attacker nothing is known.
    public FlowOpened(long epochMicros, Tuple tuple) {
      this(epochMicros, tuple, null);
    }
  }

  /// A TCP handshake was completed.
  ///
  /// @param behaviour the command or proxy target that answers, null for a plain open port
  record FlowEstablished(long epochMicros, Tuple tuple, @Nullable String behaviour)
      implements Event {}

  /// A flow ended: the `E` line.
  ///
  /// @param receivedBytes payload from the attacker
  /// @param sentBytes payload to the attacker
  record FlowClosed(long epochMicros, Tuple tuple, long receivedBytes, long sentBytes, FlowEnd end)
      implements Event {}

  /// A detail for people who debug.
  record Noted(long epochMicros, NoteKind kind, IpAddress from, IpAddress to, long a, long b)
      implements Event {}

  /// One line that a service wrote to its standard error: the service log.
  record ServiceOutput(long epochMicros, Tuple tuple, String line) implements Event {}

  /// A sentence of the daemon about itself, for syslog and terminal.
  record Announcement(long epochMicros, Severity severity, String sentence) implements Event {}

  /// syslog(3)'s severities that we use, with their numbers.
  enum Severity {
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6),
    DEBUG(7);

    private final int level;

    Severity(int level) {
      this.level = level;
    }

    /// The number of syslog(3).
    public int level() {
      return level;
    }
  }
}
