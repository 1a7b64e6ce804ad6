package honeyd.bench;

import honeyd.event.EventSink;
import honeyd.event.FlowEnd;
import honeyd.event.NoteKind;
import honeyd.event.PacketRemark;
import org.jspecify.annotations.Nullable;

/// Takes no notice of events: the machine without a log.
final class NoSink implements EventSink {
  @Override
  public void packetSeen(
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
      @Nullable String remoteOs) {}

  @Override
  public void flowOpened(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      @Nullable String remoteOs) {}

  @Override
  public void flowEstablished(
      long epochMicros,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort,
      @Nullable String behaviour) {}

  @Override
  public void flowClosed(
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
      FlowEnd end) {}

  @Override
  public void noted(
      long epochMicros,
      NoteKind kind,
      long fromHi,
      long fromLo,
      long toHi,
      long toLo,
      long a,
      long b) {}

  @Override
  public boolean wantsNotes() {
    return false;
  }
}
