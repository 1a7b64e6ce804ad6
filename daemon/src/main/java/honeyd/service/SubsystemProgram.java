package honeyd.service;

import honeyd.base.Clock;
import honeyd.event.Event.Severity;
import honeyd.flow.Flow;
import honeyd.model.SubsystemSite;
import honeyd.sys.CallState;
import honeyd.sys.Files;
import honeyd.sys.Processes;
import honeyd.sys.WaitStatus;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One program of a subsystem in a network of its own: started, looked at for the ports on which it
/// listens, started again when it is to be.
///
/// A virtual thread supervises it; [#connect] may be called by any.
final class SubsystemProgram implements Runnable {
  /// Honeyd's: a program that ran for less is given time to come to its senses.
  private static final long SHORT_RUN_NS = 5_000_000_000L;

  private static final long REST_NS = 10_000_000_000L;
  private static final long LOOK_EVERY_NS = 100_000_000L;
  private static final long STOP_NS = 1_000_000_000L;
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;
  private static final int NOT_RUNNING = 0;
  private static final int UNWATCHED = -1;

  private final SubsystemSite site;
  private final IsolatedThread network;
  private final FdPoller poller;
  private final Guardian guardian;
  private final ServiceSettings settings;
  private final ServiceReports reports;
  private final Consumer<Set<ListeningPort>> changed;
  private final CallState state = new CallState();
  private Set<ListeningPort> listening = Set.of();
  private volatile boolean stopping;
  private volatile int pid = NOT_RUNNING;
  private int place;
  private long startedNs;
  private long nextStartNs;
  private boolean neverAgain;

  /// @param changed hears of the ports on which it listens
  SubsystemProgram(
      SubsystemSite site,
      IsolatedThread network,
      FdPoller poller,
      Guardian guardian,
      ServiceSettings settings,
      ServiceReports reports,
      Consumer<Set<ListeningPort>> changed) {
    this.site = site;
    this.network = network;
    this.poller = poller;
    this.guardian = guardian;
    this.settings = settings;
    this.reports = reports;
    this.changed = changed;
  }

  SubsystemSite site() {
    return site;
  }

  /// Process id, 0 while nothing runs.
  int pid() {
    return pid;
  }

  @Override
  public void run() {
    Clock clock = reports.clock();
    nextStartNs = clock.nanoTime();
    while (!stopping) {
      long nowNs = clock.nanoTime();
      try {
        if (pid == NOT_RUNNING && !neverAgain && nowNs - nextStartNs >= 0) {
          start(nowNs);
        } else if (pid != NOT_RUNNING && isDead()) {
          ended(nowNs);
        }
        look();
      } catch (IOException e) {
        neverAgain = pid == NOT_RUNNING;
        if (!stopping) {
          reports.sayNowAndThen(site.key(), Severity.ERROR, name() + ": " + e.getMessage());
        }
      }
      LockSupport.parkNanos(this, LOOK_EVERY_NS);
    }
    stop(clock);
  }

  private String name() {
    return "subsystem \""
        + site.subsystem().command()
        + "\" of "
        + (site.host() == null ? site.template().name() : site.host());
  }

  private void start(long nowNs) throws IOException {
    List<String> words = List.of(site.subsystem().command().strip().split("\\s+", -1));
    String program = ScriptCommand.find(words.getFirst());
    Spawner.Pair output = Spawner.pipeToUs(state);
    int started;
    int devNull = NOT_RUNNING;
    try (Arena arena = Arena.ofConfined()) {
      devNull =
          Files.open(state, arena.allocateFrom("/dev/null"), Files.O_RDWR | Files.O_CLOEXEC, 0);
      int input = devNull;
      started =
          network.call(() ->
              Spawner.spawn(
                  new CallState(),
                  program,
                  words,
                  environment(),
                  input,
                  output.theirs(),
                  output.theirs()));
    } catch (IOException e) {
      Files.close(state, output.ours());
      throw e;
    } finally {
      Files.close(state, output.theirs());
      if (devNull > NOT_RUNNING) {
        Files.close(state, devNull);
      }
    }
    startedNs = nowNs;
    pid = started;
    place = UNWATCHED;
    boolean outputTaken = false;
    PolledFd lines;
    try {
      place = guardian.add(started);
      new ScriptLimits(site.template().maxFds(), settings.maxProcesses()).apply(state, started);
      outputTaken = true;
      lines = poller.register(state, output.ours());
    } catch (IOException e) {
      if (!outputTaken) {
        Files.close(state, output.ours());
      }
      String _ = reap();
      throw e;
    }
    Thread.ofVirtual()
        .name("subsystem-output")
        .start(() -> {
          new StandardError(
                  lines, line -> reports.say(Severity.INFO, name() + ": " + line), reports)
              .run();
          lines.close(new CallState());
        });
    reports.say(Severity.INFO, name() + " runs as process " + started);
  }

