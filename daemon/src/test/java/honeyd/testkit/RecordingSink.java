package honeyd.testkit;

import honeyd.event.Event;
import honeyd.event.EventSink;
import honeyd.event.FlowEnd;
import honeyd.event.NoteKind;
import honeyd.event.PacketRemark;
import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps every event, notes apart from the others.
public final class RecordingSink implements EventSink {
  private final List<Event> events = new ArrayList<>();
  private final List<Event.Noted> notes = new ArrayList<>();

  /// Events other than notes since the last call.
  public List<Event> take() {
    List<Event> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  /// Events other than notes since the last call, as the words that matter: `S`, `E` or `-`,
  /// protocol, addresses with ports, and what is behind the colon of the packet log.
  public List<String> takeLines() {
    return take().stream().map(RecordingSink::line).toList();
  }

  /// Notes since the last call.
  public List<Event.Noted> takeNotes() {
    List<Event.Noted> taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  private static String line(Event event) {
    return switch (event) {
      case Event.PacketSeen e ->
          "- " + tuple(e.tuple()) + ": " + e.lengthBytes() + flags(e) + " " + e.remark();
      case Event.FlowOpened e -> "S " + tuple(e.tuple());
      case Event.FlowEstablished e -> "established " + tuple(e.tuple()) + " " + e.behaviour();
      case Event.FlowClosed e ->
          "E " + tuple(e.tuple()) + ": " + e.receivedBytes() + " " + e.sentBytes() + " " + e.end();
      case Event.Noted e -> e.toString();
      case Event.ServiceOutput e -> e.toString();
      case Event.Announcement e -> e.toString();
    };
  }

  private static String flags(Event.PacketSeen e) {
    return e.tuple().protocol() == 6 ? " flags " + e.tcpFlags() : "";
  }

  private static String tuple(Event.Tuple t) {
    return t.protocol()
        + " "
        + t.remote()
        + " "
        + t.remotePort()
        + " "
        + t.local()
        + " "
        + t.localPort();
  }

  private static Event.Tuple tuple(
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort) {
    return new Event.Tuple(
        protocol,
        new IpAddress(remoteHi, remoteLo),
        remotePort,
        new IpAddress(localHi, localLo),
        localPort);
  }

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
    events.add(
        new Event.PacketSeen(
            epochMicros,
            tuple(protocol, remoteHi, remoteLo, remotePort, localHi, localLo, localPort),
            lengthBytes,
            tcpFlags,
            remark,
            remoteOs));
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
    events.add(
        new Event.FlowOpened(
            epochMicros,
            tuple(protocol, remoteHi, remoteLo, remotePort, localHi, localLo, localPort),
            remoteOs));
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
    events.add(
        new Event.FlowEstablished(
            epochMicros,
            tuple(protocol, remoteHi, remoteLo, remotePort, localHi, localLo, localPort),
            behaviour));
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
    events.add(
        new Event.FlowClosed(
            epochMicros,
            tuple(protocol, remoteHi, remoteLo, remotePort, localHi, localLo, localPort),
            receivedBytes,
            sentBytes,
            end));
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
      long b) {
    notes.add(
        new Event.Noted(
            epochMicros, kind, new IpAddress(fromHi, fromLo), new IpAddress(toHi, toLo), a, b));
  }

  @Override
  public boolean wantsNotes() {
    return true;
  }
}
