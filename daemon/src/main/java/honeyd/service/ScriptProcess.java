package honeyd.service;

import honeyd.base.Clock;
import honeyd.flow.Flow;
import honeyd.sys.CallState;
import honeyd.sys.Files;
import honeyd.sys.Processes;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One running script: its process group, the socket that is its standard input and output, and
/// what reads its standard error, a thread once there is something to read.
///
/// Owned by the flow's supervising thread, which ends it with [#end].
final class ScriptProcess {
  /// How long a script may go on after its connection is gone.
  static final long GRACE_NS = 2_000_000_000L;

  /// How long a script has to heed SIGTERM.
  static final long TERM_NS = 1_000_000_000L;

  /// Both of these together while the daemon stops.
  static final long STOP_GRACE_NS = 500_000_000L;

  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;
  private static final long FIRST_POLL_NS = 100_000;
  private static final long LAST_POLL_NS = 20_000_000;
  private static final long LAST_WORDS_NS = 200_000_000;

  private final int pid;
  private final int place;
  private final PolledFd io;
  private final PolledFd stderr;
  private final StandardError lines;
  private @Nullable Thread stderrReader;
  private final ScriptUser user;
  private final Clock clock;

  private ScriptProcess(
      int pid,
      int place,
      PolledFd io,
      PolledFd stderr,
      StandardError lines,
      ScriptUser user,
      Clock clock) {
    this.pid = pid;
    this.place = place;
    this.io = io;
    this.stderr = stderr;
    this.lines = lines;
    this.user = user;
    this.clock = clock;
  }

  /// Starts a script on a pair of sockets of this type.
  ///
  /// @param socketType [Sockets#SOCK_STREAM] or [Spawner#SOCK_SEQPACKET]
  /// @param user whose it is
  /// @throws IOException with the reason why it cannot be started; nothing is left behind then
  static ScriptProcess start(
      ScriptCommand command,
      int socketType,
      ScriptUser user,
      ScriptLimits limits,
      Flow flow,
      FdPoller poller,
      ServiceReports reports)
      throws IOException {
    CallState state = new CallState();
    Spawner.Pair socket = Spawner.socketPair(state, socketType);
    Spawner.Pair errors;
    try {
      errors = Spawner.pipeToUs(state);
    } catch (IOException e) {
      closeBoth(state, socket);
      throw e;
    }
    int pid;
    try {
      pid =
          user.as()
              .run(own -> {
                int started =
                    Spawner.spawn(
                        own,
                        command.program(),
                        command.words(),
                        command.environment(),
                        socket.theirs(),
                        socket.theirs(),
                        errors.theirs());
                limits.apply(own, started);
                return started;
              });
    } catch (IOException e) {
      closeBoth(state, socket);
      closeBoth(state, errors);
      throw e;
    }
    Files.close(state, socket.theirs());
    Files.close(state, errors.theirs());
    return adopt(state, pid, socket.ours(), errors.ours(), user, flow, poller, reports);
  }

  private static ScriptProcess adopt(
      CallState state,
      int pid,
      int socket,
      int errors,
      ScriptUser user,
      Flow flow,
      FdPoller poller,
      ServiceReports reports)
      throws IOException {
    boolean socketTaken = false;
    boolean errorsTaken = false;
    int place = -1;
    try {
      place = user.guardian().add(pid);
      socketTaken = true;
      PolledFd io = poller.register(state, socket);
      errorsTaken = true;
      PolledFd stderr = poller.register(state, errors);
      StandardError lines = new StandardError(stderr, flow, reports);
      return new ScriptProcess(pid, place, io, stderr, lines, user, reports.clock());
    } catch (IOException e) {
      if (!socketTaken) {
        Files.close(state, socket);
      }
      if (!errorsTaken) {
        Files.close(state, errors);
      }
      killAndReap(state, pid, place, user);
      throw e;
    }
  }

  /// Standard input and output.
  PolledFd io() {
    return io;
  }

  /// Has what comes from the script wake this thread, which calls [#readErrors] then.
  void wake(Thread thread) {
    io.wake(thread);
    stderr.wake(thread);
  }

  /// Starts the reader of standard error when there is something to read for the first time.
  void readErrors() {
    if (stderrReader == null && stderr.wasEverReadable()) {
      watchErrors();
    }
  }

  /// Starts the reader of standard error, for an owner that waits for other things. Once.
  void watchErrors() {
    stderrReader = Thread.ofVirtual().name("script-stderr").start(lines);
  }

  /// Process id, group and session.
  int pid() {
    return pid;
  }

  /// Ends the script: its input ends; if it goes on it is asked to stop and then killed, with all
  /// of its group. Returns when it is reaped and its descriptors are closed. Nobody may use [#io]
  /// any more.
  ///
  /// @param hurry whether the daemon is stopping; asked again and again
  void end(CallState state, BooleanSupplier hurry) {
    io.shutdown(state, Sockets.SHUT_RDWR);
    long startNs = clock.nanoTime();
    boolean asked = false;
    long pollNs = FIRST_POLL_NS;
    while (!isDead(state)) {
      long ranNs = clock.nanoTime() - startNs;
      long graceNs = hurry.getAsBoolean() ? STOP_GRACE_NS / 2 : GRACE_NS;
      long termNs = hurry.getAsBoolean() ? STOP_GRACE_NS / 2 : TERM_NS;
      if (ranNs >= graceNs + termNs) {
        break;
      }
      if (ranNs >= graceNs && !asked) {
        asked = true;
        user.as().attempt(own -> Processes.kill(own, -pid, SIGTERM));
      }
      // An interrupt only means hurry, which is asked above.
      boolean _ = Thread.interrupted();
      LockSupport.parkNanos(this, pollNs);
      pollNs = Math.min(pollNs * 2, LAST_POLL_NS);
    }
    killAndReap(state, pid, place, user);
    Thread reader = stderrReader;
    if (reader == null) {
      lines.takeRest(state);
    } else {
      joinStderrReader(reader);
    }
    stderr.close(state);
    io.close(state);
  }

  /// Kills the group while the unreaped leader still keeps its number from being used again.
  private static void killAndReap(CallState state, int pid, int place, ScriptUser user) {
    user.as().attempt(own -> Processes.kill(own, -pid, SIGKILL));
    if (place >= 0) {
      user.guardian().remove(place);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      // A killed process is dead in a moment; polling keeps the carrier thread free.
      while (Processes.waitpid(state, pid, status, Processes.WNOHANG) == 0) {
        boolean _ = Thread.interrupted();
        LockSupport.parkNanos(FIRST_POLL_NS);
      }
    }
  }

  private boolean isDead(CallState state) {
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

  /// The pipe ends when the group is dead, unless somebody left the group and kept it.
  private static void joinStderrReader(Thread stderrReader) {
    boolean interrupted = Thread.interrupted();
    try {
      if (!stderrReader.join(java.time.Duration.ofNanos(LAST_WORDS_NS))) {
        stderrReader.interrupt();
        stderrReader.join();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      stderrReader.interrupt();
      joinQuietly(stderrReader);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for a thread that was told to end, whatever interrupts.
  static void joinQuietly(Thread thread) {
    boolean interrupted = Thread.interrupted();
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

  private static void closeBoth(CallState state, Spawner.Pair pair) {
    Files.close(state, pair.ours());
    Files.close(state, pair.theirs());
  }
}
