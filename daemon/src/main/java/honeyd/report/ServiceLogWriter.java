package honeyd.report;

import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.event.EventView;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Consumer;

/// The service log of `-s`: one line for each line that a script wrote to its standard error.
///
/// ```
/// TIME tcp(6) SRC SPORT DST DPORT: |TEXT|
/// ```
public final class ServiceLogWriter implements EventWriter {
  private final LogFile file;
  private final LogTime time;
  private final ProtocolNames protocols;
  private final LineBuffer line = new LineBuffer();

  /// @param zone whose local time the lines carry
  /// @param complaints takes what goes wrong with the file
  /// @param counters the reporter's own
  public ServiceLogWriter(
      Path path,
      ZoneId zone,
      ProtocolNames protocols,
      Consumer<Event> complaints,
      Counters counters) {
    this(path, LogOpener.PLAIN, zone, protocols, complaints, counters);
  }

  /// As above, with files opened in a way of their own.
  public ServiceLogWriter(
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
    if (!(event instanceof Event.ServiceOutput output)) {
      return;
    }
    for (String chunk : VisibleText.chunks(output.line())) {
      line.clear();
      time.append(line, output.epochMicros());
      line.character(' ').text(protocols.label(output.tuple().protocol())).character(' ');
      PacketLogWriter.tuple(line, output.tuple());
      line.text(": |").text(chunk).text("|\n");
      file.append(line);
    }
  }

  @Override
  public void write(EventView view) {
    // No worker has anything for this log.
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
}
