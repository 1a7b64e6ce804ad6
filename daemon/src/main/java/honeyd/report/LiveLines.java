package honeyd.report;

import honeyd.event.Event;
import honeyd.event.Event.Severity;
import honeyd.event.EventView;
import honeyd.event.PacketRemark;
import honeyd.net.Transport;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Readable lines for a terminal: who touched which host and port, in words.
///
/// ```
/// 09:00:01.234  198.51.100.7     connects to  10.77.0.5:22 (ssh)
/// 09:00:07.011  198.51.100.7     is done with 10.77.0.5:22 (ssh)     21 bytes in, 38 out
/// 09:00:08.500  198.51.100.7     knocks at    10.77.0.5:23 (telnet)  closed
/// ```
///
/// At most [#LINES_PER_SECOND] lines are printed in a second, so that a port scan does not bury
/// what matters; the rest are summed up in one line. What the daemon says of itself and what
/// scripts report always comes through. A terminal that is gone is written to no more.
public final class LiveLines implements EventWriter {
  static final int LINES_PER_SECOND = 40;
  private static final long SECOND_NS = 1_000_000_000L;

  private static final int SOURCE_COLUMN = 14;
  private static final int VERB_COLUMN = SOURCE_COLUMN + 17;
  private static final int TARGET_COLUMN = VERB_COLUMN + 13;
  private static final int DETAIL_COLUMN = TARGET_COLUMN + 30;
  private static final String[] FLAG_WORDS = {
    "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"
  };

  /// Colours of a terminal (ECMA-48 SGR).
  private enum Colour {
    PLAIN(""),
    DIM("\033[2m"),
    RED("\033[31m"),
    GREEN("\033[32m"),
    YELLOW("\033[33m"),
    BLUE("\033[34m"),
    MAGENTA("\033[35m"),
    CYAN("\033[36m");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }

  private final OutputStream terminal;
  private final boolean colourful;
  private final LogTime time;
  private final LineBuffer line = new LineBuffer();
  private final LineBuffer batch = new LineBuffer();
  private boolean gone;
  private int linesThisSecond;
  private long unprinted;
  private long secondStartNs;
  private boolean secondStarted;

  /// @param terminal flushed after each batch; stays open
  /// @param colourful whether it understands colours
  /// @param zone whose local time the lines carry
  public LiveLines(OutputStream terminal, boolean colourful, ZoneId zone) {
    this.terminal = terminal;
    this.colourful = colourful;
    this.time = new LogTime(zone);
  }

  @Override
  public void start(long epochMicros) {}

  @Override
  public void write(Event event) {
    switch (event) {
      case Event.PacketSeen p -> packet(p);
      case Event.FlowOpened o -> {
        if (isTcp(o.tuple())) {
          print(
              Colour.CYAN,
              o.epochMicros(),
              o.tuple(),
              "sends SYN to",
              from("answered", o.remoteOs()));
        } else {
          print(
              Colour.GREEN,
              o.epochMicros(),
              o.tuple(),
              "talks UDP to",
              from("answered by a service", o.remoteOs()));
        }
      }
      case Event.FlowEstablished e -> {
        if (isTcp(e.tuple())) {
          String service = e.behaviour() == null ? "" : "-> " + VisibleText.whole(e.behaviour());
          print(Colour.GREEN, e.epochMicros(), e.tuple(), "connects to", service);
        }
      }
      case Event.FlowClosed c -> closed(c);
      case Event.ServiceOutput o -> output(o);
      case Event.Announcement a -> announcement(a);
      case Event.Noted _ -> {
        // Details for syslog, not for people watching.
      }
    }
  }

  @Override
  public void write(EventView view) {
    if (view.kind() == EventView.Kind.NOTED) {
      return;
    }
    if (linesThisSecond >= LINES_PER_SECOND) {
      unprinted++;
      return;
    }
    write(view.event());
  }

  @Override
  public void flush(long nowNs, long epochMicros) {
    if (!secondStarted || nowNs - secondStartNs >= SECOND_NS) {
      secondStarted = true;
      secondStartNs = nowNs;
      linesThisSecond = 0;
      if (unprinted > 0) {
        begin(Colour.DIM, epochMicros);
        line.text("... and ").number(unprinted).text(" more packets in this second");
        end();
        unprinted = 0;
      }
    }
    writeBatch();
  }

  @Override
  public void reopen(long epochMicros) {}

  @Override
  public void stop(long epochMicros) {
    writeBatch();
  }

  private static String from(String what, @Nullable String remoteOs) {
    return remoteOs == null ? what : what + "; from " + VisibleText.whole(remoteOs.strip());
  }

  private void packet(Event.PacketSeen p) {
    int protocol = p.tuple().protocol();
    if (isTcp(p.tuple())) {
      tcpPacket(p);
    } else if (protocol == Transport.UDP.number()) {
      print(Colour.YELLOW, p.epochMicros(), p.tuple(), "sends UDP to", remark(p.remark()));
    } else if (protocol == Transport.ICMP.number()) {
      icmp(p);
    } else {
      String what = "IP protocol " + protocol + ", " + p.lengthBytes() + " bytes";
      print(Colour.YELLOW, p.epochMicros(), p.tuple(), "sends to", what);
    }
  }

