package honeyd.report;

import honeyd.base.Counters;
import honeyd.event.Event;
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
  private final OsComment os;
  private final ProtocolNames protocols;
  private final LineBuffer line = new LineBuffer();

  /// @param zone whose local time the lines carry
  /// @param complaints takes what goes wrong with the file
  /// @param counters the reporter's own
  public PacketLogWriter(
      Path path,
      ZoneId zone,
      ProtocolNames protocols,
      OsComment os,
      Consumer<Event> complaints,
      Counters counters) {
    this.file = new LogFile(path, zone, complaints, counters);
    this.time = file.time();
    this.os = os;
    this.protocols = protocols;
  }

  @Override
  public void start(long epochMicros) {
    file.open(epochMicros);
  }

  @Override
  public void write(Event event) {
    line.clear();
    if (format(event)) {
      file.append(line.character('\n'));
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

  private boolean format(Event event) {
    return switch (event) {
      case Event.PacketSeen p -> {
        head(p.epochMicros(), p.tuple(), '-');
        line.text(": ").number(p.lengthBytes());
        if (p.tuple().protocol() == Transport.TCP.number()) {
          flags(p.tcpFlags());
        }
        comment(p.epochMicros(), p.tuple(), p.remark() == PacketRemark.SCANNER ? SCANNER : "");
        yield true;
      }
      case Event.FlowOpened o -> {
        head(o.epochMicros(), o.tuple(), 'S');
        comment(o.epochMicros(), o.tuple(), "");
        yield true;
      }
      case Event.FlowClosed c -> {
        head(c.epochMicros(), c.tuple(), 'E');
        line.text(": ").number(c.receivedBytes()).character(' ').number(c.sentBytes());
        yield true;
      }
      case Event.FlowEstablished _, Event.Noted _, Event.ServiceOutput _, Event.Announcement _ ->
          false;
    };
  }

  private void head(long epochMicros, Event.Tuple tuple, char kind) {
    time.append(line, epochMicros);
    line.character(' ')
        .text(protocols.label(tuple.protocol()))
        .character(' ')
        .character(kind)
        .character(' ');
    tuple(line, tuple);
  }

  /// Adds `SRC SPORT DST DPORT` for TCP and UDP, `SRC DST: TYPE(CODE)` for ICMP, `SRC DST` else.
  static void tuple(LineBuffer line, Event.Tuple tuple) {
    int protocol = tuple.protocol();
    boolean ports = protocol == Transport.TCP.number() || protocol == Transport.UDP.number();
    line.address(tuple.remote()).character(' ');
    if (ports) {
      line.number(tuple.remotePort()).character(' ');
    }
    line.address(tuple.local());
    if (ports) {
      line.character(' ').number(tuple.localPort());
    } else if (protocol == Transport.ICMP.number()) {
      line.text(": ")
          .number(tuple.remotePort())
          .character('(')
          .number(tuple.localPort())
          .character(')');
    }
  }

  private void flags(int tcpFlags) {
    line.character(' ');
    for (int bit = 0; bit < FLAG_LETTERS.length(); bit++) {
      if ((tcpFlags & 1 << bit) != 0) {
        line.character(FLAG_LETTERS.charAt(bit));
      }
    }
  }

  private void comment(long epochMicros, Event.Tuple tuple, String remark) {
    @Nullable String known = os.of(tuple.remote(), epochMicros);
    if (known == null) {
      line.text(remark);
      return;
    }
    String comment = " [" + known + "]" + remark;
    line.text(comment.length() <= MAX_COMMENT ? comment : comment.substring(0, MAX_COMMENT));
  }
}
