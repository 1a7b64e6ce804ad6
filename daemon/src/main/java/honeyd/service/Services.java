package honeyd.service;

import honeyd.base.Clock;
import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.event.Event.Severity;
import honeyd.flow.Flow;
import honeyd.flow.FlowAcceptor;
import honeyd.flow.FlowDatagrams;
import honeyd.flow.FlowStream;
import honeyd.model.Behaviour;
import honeyd.model.InternalService;
import honeyd.model.Template;
import honeyd.sys.Sockets;
import honeyd.sys.Warden;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Gives every flow to what answers it: a script, a proxy, a service inside the daemon, or nothing.
///
/// Workers call [#opened], which only starts a virtual thread, asks for turns or refuses.
/// Everything is bounded: scripts, proxied flows and connections to internal services by a number
/// each, their memory by pipes. An error of one service ends that service.
public final class Services implements FlowAcceptor, AutoCloseable {
  private static final long CLOSE_NS = 2_000_000_000L;

  private final Function<String, @Nullable Template> templates;
  private final ServiceSettings settings;
  private final ServiceReports reports;
  private final FdPoller poller;
  private final ScriptUsers users;
  private final Resolver resolver = new Resolver();
  private final InternalServices internals;
  private final Subsystems subsystems;
  private final Semaphore scripts;
  private final Semaphore proxies;
  private final Set<Thread> supervisors = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /// Starts what scripts need: a poller and a guardian process.
  ///
  /// @param templates the template of a name in the model now in force, or null
  /// @param events takes what services say; must not block; false when it was lost
  /// @param counters written by services only
  /// @param networks for subsystems
  /// @param warden gives scripts users of their own; stays the caller's
  /// @throws IOException when poller or guardian cannot be started
  public Services(
      Function<String, @Nullable Template> templates,
      Predicate<Event> events,
      Clock clock,
      Counters counters,
      OwnNetworks networks,
      Warden warden,
      ServiceSettings settings)
      throws IOException {
    this.templates = templates;
    this.settings = settings;
    this.reports = new ServiceReports(events, clock, counters);
    this.internals = new InternalServices(reports, settings.zone(), ServiceSettings.MAX_INTERNAL);
    this.scripts = new Semaphore(settings.maxScripts());
    this.proxies = new Semaphore(settings.maxProxies());
    this.users = new ScriptUsers(warden, settings.maxScripts(), reports);
    try {
      this.poller = new FdPoller();
    } catch (IOException e) {
      users.close();
      throw e;
    }
    this.subsystems = new Subsystems(networks, poller, users.own().guardian(), settings, reports);
  }

  @Override
  public void opened(FlowStream stream, Behaviour behaviour) {
    Runnable giveUp =
        () -> {
          stream.reset();
          stream.done();
        };
    switch (behaviour) {
      case Behaviour.Script script ->
          start("script", scripts, giveUp, () -> runScript(stream, script));
      case Behaviour.Proxy proxy ->
          start(
              "proxy",
              proxies,
              giveUp,
              () -> ProxyStream.of(stream, proxy, resolver, reports, settings.zone()).run());
      case Behaviour.Internal internal -> openInternal(stream, internal, giveUp);
      case Behaviour.OfSubsystem port ->
          start(
              "subsystem",
              proxies,
              giveUp,
              () ->
                  new ProxyStream(
                          stream, () -> subsystems.connect(port.key(), stream.flow()), reports)
                      .run());
      case Behaviour.Tarpit tarpit -> opened(stream, tarpit.inner());
      case Behaviour.Open _ -> start("discard", proxies, giveUp, () -> discard(stream));
      case Behaviour.Filtered _, Behaviour.Closed _ -> giveUp.run();
    }
  }

  @Override
  public void opened(FlowDatagrams datagrams, Behaviour behaviour) {
    Runnable giveUp = datagrams::done;
    switch (behaviour) {
      case Behaviour.Script script ->
          start("script", scripts, giveUp, () -> runScript(datagrams, script));
      case Behaviour.Proxy proxy ->
          start(
              "proxy",
              proxies,
              giveUp,
              () -> new ProxyDatagrams(datagrams, proxy, resolver, reports, settings.zone()).run());
      case Behaviour.Internal internal -> {
        InternalService service = internal.service();
        if (service == null) {
          refuseInternal(internal, giveUp);
        } else {
          internals.open(datagrams, service);
        }
      }
      case Behaviour.Tarpit tarpit -> opened(datagrams, tarpit.inner());
      case Behaviour.Open _, Behaviour.OfSubsystem _, Behaviour.Filtered _, Behaviour.Closed _ ->
          giveUp.run();
    }
  }

  /// The real programs on hosts' addresses.
  public Subsystems subsystems() {
    return subsystems;
  }

