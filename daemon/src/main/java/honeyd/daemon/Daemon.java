package honeyd.daemon;

import honeyd.base.Agent;
import honeyd.base.AgentRunner;
import honeyd.base.Clock;
import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DistinctErrorLog;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.Moderation;
import honeyd.base.ParkIdle;
import honeyd.base.SystemClock;
import honeyd.config.Diagnostic;
import honeyd.config.Loaded;
import honeyd.control.Operations;
import honeyd.control.Outcome;
import honeyd.event.Event.Severity;
import honeyd.event.EventRing;
import honeyd.link.EpollIdle;
import honeyd.link.KernelFilter;
import honeyd.link.Link;
import honeyd.link.OwnNetwork;
import honeyd.link.Shard;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.model.SubsystemSite;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.personality.passive.PassiveCatalog;
import honeyd.report.EventQueue;
import honeyd.report.EventWriter;
import honeyd.report.LiveLines;
import honeyd.report.Reporter;
import honeyd.report.SyslogWriter;
import honeyd.service.OwnNetworks;
import honeyd.service.ServiceSettings;
import honeyd.service.Services;
import honeyd.stack.Adoption;
import honeyd.stack.Claims;
import honeyd.stack.Duties;
import honeyd.stack.OutsideRoute;
import honeyd.stack.RemoteSystemTable;
import honeyd.stack.RouterMailbox;
import honeyd.stack.StackSettings;
import honeyd.stack.Surroundings;
import honeyd.stack.Worker;
import honeyd.stack.tcp.TcpInput;
import honeyd.stack.transit.LaneClocks;
import honeyd.sys.CallState;
import honeyd.sys.Processes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The running daemon: workers, reporter and services, wired together and started.
///
/// Started, steered and closed by the control thread.
final class Daemon implements AutoCloseable {
  private static final int RING_EVENTS = 1 << 16;
  private static final int QUEUE_EVENTS = 1 << 14;

  // As nice(1) counts.
  private static final int REPORTER_NICENESS = 5;

  private static final int ADOPTION_SECONDS = 10;

  /// Where lines of the console come from, as Honeyd called it.
  private static final String TYPED = "<stdin>";

  private static final String UNCHANGED = "; the running network is unchanged";

  private final Counters serviceCounters = new Counters();
  private final Counters reporterCounters = new Counters();
  private final DistinctErrorLog errors = new DistinctErrorLog();
  private final Clock clock = new SystemClock();
  private final long startedNs = clock.nanoTime();
  private final boolean debug;
  private final Announcer announcer;
  private final LiveNetwork network;
  private final Steering steering;
  private final TunnelEnds tunnels;
  private final Leases leases;
  private final OwnNetworks networks = new OwnNetworks(OwnNetwork::enter);
  private final ArpWatches arpWatches;
  private final Links links;
  private final Privileges privileges;
  private volatile Honeynet current;
  private final List<Extras.OptionValue> optionsInForce;
  private Preparation preparation;
  private final Reporter reporter;
  private final AgentRunner reporterRunner;
  private final Thread reporterThread;
  private final Services services;
  private final List<RunningWorker> workers = new ArrayList<>();

  /// A worker with what its thread needs.
  private record RunningWorker(
      Worker worker,
      EpollIdle idle,
      Counters counters,
      AgentRunner runner,
      PromotedThread promoted) {
    Thread thread() {
      return promoted.thread();
    }
  }

  /// Opens the links, starts all threads; returns when packets are answered.
  ///
  /// @param network which has a honeynet
  /// @param steering what the control thread works on
  /// @param live whether readable lines go to standard output instead of syslog
  /// @param belongings open; the daemon's user may not be able to remove them
  /// @throws StartException when a link or file cannot be opened; nothing is left behind
  static Daemon start(
      HoneydOptions options,
      LiveNetwork network,
      Steering steering,
      boolean live,
      Belongings belongings)
      throws StartException {
    return new Daemon(options, network, steering, live, belongings);
  }

