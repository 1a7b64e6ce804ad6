package honeyd.bench;

import honeyd.base.Counters;
import honeyd.base.Idle;
import honeyd.base.KeyedHash;
import honeyd.base.SystemClock;
import honeyd.event.EventRing;
import honeyd.event.EventSink;
import honeyd.event.EventView;
import honeyd.flow.FlowAcceptor;
import honeyd.flow.FlowDatagrams;
import honeyd.flow.FlowStream;
import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.model.Behaviour;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.personality.NmapOsDb;
import honeyd.report.PacketLogWriter;
import honeyd.report.ProtocolNames;
import honeyd.stack.Claims;
import honeyd.stack.StackSettings;
import honeyd.stack.Worker;
import honeyd.stack.tcp.TcpInput;
import honeyd.testkit.TestHost;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A worker with 10.0.0.0/8 behind it, on a memory link, with the real clock and default limits:
/// port 80 open, port 22 with a service, the rest closed. With a log, its events go through the
/// ring to a packet log at `/dev/null`; without, nobody takes them.
final class Machine implements AutoCloseable, FlowAcceptor {
  static final int SERVICE_PORT = 22;
  private static final int RING_EVENTS = 1 << 14;

  final MemoryLink link = new MemoryLink(Link.Framing.IP, 0, 1500);
  private final SystemClock clock = new SystemClock();
  private final Worker worker;
  private final EventRing ring = new EventRing(RING_EVENTS, false, () -> {});
  private final @Nullable PacketLogWriter log;
  private @Nullable FlowStream stream;

  Machine(boolean logs) {
    log =
        logs
            ? new PacketLogWriter(
                Path.of("/dev/null"),
                ZoneOffset.UTC,
                ProtocolNames.builtIn(),
                event -> {
                  throw new IllegalStateException(event.toString());
                },
                new Counters())
            : null;
    if (log != null) {
      log.start(clock.epochMicros());
    }
    Template template =
        TestHost.host()
            .personality(NmapOsDb.empty().fallback())
            .tcp(Traffic.OPEN_PORT, new Behaviour.Open())
            .tcp(SERVICE_PORT, new Behaviour.Script("bench"))
            .template();
    RangeMap.Builder<Template> bindings = new RangeMap.Builder<>();
    bindings.put(IpRange.parse("10.0.0.0/8"), template);
    EventSink sink = logs ? ring : new NoSink();
    worker =
        new Worker(
            new Worker.Parts(
                "bench",
                List.of(link),
                new Honeynet(Map.of("host", template), bindings.build(), null, List.of()),
                Claims.everything(),
                StackSettings.defaults(),
                clock,
                new NoRest(),
                1,
                new KeyedHash(1, 2),
                new Counters(),
                sink,
                this,
                TcpInput::new));
  }

  /// One duty cycle, and the reporter's if there is a log.
  void work() {
    worker.doWork();
    if (log != null) {
      for (EventView each = ring.oldest(); each != null; each = ring.oldest()) {
        log.write(each);
        ring.release();
      }
    }
  }

  /// Events that the reporter did not keep up with.
  long lostEvents() {
    return ring.lost();
  }

  /// The connection that reached the service.
  FlowStream stream() {
    if (stream == null) {
      throw new IllegalStateException("no connection reached the service");
    }
    return stream;
  }

  @Override
  public void opened(FlowStream stream, Behaviour behaviour) {
    this.stream = stream;
  }

  @Override
  public void opened(FlowDatagrams datagrams, Behaviour behaviour) {
    throw new IllegalStateException("no UDP port has a service");
  }

  @Override
  public void close() {
    worker.onClose();
    if (log != null) {
      log.stop(clock.epochMicros());
    }
  }

  private record NoRest() implements Idle {
    @Override
    public void idle(long maxNs) {}

    @Override
    public void wakeup() {}
  }
}
