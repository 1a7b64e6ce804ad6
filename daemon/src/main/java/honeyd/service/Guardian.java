package honeyd.service;

import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Processes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/// A small shell process that outlives the daemon by a moment and kills every script it left
/// behind, however the daemon ended: `kill -9` included.
///
/// It holds a pipe only the daemon writes into, which nobody does; when the pipe ends, the daemon
/// is gone, and the groups on the list are killed. The list is memory that both share, so that a
/// script costs neither a message nor a turn of the guardian's. It runs in a session of its own and
/// ignores the signals that a terminal sends to all. Should it be killed itself, the next script
/// starts another. It is the scripts' user, who may kill them.
///
/// Any thread.
final class Guardian implements AutoCloseable {
  private static final String PROGRAM =
      """
      trap '' HUP INT QUIT TERM PIPE
      read -r nothing
      while read -r group; do
        [ -z "$group" ] || kill -KILL "-$group"
      done <&1
      """;

  /// A line of the list is one word of memory, so that it is written whole or not at all: seven
  /// places for a group, as many as PID_MAX_LIMIT of the kernel (4,194,304) has, and a newline.
  private static final int SLOT_BYTES = 8;

  private static final long EMPTY = line("");
  private static final VarHandle WORDS =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final AsUser as;
  private final CallState state = new CallState();
  private final Arena arena = Arena.ofShared();
  private final int list;
  private final MemorySegment slots;
  private final int[] free;
  private int freeCount;
  private int pipe = -1;
  private int pid = -1;
  private boolean closed;

  /// Starts the process.
  ///
  /// @param as how to act as the scripts' user
  /// @param capacity groups that can be on the list at the same time
  /// @throws IOException when it cannot be started
  Guardian(AsUser as, int capacity) throws IOException {
    this.as = as;
    // A mapping cannot be empty.
    int places = Math.max(1, capacity);
    long bytes = (long) places * SLOT_BYTES;
    list = Files.memfd_create(state, arena.allocateFrom("honeyd-scripts"), Files.MFD_CLOEXEC);
    failIfNegative("memfd_create", list);
    failIfNegative("ftruncate", Files.ftruncate(state, list, bytes));
    slots =
        Files.mmap(state, bytes, Files.PROT_READ | Files.PROT_WRITE, Files.MAP_SHARED, list, arena);
    if (slots.byteSize() == 0) {
      failIfNegative("mmap", (int) slots.address());
    }
    free = new int[places];
    for (int i = places - 1; i >= 0; i--) {
      WORDS.setRelease(slots, (long) i * SLOT_BYTES, EMPTY);
      free[freeCount++] = i;
    }
    try {
      start();
    } catch (IOException e) {
      Files.close(state, list);
      arena.close();
      throw e;
    }
  }

  private static void failIfNegative(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + Errno.text(result));
    }
  }

  /// A line as the word that is in memory then.
  private static long line(String group) {
    long word = '\n';
    for (int i = SLOT_BYTES - 2; i >= 0; i--) {
      word = word << 8 | (i < group.length() ? group.charAt(i) : ' ');
    }
    return word;
  }

  private void start() throws IOException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment fds = scratch.allocate(ValueLayout.JAVA_INT, 2);
      failIfNegative("pipe2", Files.pipe2(state, fds, Files.O_CLOEXEC));
      int readingEnd = fds.getAtIndex(ValueLayout.JAVA_INT, 0);
      int writingEnd = fds.getAtIndex(ValueLayout.JAVA_INT, 1);
      int devNull =
          Files.open(state, scratch.allocateFrom("/dev/null"), Files.O_RDWR | Files.O_CLOEXEC, 0);
      try {
        pid =
            as.run(own ->
                Spawner.spawn(
                    own,
                    "/bin/sh",
                    List.of("honeyd-guardian", "-c", PROGRAM),
                    List.of("PATH=" + ScriptCommand.PATH),
                    readingEnd,
                    list,
                    devNull));
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

  /// Puts a process group on the list; returns its place there.
  ///
  /// @throws IOException when the list is full, the daemon stops, or there is no guardian and none
  ///   can be started
  synchronized int add(int group) throws IOException {
    if (closed || freeCount == 0) {
      throw new IOException("nobody can watch over more scripts");
    }
    int place = free[--freeCount];
    WORDS.setRelease(slots, (long) place * SLOT_BYTES, line(Integer.toString(group)));
    if (isDead()) {
      Files.close(state, pipe);
      try {
        start();
      } catch (IOException e) {
        remove(place);
        throw e;
      }
    }
    return place;
  }

  /// Takes a process group off the list; call it before the group's number can be used again.
  synchronized void remove(int place) {
    if (!closed) {
      WORDS.setRelease(slots, (long) place * SLOT_BYTES, EMPTY);
      free[freeCount++] = place;
    }
  }

  /// Whether the process has ended; it is reaped then.
  private boolean isDead() {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment status = scratch.allocate(ValueLayout.JAVA_INT);
      return Processes.waitpid(state, pid, status, Processes.WNOHANG) != 0;
    }
  }

  /// Ends the process, which kills what is still on the list.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Files.close(state, pipe);
    try (Arena scratch = Arena.ofConfined()) {
      Processes.waitpid(state, pid, scratch.allocate(ValueLayout.JAVA_INT), 0);
    }
    Files.close(state, list);
    arena.close();
  }
}