  private Daemon(
      HoneydOptions options,
      LiveNetwork network,
      Steering steering,
      boolean live,
      Belongings belongings)
      throws StartException {
    privileges = Privileges.begin(options.user, options.group);
    this.network = network;
    this.steering = steering;
    Setting setting = network.setting();
    Honeynet honeynet = network.honeynet();
    debug = options.isDebug();
    current = honeynet;
    optionsInForce = honeynet.extras().options();
    PassiveCatalog passive = passive(setting);
    ParkIdle reporterIdle = new ParkIdle();
    EventQueue queue = new EventQueue(QUEUE_EVENTS, reporterIdle::wakeup);
    announcer = new Announcer(queue::offer, clock);
    int wanted = options.workers.on(Runtime.getRuntime().availableProcessors());
    List<Counters> counters = Stream.generate(Counters::new).limit(wanted).toList();
    if (!options.arpd && !options.excluded.isEmpty()) {
      throw new StartException("--exclude says what --arpd leaves alone, which is not there");
    }
    LeaseFile leaseFile = leaseFile(options);
    tunnels = TunnelEnds.open(honeynet, announcer);
    try {
      links = Links.open(options, honeynet, counters, announcer);
    } catch (StartException e) {
      tunnels.close();
      throw e;
    }
    long seed = options.seed != null ? options.seed : new SecureRandom().nextLong();
    SideAgent.Setting side = new SideAgent.Setting(clock, errors, this::tellError);
    leases =
        new Leases(
            setting.hash(),
            seed,
            clock,
            announcer,
            side,
            this::steer,
            new LeasedGround(),
            leaseFile);
    arpWatches = new ArpWatches(options.arpd, options.excluded);
    List<EpollIdle> idles = new ArrayList<>();
    List<EventRing> rings = new ArrayList<>();
    List<PromotedThread> threads = new ArrayList<>();
    Surroundings surroundings;
    try {
      surroundings =
          new Surroundings(
              links.outsideRoutes(),
              links.closed(),
              ZoneId.systemDefault(),
              arpWatches.vacancies());
      leases.open(honeynet);
      arpWatches.adopt(links.claimed(), network.leased());
      arpWatches.open(links.outside(), setting.hash(), clock, announcer, side);
      for (List<Link> ofWorker : links.ofWorkers()) {
        idles.add(new EpollIdle(ofWorker));
        rings.add(new EventRing(RING_EVENTS, debug, reporterIdle::wakeup));
        threads.add(new PromotedThread("worker-" + threads.size()));
      }
      networks.reserve(SubsystemPlan.of(honeynet, announcer).size());
      reporter =
          new Reporter(
              rings,
              queue,
              writers(options, queue, live),
              clock,
              reporterCounters,
              reporterIdle::wakeup);
      reporter.start();
      // All is open that root is needed for, and nobody has been heard yet.
      privileges.drop(options, setting, honeynet, belongings);
      services =
          new Services(
              name -> current.templates().get(name),
              queue::offer,
              clock,
              serviceCounters,
              networks,
              privileges.warden(),
              new ServiceSettings(
                  options.maxChildren,
                  ServiceSettings.DEFAULT_MAX_PROXIES,
                  DemoCommand.home().toString(),
                  ZoneId.systemDefault()));
    } catch (IOException | StartException e) {
      threads.forEach(PromotedThread::abandon);
      leases.close();
      arpWatches.close();
      idles.forEach(EpollIdle::close);
      links.close();
      tunnels.close();
      networks.close();
      throw new StartException(String.valueOf(e.getMessage()));
    }
    reporterRunner = runner(reporter, reporterIdle, reporterCounters, Moderation.none());
    StackSettings settings =
        StackSettings.defaults()
            .withMaxConnections(options.maxConnections)
            .with(honeynet.extras().options())
            .shared(links.ofWorkers().size());
    RemoteSystemTable remoteSystems = RemoteSystemTable.of(passive, setting.hash());
    LaneClocks clocks = new LaneClocks(honeynet.topology(), clock.nanoTime());
    List<RouterMailbox> mailboxes =
        idles.stream().map(idle -> new RouterMailbox(idle::wakeup)).toList();
    for (int i = 0; i < links.ofWorkers().size(); i++) {
      Worker worker =
          new Worker(
              new Worker.Parts(
                  "worker-" + i,
                  links.ofWorkers().get(i),
                  honeynet,
                  clocks,
                  Claims.of(links.claimed()),
                  surroundings,
                  new Duties(new Shard(i, mailboxes.size()), mailboxes),
                  remoteSystems,
                  settings,
                  clock,
                  idles.get(i),
                  seed + i,
                  setting.hash(),
                  counters.get(i),
                  rings.get(i),
                  services,
                  TcpInput::new));
      AgentRunner runner = runner(worker, idles.get(i), counters.get(i), Moderation.ofPackets());
      workers.add(new RunningWorker(worker, idles.get(i), counters.get(i), runner, threads.get(i)));
    }
    announcer.say(Severity.NOTICE, "started with " + CommandLineText.withoutSecrets());
    reporterThread =
        Thread.ofPlatform()
            .name(reporter.roleName())
            .start(() -> runAt(REPORTER_NICENESS, reporterRunner));
    workers.forEach(each -> each.promoted.start(each.runner));
    preparation = Preparation.of(honeynet);
    runSubsystems(honeynet);
    links.announce();
    passive.notes().forEach(note -> announcer.say(Severity.WARNING, note.toString()));
    leases.start(honeynet);
    arpWatches.start();
    privileges.announce(announcer::say);
  }

