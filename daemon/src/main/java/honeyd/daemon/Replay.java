package honeyd.daemon;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.ManualClock;
import honeyd.base.ParkIdle;
import honeyd.event.EventRing;
import honeyd.link.Link;
import honeyd.link.PcapLink;
import honeyd.link.PcapReader;
import honeyd.link.PcapWriter;
import honeyd.model.Honeynet;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.report.EventQueue;
import honeyd.report.LogOpener;
import honeyd.report.Reporter;
import honeyd.service.OwnNetworks;
import honeyd.service.ServiceSettings;
import honeyd.service.Services;
import honeyd.stack.Claims;
import honeyd.stack.RemoteSystemTable;
import honeyd.stack.StackSettings;
import honeyd.stack.Surroundings;
import honeyd.stack.Worker;
import honeyd.stack.tcp.TcpInput;
import honeyd.sys.Warden;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.Ipv4View;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/// One run of a capture through the whole machine, pumped by hand on a clock that the capture's
/// times turn.
///
/// Only scripts and proxies live in real time: after each packet they get up to [#SERVICE_WAIT_NS]
/// to say something. One thread.
final class Replay implements AutoCloseable {
  private static final long START_NS = 1_000_000_000L;
  private static final long SERVICE_WAIT_NS = 30_000_000L;

  /// Simulated time after the last packet in which retransmissions and ends of flows still happen.
  private static final long TAIL_NS = 120_000_000_000L;

  private static final int RING_EVENTS = 1 << 14;
  private static final int QUEUE_EVENTS = 1 << 12;
  private static final int MTU = 1500;

  private final ManualClock clock;
  private final Counters counters = new Counters();
  private final ParkIdle idle = new ParkIdle();
  private final PcapLink link;
  private final Warden warden = Warden.start();
  private final Services services;
  private final Reporter reporter;
  private final Worker worker;
  private boolean closed;

  /// What the first look at a capture tells.
  ///
  /// @param epochMicros time of its first frame, zero when it has none
  /// @param macBits where its first IPv4 packet to a claimed address was sent, zero without one
  private record Scan(long epochMicros, long macBits) {}

  static Replay open(
      ReplayCommand command, HoneydOptions options, Setting setting, Honeynet honeynet)
      throws IOException {
    return new Replay(command, options, setting, honeynet);
  }

  private Replay(ReplayCommand command, HoneydOptions options, Setting setting, Honeynet honeynet)
      throws IOException {
    Claims claims = Claims.of(ClaimedNetworks.of(options.nets, honeynet, List.of()));
    Scan scan = scan(command.in, claims);
    clock = new ManualClock(START_NS, scan.epochMicros());
    PcapReader in = PcapReader.open(command.in);
    PcapWriter out = PcapWriter.create(command.out, in.framing());
    link =
        new PcapLink(
            in,
            out,
            scan.macBits(),
            MTU,
            command.trustChecksums ? Link.ChecksumState.NOT_NEEDED : Link.ChecksumState.UNVERIFIED,
            clock,
            counters);
    EventRing ring = new EventRing(RING_EVENTS, false, () -> {});
    EventQueue queue = new EventQueue(QUEUE_EVENTS, () -> {});
    Counters others = new Counters();
    services =
        new Services(
            name -> honeynet.templates().get(name),
            queue::offer,
            clock,
            others,
            new OwnNetworks(() -> {}),
            warden,
            new ServiceSettings(
                options.maxChildren,
                ServiceSettings.DEFAULT_MAX_PROXIES,
                DemoCommand.home().toString(),
                ZoneId.systemDefault()));
    reporter =
        new Reporter(
            List.of(ring),
            queue,
            LogWriters.files(options, LogOpener.PLAIN, queue, new Counters()),
            clock,
            others,
            () -> {});
    worker =
        new Worker(
            new Worker.Parts(
                    "replay",
                    List.of(link),
                    honeynet,
                    claims,
                    StackSettings.defaults().withMaxConnections(options.maxConnections),
                    clock,
                    idle,
                    command.seed,
                    setting.hash(),
                    counters,
                    ring,
                    services,
                    TcpInput::new)
                .withRemoteSystems(
                    RemoteSystemTable.of(setting.passive().catalog(), setting.hash()))
                .in(Surroundings.in(ZoneId.systemDefault())));
    reporter.start();
  }

  private static Scan scan(Path path, Claims claims) throws IOException {
    try (PcapReader in = PcapReader.open(path)) {
      EthernetView ethernet = new EthernetView();
      Ipv4View ipv4 = new Ipv4View();
      long epochMicros = 0;
      while (in.next()) {
        if (epochMicros == 0) {
          epochMicros = in.epochNs() / 1_000;
        }
        long end = in.frameAt() + in.lengthBytes();
        if (in.framing() == Link.Framing.ETHERNET
            && ethernet.wrap(in.frames(), in.frameAt(), end) == DropReason.NONE
            && ethernet.etherType() == EtherType.IPV4
            && !MacAddress.isGroup(ethernet.dstMac())
            && ipv4.wrap(in.frames(), ethernet.payloadAt(), end) == DropReason.NONE
            && claims.contains(0, IpAddress.v4Lo(ipv4.dstBits()))) {
          return new Scan(epochMicros, ethernet.dstMac());
        }
      }
      return new Scan(epochMicros, 0);
    }
  }

  /// Runs to the end; returns a summary for people.
  String run() throws InterruptedException {
    long endNs = Long.MAX_VALUE;
    while (true) {
      settle();
      long frameNs = link.nextDueNs();
      if (frameNs == Long.MAX_VALUE && endNs == Long.MAX_VALUE) {
        endNs = clock.nanoTime() + TAIL_NS;
      }
      long nextNs = Math.min(frameNs, worker.nextDeadlineNs());
      if (nextNs == Long.MAX_VALUE || nextNs > endNs) {
        break;
      }
      clock.advanceNs(Math.max(nextNs - clock.nanoTime(), 0));
    }
    close();
    return summary();
  }

  /// Turns the machine until nothing is left to do at this moment, services included.
  private void settle() throws InterruptedException {
    int work;
    do {
      work = worker.doWork();
      reporter.doWork();
      if (work == 0 && services.openCount() > 0) {
        idle.idle(SERVICE_WAIT_NS);
        work = worker.doWork();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    } while (work > 0);
  }

  private String summary() {
    StringBuilder out = new StringBuilder();
    for (Counter counter : Counter.values()) {
      row(out, counter.stableName(), counters.get(counter));
    }
    for (DropReason reason : DropReason.values()) {
      row(out, "drop." + reason.stableName(), counters.get(reason));
    }
    if (link.isInputBroken()) {
      out.append("the capture breaks off; what came before was replayed\n");
    }
    return out.toString();
  }

  private static void row(StringBuilder out, String name, long n) {
    if (n > 0) {
      out.append("%-32s %,d%n".formatted(name, n));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      worker.onClose();
      services.close();
      warden.close();
      reporter.onClose();
    }
  }
}
