package honeyd.service;

import honeyd.base.Counter;
import honeyd.event.Event.Severity;
import honeyd.flow.FlowDatagrams;
import honeyd.flow.FlowStream;
import honeyd.flow.StreamTurns;
import honeyd.model.InternalService;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/// The services inside the daemon, by [InternalService]: a few small ones that never wait, so that
/// workers run them in turns and a connection to them costs no thread and no process.
///
/// Called by workers. A connection's state is its [StreamTurns]; what is here is shared and does
/// not change.
final class InternalServices {
  /// What a service keeps ready for the attacker: enough for a full window, little enough that many
  /// who do not read cost little.
  static final int BACKLOG_BYTES = 64 << 10;

  /// RFC 864 §3: 95 printing characters in lines of 72, each line beginning with the next one.
  private static final int PRINTING = 95;

  private static final int LINE_CHARACTERS = 72;
  private static final int LINE_BYTES = LINE_CHARACTERS + 2;
  private static final byte[] LINES = lines();

  /// RFC 868: 1970-01-01 in seconds since 1900-01-01.
  private static final long EPOCH_SINCE_1900 = 2_208_988_800L;

  /// As asctime(3), the form most hosts of RFC 867 use.
  private static final DateTimeFormatter DAYTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu\r\n", Locale.ROOT);

  private final ServiceReports reports;
  private final ZoneId zone;
  private final Semaphore permits;

  /// @param maxOpen connections at the same time
  InternalServices(ServiceReports reports, ZoneId zone, int maxOpen) {
    this.reports = reports;
    this.zone = zone;
    this.permits = new Semaphore(maxOpen);
  }

  /// Serves a connection; false when too many are open.
  boolean open(FlowStream stream, InternalService service) {
    if (!permits.tryAcquire()) {
      return false;
    }
    reports.count(Counter.SERVICES_STARTED);
    stream.serveInTurns(new Guarded(of(service)));
    return true;
  }

  /// Serves a flow of datagrams. They have no cap of their own: nothing of them outlasts a turn.
  void open(FlowDatagrams datagrams, InternalService service) {
    if (isOfAService(datagrams.flow().remotePort())) {
      // Two services that answer each other would do so for ever (CERT CA-1996-01).
      reports.count(Counter.SERVICES_REFUSED);
      datagrams.serveInTurns(InternalServices::ignore);
      return;
    }
    reports.count(Counter.SERVICES_STARTED);
    switch (service) {
      case ECHO -> datagrams.serveInTurns(InternalServices::echo);
      case DISCARD -> datagrams.serveInTurns(InternalServices::ignore);
      case DAYTIME -> datagrams.serveInTurns(d -> answer(d, daytime()));
      case TIME -> datagrams.serveInTurns(d -> answer(d, time()));
      case CHARGEN -> datagrams.serveInTurns(InternalServices::line);
    }
  }

  private StreamTurns of(InternalService service) {
    return switch (service) {
      case ECHO -> InternalServices::echo;
      case DISCARD -> InternalServices::discard;
      case DAYTIME -> stream -> say(stream, daytime());
      case TIME -> stream -> say(stream, time());
      case CHARGEN -> new Characters();
    };
  }

  private static void echo(FlowStream stream) {
    stream.tryReturn(BACKLOG_BYTES - stream.unsentBytes());
    if (stream.isAtEnd()) {
      stream.done();
    }
  }

  private static void discard(FlowStream stream) {
    stream.skip();
    if (stream.isAtEnd()) {
      stream.done();
    }
  }

  private static void say(FlowStream stream, byte[] text) {
    if (!stream.isServiceDone()) {
      stream.tryWrite(text, 0, text.length);
      stream.done();
    }
  }

  /// Sends characters until the attacker ends.
  private static final class Characters implements StreamTurns {
    private int at;

    @Override
    public void onTurn(FlowStream stream) {
      stream.skip();
      if (stream.isAtEnd()) {
        stream.done();
        return;
      }
      int room = BACKLOG_BYTES - stream.unsentBytes();
      while (room > 0) {
        int n = stream.tryWrite(LINES, at, Math.min(room, LINES.length - at));
        if (n == 0) {
          return;
        }
        room -= n;
        at = (at + n) % LINES.length;
      }
    }
  }

  /// Keeps an error of ours to its connection, and gives the permit back when that is gone.
  private final class Guarded implements StreamTurns {
    private final StreamTurns service;
    private boolean over;
    private boolean failed;

    Guarded(StreamTurns service) {
      this.service = service;
    }

    @Override
    public void onTurn(FlowStream stream) {
      if (stream.isGone()) {
        if (!over) {
          over = true;
          permits.release();
        }
        return;
      }
      if (failed) {
        return;
      }
      try {
        service.onTurn(stream);
      } catch (RuntimeException | AssertionError e) {
        failed = true;
        reports.count(Counter.SERVICES_FAILED);
        reports.sayNowAndThen(
            e.getClass().getName(), Severity.ERROR, "a service failed by an error of ours: " + e);
        stream.reset();
        stream.done();
      }
    }
  }

  private static void echo(FlowDatagrams datagrams) {
    byte[] datagram = datagrams.pollReceived();
    while (datagram != null && datagrams.trySend(datagram)) {
      datagram = datagrams.pollReceived();
    }
  }

  private static void ignore(FlowDatagrams datagrams) {
    byte[] datagram = datagrams.pollReceived();
    while (datagram != null) {
      datagram = datagrams.pollReceived();
    }
  }

  private static void answer(FlowDatagrams datagrams, byte[] answer) {
    byte[] datagram = datagrams.pollReceived();
    while (datagram != null && datagrams.trySend(answer)) {
      datagram = datagrams.pollReceived();
    }
  }

  /// One line for each datagram, as inetd does; RFC 864 allows up to 512 characters, which would
  /// make every host an amplifier.
  private static void line(FlowDatagrams datagrams) {
    byte[] line = new byte[LINE_BYTES];
    int first = datagrams.flow().remotePort() % PRINTING;
    System.arraycopy(LINES, first * LINE_BYTES, line, 0, LINE_BYTES);
    answer(datagrams, line);
  }

  private static boolean isOfAService(int port) {
    for (InternalService service : InternalService.values()) {
      if (service.port() == port) {
        return true;
      }
    }
    return false;
  }

  private long epochSeconds() {
    return Math.floorDiv(reports.clock().epochMicros(), 1_000_000L);
  }

  private byte[] daytime() {
    return DAYTIME
        .format(Instant.ofEpochSecond(epochSeconds()).atZone(zone))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] time() {
    int seconds = (int) (epochSeconds() + EPOCH_SINCE_1900);
    return new byte[] {
      (byte) (seconds >>> 24), (byte) (seconds >>> 16), (byte) (seconds >>> 8), (byte) seconds
    };
  }

  private static byte[] lines() {
    byte[] out = new byte[PRINTING * LINE_BYTES];
    for (int line = 0; line < PRINTING; line++) {
      int at = line * LINE_BYTES;
      for (int i = 0; i < LINE_CHARACTERS; i++) {
        out[at + i] = (byte) (' ' + (line + i) % PRINTING);
      }
      out[at + LINE_CHARACTERS] = '\r';
      out[at + LINE_CHARACTERS + 1] = '\n';
    }
    return out;
  }
}