  private static LeaseFile leaseFile(HoneydOptions options) throws StartException {
    try {
      return LeaseFile.open(options.leases);
    } catch (IOException e) {
      throw new StartException("file of leases: " + e);
    }
  }

  /// Lays addresses that are leased over the network.
  private final class LeasedGround implements Leases.Ground {
    @Override
    public void lease(IpAddress address, Template template) {
      network.lease(address, template);
    }

    @Override
    public void giveUp(IpAddress address) {
      network.giveUp(address);
    }

    @Override
    public void adopt() {
      boolean _ = Daemon.this.adopt();
    }
  }

  private static PassiveCatalog passive(Setting setting) throws StartException {
    try {
      return setting.passive().catalog();
    } catch (UncheckedIOException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private AgentRunner runner(Agent agent, Idle idle, Counters counters, Moderation moderation) {
    return new AgentRunner(
        agent, idle, clock, counters, errors, e -> tellError(agent.roleName(), e), moderation);
  }

  private void tellError(String role, Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    String stack = text.toString().strip().replaceAll("\\s*\\R\\s*", " | ");
    announcer.say(
        Severity.ERROR, "error of ours in " + role + ", which goes on; please report: " + stack);
  }

  private List<EventWriter> writers(HoneydOptions options, EventQueue queue, boolean live) {
    List<EventWriter> out =
        new ArrayList<>(LogWriters.files(options, privileges.logOpener(), queue, reporterCounters));
    out.add(
        live
            ? new LiveLines(System.out, isTerminal(), ZoneId.systemDefault())
            : new SyslogWriter(SystemLog.open(), debug));
    return out;
  }

  /// Whether standard output is a terminal: there only is colour wanted.
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /// Says something into the logs. Any thread.
  void announce(Severity severity, String sentence) {
    announcer.say(severity, sentence);
  }

  /// Has the control thread do something, after all it was given before. Any thread.
  void steer(Runnable work) {
    steering.put(_ -> work.run());
  }

  /// Reads the configuration again and puts it in force; one with errors changes nothing. Control
  /// thread.
  void reload() {
    Loaded loaded;
    try {
      loaded = network.reload(this::objection);
    } catch (StartException e) {
      announcer.say(Severity.ERROR, e.getMessage() + UNCHANGED);
      return;
    }
    for (Diagnostic d : loaded.diagnostics()) {
      announcer.say(
          d.severity() == Diagnostic.Severity.ERROR ? Severity.ERROR : Severity.WARNING,
          d.oneLine());
    }
    if (loaded.honeynet() == null) {
      announcer.say(Severity.ERROR, "config_read: parsing configuration file failed" + UNCHANGED);
      return;
    }
    boolean _ = adopt();
  }

  /// Why other routes cannot be served, or null. Asked before the network is changed: one that is
  /// refused must not stay behind and have all that follow it refused too.
  private @Nullable String objection(List<Route> routes) {
    String why = TunnelEnds.objection(routes);
    return why != null ? why : privileges.objection(routes);
  }

  /// Puts the network as it is to be in force, and says what of it needs a restart; returns when
  /// all workers have it. One that cannot be served is refused: false. Control thread.
  boolean adopt() {
    leases.follow(network.honeynet());
    Honeynet honeynet = network.honeynet();
    List<OutsideRoute> routes;
    List<List<KernelFilter>> filters;
    try {
      filters =
          privileges
              .warden()
              .call(() -> {
                tunnels.adopt(honeynet);
                return links.adopt(honeynet, network.leased());
              });
      routes = links.outsideRoutes();
      arpWatches.adopt(links.claimed(), network.leased());
    } catch (IOException e) {
      announcer.say(Severity.ERROR, e.getMessage() + UNCHANGED);
      return false;
    }
    privileges.announceMissing(honeynet, announcer);
    current = honeynet;
    preparation.stop();
    preparation = Preparation.of(honeynet);
    LaneClocks clocks = new LaneClocks(honeynet.topology(), clock.nanoTime());
    Claims claims = Claims.of(links.claimed());
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      taken.add(done);
      workers
          .get(i)
          .worker
          .adopt(new Adoption(honeynet, clocks, routes, claims, filters.get(i), done));
    }
    awaitTaken(taken);
    warnOfOptions(honeynet);
    runSubsystems(honeynet);
    return true;
  }

  /// Limits are those of the start: what holds connections is as large as it was made.
  private void warnOfOptions(Honeynet honeynet) {
    if (!honeynet.extras().options().equals(optionsInForce)) {
      announcer.say(Severity.WARNING, "other options than those at the start need a restart");
    }
  }

  private void runSubsystems(Honeynet honeynet) {
    List<SubsystemSite> sites = SubsystemPlan.of(honeynet, announcer);
    network.retainListening(sites.stream().map(SubsystemSite::key).collect(Collectors.toSet()));
    services
        .subsystems()
        .adopt(
            sites,
            (key, ports) ->
                steer(() -> {
                  if (network.listens(key, ports)) {
                    boolean _ = adopt();
                  }
                }));
  }

  private void awaitTaken(List<CompletableFuture<Void>> taken) {
    try {
      CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new))
          .get(ADOPTION_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      announcer.say(
          Severity.ERROR,
          "the kernel's filter stays as it was, so that new addresses may not be heard: "
              + e.getCause());
    } catch (TimeoutException e) {
      announcer.say(
          Severity.ERROR,
          "a worker has not taken the network within " + ADOPTION_SECONDS + " seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Changes the network by configuration lines, which are in force when this returns. Control
  /// thread.
  ///
  /// @return what became of each
  List<Outcome> change(List<String> lines) {
    List<Outcome> outcomes = new ArrayList<>(lines.size());
    boolean changed = false;
    for (String line : lines) {
      Outcome outcome = Outcome.of(network.apply(TYPED, line, this::objection));
      outcomes.add(outcome);
      changed |= outcome.accepted();
    }
    if (changed && !adopt()) {
      outcomes.replaceAll(outcome -> new Outcome(false, outcome.diagnostics()));
    }
    return outcomes;
  }

  /// What a console may do with this daemon. Any thread.
  Operations operations() {
    return new ConsoleOperations(
        new ConsoleOperations.Machine(
            workers.stream().map(RunningWorker::worker).toList(),
            () -> current,
            this::changeInTurn,
            this::counts,
            services::openCount,
            services::childCount,
            services.subsystems()::list,
            links.ofWorkers().getFirst().stream().map(Link::name).toList(),
            clock,
            startedNs));
  }

  /// Has the control thread change the network, and waits for it.
  private List<Outcome> changeInTurn(List<String> lines) throws InterruptedException {
    CompletableFuture<List<Outcome>> done = new CompletableFuture<>();
    steer(() -> {
      try {
        done.complete(change(lines));
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    });
    try {
      return done.get();
    } catch (ExecutionException e) {
      tellError("console", e);
      return Collections.nCopies(lines.size(), new Outcome(false, List.of()));
    }
  }

  /// Closes and opens the log files.
  void reopenLogs() {
    reporter.reopen();
  }

  /// Stops in the order in which nothing is lost: no new packets, then the services, then the logs.
  @Override
  public void close() {
    leases.close();
    arpWatches.close();
    preparation.stop();
    workers.forEach(each -> each.runner.stop());
    workers.forEach(each -> join(each.thread()));
    services.close();
    privileges.close();
    tunnels.close();
    workers.forEach(each -> each.idle.close());
    if (debug) {
      counts().forEach((name, n) -> announcer.say(Severity.DEBUG, name + " " + n));
    }
    reporterRunner.stop();
    join(reporterThread);
  }

  /// All counters that are not zero, by their names. Any thread.
  private Map<String, Long> counts() {
    Map<String, Long> out = new LinkedHashMap<>();
    List<Counters> all =
        new ArrayList<>(
            List.of(serviceCounters, reporterCounters, leases.counters(), arpWatches.counters()));
    workers.forEach(each -> all.add(each.counters));
    for (Counter c : Counter.values()) {
      out.merge(c.stableName(), all.stream().mapToLong(each -> each.get(c)).sum(), Long::sum);
    }
    for (DropReason r : DropReason.values()) {
      out.merge(
          "drop." + r.stableName(), all.stream().mapToLong(each -> each.get(r)).sum(), Long::sum);
    }
    out.values().removeIf(n -> n == 0);
    return out;
  }

  /// Runs a thread at a priority: an answer must not wait for a log line where the two share a
  /// processor. Without the right to go before others a worker stays where it is.
  private static void runAt(int niceness, Runnable work) {
    int _ = Processes.setpriority(new CallState(), Processes.PRIO_PROCESS, 0, niceness);
    work.run();
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