  private List<String> environment() {
    List<String> out = new ArrayList<>();
    out.add("HONEYD_TEMPLATE_NAME=" + site.template().name());
    if (site.template().personalityName() != null) {
      out.add("HONEYD_PERSONALITY=" + site.template().personalityName());
    }
    if (site.host() != null) {
      out.add("HONEYD_IP_DST=" + site.host());
    }
    out.add("HONEYD_HOME=" + settings.home());
    out.add("PATH=" + ScriptCommand.PATH);
    return out;
  }

  private boolean isDead() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment siginfo = arena.allocate(Processes.SIGINFO_T_BYTES, 8);
      int result =
          Processes.waitid(
              state,
              Processes.P_PID,
              pid,
              siginfo,
              Processes.WEXITED | Processes.WNOHANG | Processes.WNOWAIT);
      return result < 0 || siginfo.get(ValueLayout.JAVA_INT, Processes.SIGINFO_SI_PID) == pid;
    }
  }

  private void ended(long nowNs) {
    String how = reap();
    boolean shortRun = nowNs - startedNs < SHORT_RUN_NS;
    nextStartNs = shortRun ? nowNs + REST_NS : nowNs;
    neverAgain = !site.subsystem().restart();
    reports.say(
        Severity.WARNING,
        name()
            + " ended ("
            + how
            + ")"
            + (neverAgain
                ? "; its ports are closed, \"restart\" would start it again"
                : shortRun ? "; it is started again in 10 seconds" : "; it is started again"));
  }

  /// Kills the rest of its group while the number cannot be used again; how it ended.
  private String reap() {
    Processes.kill(state, -pid, SIGKILL);
    if (place != UNWATCHED) {
      guardian.remove(place);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      while (Processes.waitpid(state, pid, status, Processes.WNOHANG) == 0) {
        LockSupport.parkNanos(this, LOOK_EVERY_NS / 100);
      }
      pid = NOT_RUNNING;
      int word = status.get(ValueLayout.JAVA_INT, 0);
      int signal = WaitStatus.signal(word);
      return signal != 0 ? "signal " + signal : "exit code " + (word >> 8 & 0xff);
    }
  }

  private void look() throws IOException {
    Set<ListeningPort> now =
        pid == NOT_RUNNING ? Set.of() : network.call(ListeningPort::ofThisThread);
    if (!now.equals(listening)) {
      listening = now;
      changed.accept(now);
    }
  }

  /// A connection to the program, which sees the visitor at its other end.
  ///
  /// @throws IOException when nothing listens there
  SocketChannel connect(Flow flow) throws IOException {
    SocketChannel channel = network.call(() -> bound(flow));
    try {
      InetAddress host = InetAddress.getByName(flow.local().toString());
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(new InetSocketAddress(host, flow.localPort()), CONNECT_TIMEOUT_MS);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException(name() + ": " + e.getMessage(), e);
    }
  }

  private static SocketChannel bound(Flow flow) throws IOException {
    InetAddress visitor = InetAddress.getByName(flow.remote().toString());
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(visitor, flow.remotePort()));
    } catch (BindException _) {
      // The same visitor's last connection from there is not forgotten yet.
      channel.bind(new InetSocketAddress(visitor, 0));
    }
    return channel;
  }

  /// Has [#run] end the program and return. Any thread.
  void end(Thread supervisor) {
    stopping = true;
    LockSupport.unpark(supervisor);
  }

  private void stop(Clock clock) {
    if (pid == NOT_RUNNING) {
      return;
    }
    Processes.kill(state, -pid, SIGTERM);
    long startNs = clock.nanoTime();
    while (!isDead() && clock.nanoTime() - startNs < STOP_NS) {
      LockSupport.parkNanos(this, LOOK_EVERY_NS / 10);
    }
    String _ = reap();
  }
}
