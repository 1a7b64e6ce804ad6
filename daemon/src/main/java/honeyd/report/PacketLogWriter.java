package honeyd.report;

import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.event.EventView;
import honeyd.event.PacketRemark;
import honeyd.net.Transport;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The packet log of `-l`, in Honeyd's format: a line when a flow starts, one when it ends and one
/// for each packet that belongs to no flow.
///
/// ```
/// TIME tcp(6) S SRC SPORT DST DPORT [OS]
/// TIME tcp(6) E SRC SPORT DST DPORT: RECEIVED SENT
/// TIME tcp(6) - SRC SPORT DST DPORT: SIZE FLAGS [OS] {Honeyd Scanner?}
/// TIME icmp(1) - SRC DST: TYPE(CODE): SIZE [OS]
/// TIME igmp(2) - SRC DST: SIZE
/// ```
public final class PacketLogWriter implements EventWriter {
  private static final String FLAG_LETTERS = "FSRPAUEC";
  private static final int MAX_COMMENT = 255;
  private static final String SCANNER = " {Honeyd Scanner?}";

  private final LogFile file;
  private final LogTime time;
  private final ProtocolNames protocols;
  private final LineBuffer line = new LineBuffer();

  /// @param zone whose local time the lines carry
  /// @param complaints takes what goes wrong with the file
  /// @param counters the reporter's own
  public PacketLogWriter(
      Path path,
      ZoneId zone,
      ProtocolNames protocols,
      Consumer<Event> complaints,
      Counters counters) {
    this(path, LogOpener.PLAIN, zone, protocols, complaints, counters);
  }

  /// As above, with files opened in a way of their own.
  public PacketLogWriter(
      Path path,
      LogOpener opener,
      ZoneId zone,
      ProtocolNames protocols,
      Consumer<Event> complaints,
      Counters counters) {
    this.file = new LogFile(path, opener, zone, complaints, counters);
    this.time = file.time();
    this.protocols = protocols;
  }

  @Override
  public void start(long epochMicros) {
    file.open(epochMicros);
  }

  @Override
  public void write(Event event) {
    switch (event) {
      case Event.PacketSeen p -> {
        Event.Tuple t = p.tuple();
        head(p.epochMicros(), '-', t.protocol());
        tuple(line, t);
        packet(t.protocol(), p.lengthBytes(), p.tcpFlags());
        comment(p.remoteOs(), p.remark());
        end();
      }
      case Event.FlowOpened o -> {
        Event.Tuple t = o.tuple();
        head(o.epochMicros(), 'S', t.protocol());
        tuple(line, t);
        comment(o.remoteOs(), PacketRemark.NONE);
        end();
      }
      case Event.FlowClosed c -> {
        head(c.epochMicros(), 'E', c.tuple().protocol());
        tuple(line, c.tuple());
        counts(c.receivedBytes(), c.sentBytes());
        end();
      }
      case Event.FlowEstablished _, Event.Noted _, Event.ServiceOutput _, Event.Announcement _ -> {
        // Other logs' matter.
      }
    }
  }

  @Override
  public void write(EventView view) {
    switch (view.kind()) {
      case PACKET_SEEN -> {
        head(view, '-');
        packet(view.protocol(), view.lengthBytes(), view.tcpFlags());
        comment(view.remoteOs(), view.remark());
        end();
      }
      case FLOW_OPENED -> {
        head(view, 'S');
        comment(view.remoteOs(), PacketRemark.NONE);
        end();
      }
      case FLOW_CLOSED -> {
        head(view, 'E');
        counts(view.receivedBytes(), view.sentBytes());
        end();
      }
      case FLOW_ESTABLISHED, NOTED -> {
        // Other logs' matter.
      }
    }
  }

  @Override
  public void flush(long nowNs, long epochMicros) {
    file.flush(nowNs, epochMicros);
  }

  @Override
  public void reopen(long epochMicros) {
    file.reopen(epochMicros);
  }

  @Override
  public void stop(long epochMicros) {
    file.close(epochMicros);
  }

  private void head(EventView view, char kind) {
    int protocol = view.protocol();
    head(view.epochMicros(), kind, protocol);
    tuple(
        line,
        protocol,
        view.remoteHi(),
        view.remoteLo(),
        view.remotePort(),
        view.localHi(),
        view.localLo(),
        view.localPort());
  }

  private void head(long epochMicros, char kind, int protocol) {
    line.clear();
    time.append(line, epochMicros);
    line.character(' ')
        .text(protocols.label(protocol))
        .character(' ')
        .character(kind)
        .character(' ');
  }

  private void end() {
    file.append(line.character('\n'));
  }

  /// Adds `SRC SPORT DST DPORT` for TCP and UDP, `SRC DST: TYPE(CODE)` for ICMP, `SRC DST` else.
  static void tuple(LineBuffer line, Event.Tuple t) {
    tuple(
        line,
        t.protocol(),
        t.remote().hi(),
        t.remote().lo(),
        t.remotePort(),
        t.local().hi(),
        t.local().lo(),
        t.localPort());
  }

  private static void tuple(
      LineBuffer line,
      int protocol,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort) {
    boolean ports = protocol == Transport.TCP.number() || protocol == Transport.UDP.number();
    line.address(remoteHi, remoteLo).character(' ');
    if (ports) {
      line.number(remotePort).character(' ');
    }
    line.address(localHi, localLo);
    if (ports) {
      line.character(' ').number(localPort);
    } else if (protocol == Transport.ICMP.number()) {
      line.text(": ").number(remotePort).character('(').number(localPort).character(')');
    }
  }

  private void packet(int protocol, int lengthBytes, int tcpFlags) {
    line.text(": ").number(lengthBytes);
    if (protocol == Transport.TCP.number()) {
      flags(tcpFlags);
    }
  }

  private void counts(long receivedBytes, long sentBytes) {
    line.text(": ").number(receivedBytes).character(' ').number(sentBytes);
  }

  private void flags(int tcpFlags) {
    line.character(' ');
    for (int bit = 0; bit < FLAG_LETTERS.length(); bit++) {
      if ((tcpFlags & 1 << bit) != 0) {
        line.character(FLAG_LETTERS.charAt(bit));
      }
    }
  }

  private void comment(@Nullable String known, PacketRemark said) {
    String remark = said == PacketRemark.SCANNER ? SCANNER : "";
    if (known == null) {
      line.text(remark);
      return;
    }
    String comment = " [" + known + "]" + remark;
    line.text(comment.length() <= MAX_COMMENT ? comment : comment.substring(0, MAX_COMMENT));
  }
}
