package honeyd.event;

import org.jspecify.annotations.Nullable;

/// Where a worker offers what happened. Arguments are plain numbers, so offering allocates nothing.
///
/// Called by one worker. Never blocks: what does not fit is counted and dropped. Addresses are the
/// two halves of [honeyd.net.IpAddress]; remote is the attacker, local the virtual host.
public interface EventSink {
  /// See [Event.PacketSeen]. For ICMP the ports are type and code.
  ///
  /// @param remoteOs what the attacker's system was taken for, null when nothing is known
  void packetSeen(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      int lengthBytes,
      int tcpFlags,
      PacketRemark remark,
      @Nullable String remoteOs);

  /// See [Event.FlowOpened].
  ///
  /// @param remoteOs what the attacker's system was taken for, null when nothing is known
  void flowOpened(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      @Nullable String remoteOs);

  /// See [Event.FlowEstablished].
  void flowEstablished(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      @Nullable String behaviour);

  /// See [Event.FlowClosed].
  void flowClosed(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      long receivedBytes,
      long sentBytes,
      FlowEnd end);

  /// See [Event.Noted]. Dropped without counting unless [#wantsNotes].
  void noted(
      long epochMicros,
      NoteKind kind,
      long fromHi,
      long fromLo,
      long toHi,
      long toLo,
      long a,
      long b);

  /// Whether debugging details are wanted at all; false in production.
  boolean wantsNotes();
}