  private void tcpPacket(Event.PacketSeen p) {
    int flags = p.tcpFlags() & 0xff;
    if (flags == 0x02) {
      print(
          Colour.YELLOW,
          p.epochMicros(),
          p.tuple(),
          "knocks at",
          from(remark(p.remark()), p.remoteOs()));
      return;
    }
    StringBuilder words = new StringBuilder(flags == 0 ? "no flags" : "");
    for (int bit = 0; bit < FLAG_WORDS.length; bit++) {
      if ((flags & 1 << bit) != 0) {
        words.append(words.isEmpty() ? "" : " ").append(FLAG_WORDS[bit]);
      }
    }
    String why = remark(p.remark());
    String detail = words + (why.isEmpty() ? "" : ": " + why);
    // RST and ACK alone are what any peer sends; other combinations are a scanner's.
    boolean ordinary = (flags & 0x06) == 0x04 || flags == 0x10 || flags == 0x11 || flags == 0x18;
    print(
        ordinary ? Colour.DIM : Colour.RED,
        p.epochMicros(),
        p.tuple(),
        ordinary ? "sends to" : "probes",
        detail);
  }

  private static String remark(PacketRemark remark) {
    return switch (remark) {
      case NONE -> "";
      case CLOSED_PORT -> "closed";
      case FILTERED -> "filtered";
      case NO_CONNECTION -> "no such connection";
      case BAD_CHECKSUM -> "bad checksum";
      case SYN_DROPPED -> "dropped";
      case SCANNER -> "a scanner";
      case NOT_DELIVERED -> "goes no further";
    };
  }

  private void icmp(Event.PacketSeen p) {
    String verb =
        switch (p.tuple().remotePort()) {
          case 8 -> "pings";
          case 13 -> "asks time of";
          case 15 -> "asks net of";
          case 17 -> "asks mask of";
          case 3, 4, 5, 11, 12 -> "complains to";
          default -> "sends ICMP to";
        };
    String detail =
        switch (p.tuple().remotePort()) {
          case 8, 13, 15, 17 -> "";
          case 3 -> "destination unreachable, code " + p.tuple().localPort();
          case 11 -> "time exceeded";
          default -> "type " + p.tuple().remotePort() + ", code " + p.tuple().localPort();
        };
    print(Colour.BLUE, p.epochMicros(), p.tuple(), verb, detail);
  }

  private void closed(Event.FlowClosed c) {
    String how =
        switch (c.end()) {
          case CLOSED -> "";
          case RESET_BY_PEER -> ", reset by it";
          case RESET_BY_US -> ", reset by us";
          case EXPIRED -> ", timed out";
          case EVICTED -> ", dropped for a newer one";
          case SHUTDOWN -> ", we stop";
        };
    String bytes = c.receivedBytes() + " bytes in, " + c.sentBytes() + " out" + how;
    print(Colour.DIM, c.epochMicros(), c.tuple(), "is done with", bytes);
  }

  private void output(Event.ServiceOutput o) {
    for (String chunk : VisibleText.chunks(o.line())) {
      fill(Colour.MAGENTA, o.epochMicros(), o.tuple(), "tells", "| " + chunk);
    }
  }

  private void announcement(Event.Announcement a) {
    Colour colour =
        switch (a.severity()) {
          case ERROR -> Colour.RED;
          case WARNING -> Colour.YELLOW;
          case NOTICE, INFO -> Colour.PLAIN;
          case DEBUG -> Colour.DIM;
        };
    if (a.severity() != Severity.DEBUG) {
      begin(colour, a.epochMicros());
      line.text(VisibleText.whole(a.sentence()));
      end();
    }
  }

  private void print(
      Colour colour, long epochMicros, Event.Tuple tuple, String verb, String detail) {
    if (linesThisSecond >= LINES_PER_SECOND) {
      unprinted++;
      return;
    }
    linesThisSecond++;
    fill(colour, epochMicros, tuple, verb, detail);
  }

  private void fill(
      Colour colour, long epochMicros, Event.Tuple tuple, String verb, String detail) {
    begin(colour, epochMicros);
    line.address(tuple.remote()).padTo(VERB_COLUMN - 1).character(' ');
    line.text(verb).padTo(TARGET_COLUMN - 1).character(' ').address(tuple.local());
    if (tuple.protocol() == Transport.TCP.number() || tuple.protocol() == Transport.UDP.number()) {
      line.character(':').number(tuple.localPort());
      String name = PortNames.find(tuple.localPort());
      if (!name.isEmpty()) {
        line.text(" (").text(name).character(')');
      }
    }
    if (!detail.isEmpty()) {
      line.padTo(DETAIL_COLUMN - 1).character(' ').text(detail);
    }
    end();
  }

  private void begin(Colour colour, long epochMicros) {
    if (colourful) {
      batch.text(colour.code);
    }
    line.clear();
    time.appendClock(line, epochMicros);
    line.padTo(SOURCE_COLUMN);
  }

  private void end() {
    batch.raw(line.bytes(), 0, line.length());
    batch.text(colourful ? "\033[0m\n" : "\n");
  }

  private void writeBatch() {
    if (batch.length() > 0 && !gone) {
      try {
        terminal.write(batch.bytes(), 0, batch.length());
        terminal.flush();
      } catch (IOException e) {
        gone = true;
      }
    }
    batch.clear();
  }

  private static boolean isTcp(Event.Tuple tuple) {
    return tuple.protocol() == Transport.TCP.number();
  }
}
