package honeyd.service;

import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Processes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A small shell process that outlives the daemon by a moment and kills every script it left
/// behind, however the daemon ended: `kill -9` included.
///
/// It reads `+GROUP` and `-GROUP` lines from a pipe only the daemon holds; when the pipe ends, the
/// daemon is gone, and the groups still on the list are killed. It runs in a session of its own and
/// ignores the signals that a terminal sends to all. Should it be killed itself, the next script
/// starts another.
///
/// Any thread.
final class Guardian implements AutoCloseable {
  private static final String PROGRAM =
      """
      trap '' HUP INT QUIT TERM PIPE
      groups=' '
      while read -r line; do
        group=${line#?}
        case $line in
        +*) groups="$groups$group " ;;
        -*) case $groups in
            *" $group "*) groups="${groups%%" $group "*} ${groups#*" $group "}" ;;
            esac ;;
        esac
      done
      for group in $groups; do
        kill -KILL "-$group"
      done
      """;

  private final CallState state = new CallState();
  private final Set<Integer> groups = new LinkedHashSet<>();
  private int pipe = -1;
  private int pid = -1;
  private boolean closed;

  /// Starts the process.
  ///
  /// @throws IOException when it cannot be started
  Guardian() throws IOException {
    start();
  }

  private synchronized void start() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fds = arena.allocate(ValueLayout.JAVA_INT, 2);
      int result = Files.pipe2(state, fds, Files.O_CLOEXEC);
      if (result < 0) {
        throw new IOException("pipe2: " + Errno.text(result));
      }
      int readingEnd = fds.getAtIndex(ValueLayout.JAVA_INT, 0);
      int writingEnd = fds.getAtIndex(ValueLayout.JAVA_INT, 1);
      int devNull =
          Files.open(state, arena.allocateFrom("/dev/null"), Files.O_RDWR | Files.O_CLOEXEC, 0);
      try {
        pid =
            Spawner.spawn(
                state,
                "/bin/sh",
                List.of("honeyd-guardian", "-c", PROGRAM),
                List.of("PATH=" + ScriptCommand.PATH),
                readingEnd,
                devNull,
                devNull);
        pipe = writingEnd;
      } catch (IOException e) {
        Files.close(state, writingEnd);
        throw new IOException("cannot start the scripts' guardian /bin/sh: " + e.getMessage(), e);
      } finally {
        Files.close(state, readingEnd);
        if (devNull >= 0) {
          Files.close(state, devNull);
        }
      }
    }
  }

  /// Puts a process group on the list.
  synchronized void add(int group) throws IOException {
    groups.add(group);
    if (!closed && tell("+" + group) == -Errno.EPIPE) {
      forgetProcess();
      start();
      for (int known : groups) {
        tell("+" + known);
      }
    }
  }

  /// Takes a process group off the list; call it before the group's number can be used again.
  synchronized void remove(int group) {
    groups.remove(group);
    if (!closed) {
      tell("-" + group);
    }
  }

  /// Ends the process, which kills what is still on the list.
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      forgetProcess();
    }
  }

  private long tell(String line) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(line + "\n", StandardCharsets.US_ASCII);
      // A short line is written whole or not at all: pipe(7), PIPE_BUF.
      return Files.write(state, pipe, bytes.asSlice(0, line.length() + 1L));
    }
  }

  private void forgetProcess() {
    Files.close(state, pipe);
    try (Arena arena = Arena.ofConfined()) {
      Processes.waitpid(state, pid, arena.allocate(ValueLayout.JAVA_INT), 0);
    }
  }
}
