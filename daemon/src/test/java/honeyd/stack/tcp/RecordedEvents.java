package honeyd.stack.tcp;

import honeyd.event.EventSink;
import honeyd.event.FlowEnd;
import honeyd.event.NoteKind;
import honeyd.event.PacketRemark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event sink that keeps one short line per event: `S`, `= command`, `E received sent end`, `-
/// length flags remark`.
final class RecordedEvents implements EventSink {
  final List<String> lines = new ArrayList<>();

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
      @Nullable String remoteOs) {
    lines.add("- " + lengthBytes + " " + tcpFlags + " " + remark);
  }

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
      @Nullable String remoteOs) {
    lines.add("S");
  }

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
      @Nullable String behaviour) {
    lines.add("= " + behaviour);
  }

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
      FlowEnd end) {
    lines.add("E " + receivedBytes + " " + sentBytes + " " + end);
  }

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