  /// Scripts and proxied flows that are open now. Any thread.
  public int openCount() {
    return supervisors.size();
  }

  /// Processes of scripts and subsystems that run now, as near as can be told. Any thread.
  public int childCount() {
    return settings.maxScripts() - scripts.availablePermits() + subsystems.count();
  }

  /// Ends all services and their processes, within two seconds.
  @Override
  public void close() {
    closing = true;
    long deadlineNs = reports.clock().nanoTime() + CLOSE_NS;
    boolean interrupted = false;
    for (Thread supervisor : supervisors) {
      supervisor.interrupt();
    }
    for (Thread supervisor : supervisors) {
      long restNs = deadlineNs - reports.clock().nanoTime();
      try {
        if (restNs > 0) {
          boolean _ = supervisor.join(java.time.Duration.ofNanos(restNs));
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    subsystems.close();
    // Whoever is still there now is killed by a guardian.
    users.close();
    poller.close();
    resolver.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Service {
    void run() throws IOException;
  }

  private void start(String kind, Semaphore permits, Runnable giveUp, Service service) {
    if (closing || !permits.tryAcquire()) {
      refuse(kind, giveUp);
      return;
    }
    Thread supervisor =
        Thread.ofVirtual()
            .name("service-" + kind)
            .unstarted(() -> {
              try {
                supervise(giveUp, service);
              } finally {
                supervisors.remove(Thread.currentThread());
                permits.release();
              }
            });
    supervisors.add(supervisor);
    supervisor.start();
    if (closing) {
      supervisor.interrupt();
    }
  }

  private void refuse(String kind, Runnable giveUp) {
    reports.count(Counter.SERVICES_REFUSED);
    reports.sayNowAndThen(
        "refused " + kind,
        Severity.WARNING,
        "refused a connection: too many services of this kind are open: " + kind);
    giveUp.run();
  }

  private void supervise(Runnable giveUp, Service service) {
    try {
      service.run();
    } catch (IOException e) {
      reports.count(Counter.SERVICES_FAILED);
      String why = String.valueOf(e.getMessage());
      reports.sayNowAndThen(why, Severity.WARNING, why);
      giveUp.run();
    } catch (RuntimeException | AssertionError e) {
      reports.count(Counter.SERVICES_FAILED);
      reports.sayNowAndThen(
          e.getClass().getName(), Severity.ERROR, "a service failed by an error of ours: " + e);
      giveUp.run();
    }
  }

  private void runScript(FlowStream stream, Behaviour.Script script) throws IOException {
    ScriptProcess process = startScript(script, stream.flow(), Sockets.SOCK_STREAM);
    new ScriptStream(stream, process).run(() -> closing);
  }

  private void runScript(FlowDatagrams datagrams, Behaviour.Script script) throws IOException {
    ScriptProcess process = startScript(script, datagrams.flow(), Spawner.SOCK_SEQPACKET);
    new ScriptDatagrams(datagrams, process).run(() -> closing);
  }

  private ScriptProcess startScript(Behaviour.Script script, Flow flow, int socketType)
      throws IOException {
    Template template = templates.apply(flow.template());
    ScriptCommand command =
        ScriptCommand.of(
            script, flow, settings.home(), reports.clock().epochMicros(), settings.zone());
    try {
      ScriptProcess process =
          ScriptProcess.start(
              command,
              socketType,
              template == null ? users.own() : users.of(template),
              new ScriptLimits(
                  template == null ? Template.DEFAULT_MAX_FDS : template.maxFds(),
                  settings.maxProcesses()),
              flow,
              poller,
              reports);
      reports.count(Counter.SERVICES_STARTED);
      return process;
    } catch (IOException e) {
      throw new IOException("cannot start \"" + script.command() + "\": " + e.getMessage(), e);
    }
  }

  private void openInternal(FlowStream stream, Behaviour.Internal internal, Runnable giveUp) {
    InternalService service = internal.service();
    if (service == null) {
      refuseInternal(internal, giveUp);
    } else if (!internals.open(stream, service)) {
      refuse("internal", giveUp);
    }
  }

  private void refuseInternal(Behaviour.Internal internal, Runnable giveUp) {
    reports.count(Counter.SERVICES_REFUSED);
    reports.sayNowAndThen(
        "internal " + internal.name(),
        Severity.WARNING,
        "refused a connection: internal service \"" + internal.name() + "\" does not exist here");
    giveUp.run();
  }

  private static void discard(FlowStream stream) throws IOException {
    byte[] bytes = new byte[4096];
    try {
      while (stream.read(bytes, 0, bytes.length) > 0) {
        // thrown away
      }
    } catch (IOException _) {
      // The connection is gone, which is all that was waited for.
    }
    stream.done();
  }
}
