package honeyd.service;

import honeyd.sys.CallState;
import honeyd.sys.Credentials;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Processes;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Starts programs with posix_spawn(3): in a session of their own, with default signals, the three
/// standard descriptors and nothing else.
///
/// Stateless; any thread with its own [CallState].
final class Spawner {
  private static final int STANDARD_FDS = 3;

  private Spawner() {}

  /// Two descriptors that belong together, ours non-blocking, both closed in other children.
  record Pair(int ours, int theirs) {}

  /// A pair of connected local sockets of [Sockets#SOCK_STREAM] or [#SOCK_SEQPACKET].
  static Pair socketPair(CallState state, int type) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
      int result = Sockets.socketpair(state, Sockets.AF_UNIX, type | Sockets.SOCK_CLOEXEC, 0, fds);
      failIfNegative("socketpair", result);
      return pair(
          state, fds.getAtIndex(ValueLayout.JAVA_INT, 0), fds.getAtIndex(ValueLayout.JAVA_INT, 1));
    }
  }

  /// unix(7): messages with boundaries, in order, and an end.
  static final int SOCK_SEQPACKET = 5;

  /// A pipe whose reading end is ours.
  static Pair pipeToUs(CallState state) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
      failIfNegative("pipe2", Files.pipe2(state, fds, Files.O_CLOEXEC));
      return pair(
          state, fds.getAtIndex(ValueLayout.JAVA_INT, 0), fds.getAtIndex(ValueLayout.JAVA_INT, 1));
    }
  }

  private static Pair pair(CallState state, int ours, int theirs) throws IOException {
    int result = Files.fcntl(state, ours, Files.F_SETFL, Files.O_NONBLOCK);
    if (result < 0) {
      Files.close(state, ours);
      Files.close(state, theirs);
    }
    failIfNegative("fcntl", result);
    return new Pair(ours, theirs);
  }

  /// Starts a program; returns its process id, which is its session's and group's as well.
  ///
  /// A file that is executable but no program the kernel knows is given to `/bin/sh`, as execvp(3)
  /// does.
  ///
  /// @throws IOException with the kernel's reason
  static int spawn(
      CallState state,
      String program,
      List<String> words,
      List<String> environment,
      int stdin,
      int stdout,
      int stderr)
      throws IOException {
    // What a service manager let the daemon have over executions is not for its scripts.
    Credentials.threadClearAmbient(state);
    int pid = trySpawn(state, program, words, environment, stdin, stdout, stderr);
    if (pid == -Errno.ENOEXEC) {
      List<String> shell = new ArrayList<>(List.of("sh", program));
      shell.addAll(words.subList(1, words.size()));
      pid = trySpawn(state, "/bin/sh", shell, environment, stdin, stdout, stderr);
    }
    if (pid < 0) {
      throw new IOException(Errno.text(pid));
    }
    return pid;
  }

  private static int trySpawn(
      CallState state,
      String program,
      List<String> words,
      List<String> environment,
      int stdin,
      int stdout,
      int stderr) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(Processes.POSIX_SPAWN_FILE_ACTIONS_T_BYTES, 8);
      MemorySegment attributes = arena.allocate(Processes.POSIX_SPAWNATTR_T_BYTES, 8);
      MemorySegment signals = arena.allocate(Processes.SIGSET_T_BYTES, 8);
      MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
      Processes.posix_spawn_file_actions_init(actions);
      Processes.posix_spawnattr_init(attributes);
      try {
        Processes.posix_spawn_file_actions_adddup2(actions, stdin, 0);
        Processes.posix_spawn_file_actions_adddup2(actions, stdout, 1);
        Processes.posix_spawn_file_actions_adddup2(actions, stderr, 2);
        // The JVM's own sockets are not close-on-exec: a child that held one would keep a
        // connection of somebody else open.
        Processes.posix_spawn_file_actions_addclosefrom_np(actions, STANDARD_FDS);
        Processes.sigfillset(state, signals);
        Processes.posix_spawnattr_setsigdefault(attributes, signals);
        Processes.sigemptyset(state, signals);
        Processes.posix_spawnattr_setsigmask(attributes, signals);
        Processes.posix_spawnattr_setflags(
            attributes,
            (short)
                (Processes.POSIX_SPAWN_SETSID
                    | Processes.POSIX_SPAWN_SETSIGDEF
                    | Processes.POSIX_SPAWN_SETSIGMASK));
        int result =
            Processes.posix_spawn(
                pid,
                arena.allocateFrom(program),
                actions,
                attributes,
                strings(arena, words),
                strings(arena, environment));
        return result < 0 ? result : pid.get(ValueLayout.JAVA_INT, 0);
      } finally {
        Processes.posix_spawn_file_actions_destroy(actions);
        Processes.posix_spawnattr_destroy(attributes);
      }
    }
  }

  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    array.setAtIndex(ValueLayout.ADDRESS, texts.size(), MemorySegment.NULL);
    return array;
  }

  private static void failIfNegative(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + Errno.text(result));
    }
  }
}
