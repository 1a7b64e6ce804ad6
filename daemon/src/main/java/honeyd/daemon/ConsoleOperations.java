package honeyd.daemon;

import honeyd.base.Clock;
import honeyd.control.FlowFilter;
import honeyd.control.Flows;
import honeyd.control.HostView;
import honeyd.control.Load;
import honeyd.control.Operations;
import honeyd.control.Outcome;
import honeyd.control.Status;
import honeyd.control.Trace;
import honeyd.model.Honeynet;
import honeyd.model.SubsystemSite;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.MacAddress;
import honeyd.stack.FlowSummary;
import honeyd.stack.FlowVisitor;
import honeyd.stack.HostSummary;
import honeyd.stack.Inspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the console asks of the machine, asked of its workers. Any thread.
final class ConsoleOperations implements Operations {
  /// Places that a worker looks at in one turn: some tens of microseconds.
  private static final int PLACES_A_TURN = 4096;

  /// Each flow that is ended costs a packet.
  private static final int PLACES_TO_END_A_TURN = 512;

  private static final double NS = 1e-9;

  private final Machine machine;
  private final WorkerQuestions workers;

  /// What there is to ask beside workers.
  ///
  /// @param workers asked on their threads
  /// @param network in force
  /// @param changes takes configuration lines
  /// @param counters of all threads, by name
  /// @param services scripts and proxied flows that are open
  /// @param children processes of scripts
  /// @param subsystems programs with their process ids
  /// @param interfaces names of the links
  /// @param startedNs when the daemon started, by the clock
  record Machine(
      List<honeyd.stack.Worker> workers,
      Supplier<Honeynet> network,
      Changes changes,
      Supplier<Map<String, Long>> counters,
      Supplier<Integer> services,
      Supplier<Integer> children,
      Supplier<Map<SubsystemSite, Integer>> subsystems,
      List<String> interfaces,
      Clock clock,
      long startedNs) {}

  /// Takes configuration lines; see [Operations#apply].
  interface Changes {
    List<Outcome> apply(List<String> lines) throws InterruptedException;
  }

  ConsoleOperations(Machine machine) {
    this.machine = machine;
    this.workers = new WorkerQuestions(machine.workers());
  }

  @Override
  public List<Outcome> apply(List<String> lines) throws InterruptedException {
    return machine.changes.apply(lines);
  }

  @Override
  public Honeynet honeynet() {
    return machine.network.get();
  }

  @Override
  public Map<SubsystemSite, Integer> subsystems() {
    return machine.subsystems.get();
  }

  @Override
  public Load load() throws InterruptedException {
    long connections = 0;
    for (Inspection.Census census : census()) {
      connections += census.tcp() + census.udp();
    }
    return new Load(connections, machine.children.get(), uptimeSeconds());
  }

  private long uptimeSeconds() {
    return (machine.clock.nanoTime() - machine.startedNs) / 1_000_000_000L;
  }

  private List<Inspection.Census> census() throws InterruptedException {
    return workers.all((inspection, _) -> inspection.census());
  }

  @Override
  public Status status() throws InterruptedException {
    List<Status.WorkerStatus> all = new ArrayList<>();
    long connections = 0;
    for (Inspection.Census census : census()) {
      connections += census.tcp() + census.udp();
      all.add(
          new Status.WorkerStatus(
              machine.workers.get(all.size()).roleName(),
              census.hosts(),
              census.resting(),
              census.tcp(),
              census.udp(),
              census.timers()));
    }
    Runtime runtime = Runtime.getRuntime();
    return new Status(
        HoneydCommand.version(),
        new Load(connections, machine.children.get(), uptimeSeconds()),
        all,
        machine.interfaces,
        machine.services.get(),
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        residentBytes(),
        machine.counters.get());
  }

