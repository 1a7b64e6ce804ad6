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
import honeyd.event.Event.Severity;
import honeyd.event.EventRing;
import honeyd.link.EpollIdle;
import honeyd.model.Honeynet;
import honeyd.report.EventQueue;
import honeyd.report.EventWriter;
import honeyd.report.LiveLines;
import honeyd.report.Reporter;
import honeyd.report.SyslogWriter;
import honeyd.service.ServiceSettings;
import honeyd.service.Services;
import honeyd.stack.Claims;
import honeyd.stack.StackSettings;
import honeyd.stack.Worker;
import honeyd.stack.tcp.TcpInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The running daemon: worker, reporter and services, wired together and started.
///
/// Started, steered and closed by the control thread.
final class Daemon implements AutoCloseable {
  private static final int RING_EVENTS = 1 << 16;
  private static final int QUEUE_EVENTS = 1 << 14;

  private final Counters workerCounters = new Counters();
  private final Counters serviceCounters = new Counters();
  private final Counters reporterCounters = new Counters();
  private final DistinctErrorLog errors = new DistinctErrorLog();
  private final Clock clock = new SystemClock();
  private final boolean debug;
  private final Announcer announcer;
  private volatile Honeynet current;
  private Preparation preparation;
  private final Reporter reporter;
  private final AgentRunner reporterRunner;
  private final Thread reporterThread;
  private final Services services;
  private final Worker worker;
  private final EpollIdle workerIdle;
  private final AgentRunner workerRunner;
  private final Thread workerThread;

  /// Opens the links, starts all threads; returns when packets are answered.
  ///
  /// @param live whether readable lines go to standard output instead of syslog
  /// @throws StartException when a link or file cannot be opened; nothing is left behind
  static Daemon start(HoneydOptions options, Setting setting, Honeynet honeynet, boolean live)
      throws StartException {
    return new Daemon(options, setting, honeynet, live);
  }

  private Daemon(HoneydOptions options, Setting setting, Honeynet honeynet, boolean live)
      throws StartException {
    debug = options.isDebug();
    current = honeynet;
    ParkIdle reporterIdle = new ParkIdle();
    EventRing ring = new EventRing(RING_EVENTS, debug, reporterIdle::wakeup);
    EventQueue queue = new EventQueue(QUEUE_EVENTS, reporterIdle::wakeup);
    announcer = new Announcer(queue, clock);
    Links links = Links.open(options, honeynet, workerCounters, announcer);
    try {
      workerIdle = new EpollIdle(links.all());
      services =
          new Services(
              name -> current.templates().get(name),
              queue::offer,
              clock,
              serviceCounters,
              new ServiceSettings(
                  options.maxChildren,
                  ServiceSettings.DEFAULT_MAX_PROXIES,
                  DemoCommand.home().toString(),
                  ZoneId.systemDefault()));
    } catch (IOException e) {
      links.close();
      throw new StartException(String.valueOf(e.getMessage()));
    }
    reporter =
        new Reporter(
            List.of(ring),
            queue,
            writers(options, queue, live),
            clock,
            reporterCounters,
            reporterIdle::wakeup);
    reporterRunner = runner(reporter, reporterIdle, reporterCounters, Moderation.none());
    worker =
        new Worker(
            new Worker.Parts(
                "worker-0",
                links.all(),
                honeynet,
                Claims.of(links.claimed()),
                StackSettings.defaults().withMaxConnections(options.maxConnections),
                clock,
                workerIdle,
                options.seed != null ? options.seed : new SecureRandom().nextLong(),
                setting.hash(),
                workerCounters,
                ring,
                services,
                TcpInput::new));
    workerRunner = runner(worker, workerIdle, workerCounters, Moderation.ofPackets());
    reporter.start();
    announcer.say(Severity.NOTICE, "started with " + CommandLineText.withoutSecrets());
    reporterThread = Thread.ofPlatform().name(reporter.roleName()).start(reporterRunner);
    workerThread = Thread.ofPlatform().name(worker.roleName()).start(workerRunner);
    preparation = Preparation.of(honeynet);
    links.announce();
    announcer.say(Severity.WARNING, "Running with root privileges.");
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
    List<EventWriter> out = new ArrayList<>(LogWriters.files(options, queue, reporterCounters));
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

  /// Takes another network into service.
  void adopt(Honeynet honeynet) {
    current = honeynet;
    preparation.stop();
    preparation = Preparation.of(honeynet);
    worker.adopt(honeynet);
  }

  /// Closes and opens the log files.
  void reopenLogs() {
    reporter.reopen();
  }

  /// Stops in the order in which nothing is lost: no new packets, then the services, then the logs.
  @Override
  public void close() {
    preparation.stop();
    workerRunner.stop();
    join(workerThread);
    services.close();
    workerIdle.close();
    if (debug) {
      countersText().forEach((name, n) -> announcer.say(Severity.DEBUG, name + " " + n));
    }
    reporterRunner.stop();
    join(reporterThread);
  }

  private Map<String, Long> countersText() {
    Map<String, Long> out = new LinkedHashMap<>();
    for (Counter c : Counter.values()) {
      out.merge(
          c.stableName(),
          workerCounters.get(c) + serviceCounters.get(c) + reporterCounters.get(c),
          Long::sum);
    }
    for (DropReason r : DropReason.values()) {
      out.merge("drop." + r.stableName(), workerCounters.get(r), Long::sum);
    }
    out.values().removeIf(n -> n == 0);
    return out;
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