  /// The line `VmRSS: 123456 kB` of proc(5).
  private static long residentBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      // A kernel that does not tell.
    }
    return 0;
  }

  @Override
  public Flows flows(FlowFilter filter, int limit) throws InterruptedException {
    Collector collector = new Collector(filter, limit);
    workers.scan(PLACES_A_TURN, collector);
    return new Flows(List.copyOf(collector.rows.values()), collector.total());
  }

  /// Flows by their ends, since one may be seen twice.
  private static final class Collector implements FlowVisitor {
    private final FlowFilter filter;
    private final int limit;
    final Map<String, Flows.Row> rows = new LinkedHashMap<>();
    private long beyond;

    Collector(FlowFilter filter, int limit) {
      this.filter = filter;
      this.limit = limit;
    }

    @Override
    public boolean wants(
        long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
      boolean wanted = filter.matches(remoteHi, remoteLo, remotePort, localHi, localLo, localPort);
      if (wanted && rows.size() >= limit) {
        beyond++;
        return false;
      }
      return wanted;
    }

    @Override
    public Verdict onFlow(FlowSummary f) {
      String ends =
          f.transport()
              + " "
              + f.remote()
              + " "
              + f.remotePort()
              + " "
              + f.local()
              + " "
              + f.localPort();
      rows.put(
          ends,
          new Flows.Row(
              f.transport(),
              f.remote(),
              f.remotePort(),
              f.local(),
              f.localPort(),
              f.state(),
              f.template(),
              f.service(),
              f.ageNs() * NS,
              f.idleNs() * NS,
              f.receivedBytes(),
              f.sentBytes()));
      return Verdict.GO_ON;
    }

    long total() {
      return rows.size() + beyond;
    }
  }

  @Override
  public int end(FlowFilter filter) throws InterruptedException {
    Ender ender = new Ender(filter);
    workers.scan(PLACES_TO_END_A_TURN, ender);
    return ender.count;
  }

  private static final class Ender implements FlowVisitor {
    private final FlowFilter filter;
    int count;

    Ender(FlowFilter filter) {
      this.filter = filter;
    }

    @Override
    public boolean wants(
        long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
      return filter.matches(remoteHi, remoteLo, remotePort, localHi, localLo, localPort);
    }

    @Override
    public Verdict onFlow(FlowSummary flow) {
      count++;
      return Verdict.END;
    }
  }

  @Override
  public List<HostView> hosts(IpAddress address) throws InterruptedException {
    List<HostSummary> active = new ArrayList<>();
    HostSummary atRest = null;
    for (List<HostSummary> found :
        workers.all((inspection, nowNs) -> inspection.hosts(address.hi(), address.lo(), nowNs))) {
      for (HostSummary each : found) {
        if (each.active()) {
          active.add(each);
        } else {
          atRest = each;
        }
      }
    }
    if (active.isEmpty() && atRest != null) {
      active.add(atRest);
    }
    if (active.isEmpty()) {
      return List.of();
    }
    long tcp = count(Inspection.TCP, address);
    long udp = count(Inspection.UDP, address);
    return active.stream().map(host -> view(host, tcp, udp)).toList();
  }

  private long count(int kind, IpAddress address) throws InterruptedException {
    Tally tally = new Tally(address);
    workers.scan(kind, PLACES_A_TURN, tally);
    return tally.count;
  }

  /// Counts the flows of a host without having one described.
  private static final class Tally implements FlowVisitor {
    private final IpAddress address;
    long count;

    Tally(IpAddress address) {
      this.address = address;
    }

    @Override
    public boolean wants(
        long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
      count += localHi == address.hi() && localLo == address.lo() ? 1 : 0;
      return false;
    }

    @Override
    public Verdict onFlow(FlowSummary flow) {
      return Verdict.GO_ON;
    }
  }

  private static HostView view(HostSummary host, long tcp, long udp) {
    return new HostView(
        host.template(),
        host.personality(),
        mac(host.macBits()),
        host.active(),
        host.uptimeNs() * NS,
        host.idleNs() * NS,
        host.ipId(),
        host.isn(),
        tcp,
        udp,
        host.router());
  }

  private static @Nullable String mac(long bits) {
    return bits == 0 ? null : new MacAddress(bits).toString();
  }

  @Override
  public Trace trace(IpRange addresses, int queue) {
    return ConsoleTrace.begin(machine.workers(), addresses, queue);
  }

  @Override
  public String descriptor(int number) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
