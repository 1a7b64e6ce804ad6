package honeyd.sys;

import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each kind of call once: what a success and a failure look like from Java.
class CallsTest {
  private final Arena arena = Arena.ofConfined();
  private final CallState state = new CallState();

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void everySymbol_isThere() {
    assertThatCode(Symbol::check).doesNotThrowAnyException();
  }

  @Test
  void failedCall_returnsNegativeErrnoWithItsText() {
    MemorySegment path = arena.allocateFrom("/nowhere/at/all");
    int result = Files.open(state, path, Files.O_RDONLY, 0);
    assertThat(result).isEqualTo(-Errno.ENOENT);
    assertThat(Errno.text(result)).isEqualTo("No such file or directory");
    assertThat(Files.close(state, -1)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void sharedMemory_isAFileToo() {
    int fd = Files.memfd_create(state, arena.allocateFrom("test"), Files.MFD_CLOEXEC);
    assertThat(fd).isNotNegative();
    assertThat(Files.ftruncate(state, fd, 4096)).isZero();
    MemorySegment mapped =
        Files.mmap(state, 4096, Files.PROT_READ | Files.PROT_WRITE, Files.MAP_SHARED, fd, arena);
    mapped.setString(0, "hello");
    MemorySegment in = arena.allocate(6);
    assertThat(Files.read(state, fd, in)).isEqualTo(6);
    assertThat(in.getString(0)).isEqualTo("hello");
    assertThat(Files.close(state, fd)).isZero();
    assertThat(Files.ftruncate(state, -1, 1)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void bytesWritten_comeOutOfTheSocketPairAndEndAtShutdown() {
    MemorySegment fds = arena.allocate(JAVA_INT, 2);
    int type = Sockets.SOCK_STREAM | Sockets.SOCK_CLOEXEC | Sockets.SOCK_NONBLOCK;
    assertThat(Sockets.socketpair(state, Sockets.AF_UNIX, type, 0, fds)).isZero();
    int a = fds.getAtIndex(JAVA_INT, 0);
    int b = fds.getAtIndex(JAVA_INT, 1);
    MemorySegment in = arena.allocate(16);
    assertThat(Files.read(state, b, in)).isEqualTo(-Errno.EAGAIN);
    assertThat(Files.write(state, a, arena.allocateFrom("hello"))).isEqualTo(6);
    assertThat(Files.read(state, b, in)).isEqualTo(6);
    assertThat(in.getString(0)).isEqualTo("hello");
    assertThat(Sockets.shutdown(state, a, Sockets.SHUT_WR)).isZero();
    assertThat(Files.read(state, b, in)).isZero();
    assertThat(Files.close(state, a)).isZero();
    assertThat(Files.close(state, b)).isZero();
  }

  @Test
  void eventfd_makesEpollReturnItsData() {
    int event = Files.eventfd(state, 0, Files.EFD_NONBLOCK | Files.EFD_CLOEXEC);
    int epoll = Files.epoll_create1(state, Files.EPOLL_CLOEXEC);
    MemorySegment wanted = arena.allocate(NetStructs.EPOLL_EVENT);
    wanted.set(JAVA_INT_UNALIGNED, offset(NetStructs.EPOLL_EVENT, "events"), Files.EPOLLIN);
    wanted.set(JAVA_LONG_UNALIGNED, offset(NetStructs.EPOLL_EVENT, "data"), 0x1122_3344_5566_7788L);
    assertThat(Files.epoll_ctl(state, epoll, Files.EPOLL_CTL_ADD, event, wanted)).isZero();
    MemorySegment ready = arena.allocate(NetStructs.EPOLL_EVENT, 2);
    assertThat(Files.epoll_wait(state, epoll, ready, 2, 0)).isZero();
    MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
    assertThat(Files.write(state, event, one)).isEqualTo(8);
    assertThat(Files.epoll_wait(state, epoll, ready, 2, 1000)).isEqualTo(1);
    assertThat(ready.get(JAVA_LONG_UNALIGNED, offset(NetStructs.EPOLL_EVENT, "data")))
        .isEqualTo(0x1122_3344_5566_7788L);
    Files.close(state, epoll);
    Files.close(state, event);
  }

  @Test
  void spawnedChild_runsInItsOwnSessionWithItsOutputInThePipe() {
    MemorySegment fds = arena.allocate(JAVA_INT, 2);
    assertThat(Files.pipe2(state, fds, Files.O_CLOEXEC)).isZero();
    int readEnd = fds.getAtIndex(JAVA_INT, 0);
    int writeEnd = fds.getAtIndex(JAVA_INT, 1);
    MemorySegment actions = arena.allocate(Processes.POSIX_SPAWN_FILE_ACTIONS_T_BYTES, 16);
    MemorySegment attributes = arena.allocate(Processes.POSIX_SPAWNATTR_T_BYTES, 16);
    assertThat(Processes.posix_spawn_file_actions_init(actions)).isZero();
    assertThat(Processes.posix_spawn_file_actions_adddup2(actions, writeEnd, 1)).isZero();
    assertThat(Processes.posix_spawnattr_init(attributes)).isZero();
    MemorySegment signals = arena.allocate(Processes.SIGSET_T_BYTES, 8);
    assertThat(Processes.sigfillset(state, signals)).isZero();
    assertThat(Processes.posix_spawnattr_setsigdefault(attributes, signals)).isZero();
    assertThat(Processes.sigemptyset(state, signals)).isZero();
    assertThat(Processes.posix_spawnattr_setsigmask(attributes, signals)).isZero();
    int flags =
        Processes.POSIX_SPAWN_SETSID
            | Processes.POSIX_SPAWN_SETSIGDEF
            | Processes.POSIX_SPAWN_SETSIGMASK;
    assertThat(Processes.posix_spawnattr_setflags(attributes, (short) flags)).isZero();
    MemorySegment pid = arena.allocate(JAVA_INT);
    assertThat(
            Processes.posix_spawn(
                pid,
                arena.allocateFrom("/bin/sh"),
                actions,
                attributes,
                strings("sh", "-c", "ps -o sid= -p $$ 2>/dev/null || echo $$; echo $A; exit 7"),
                strings("A=b c", "PATH=/usr/bin:/bin")))
        .isZero();
    assertThat(Processes.posix_spawnattr_destroy(attributes)).isZero();
    assertThat(Processes.posix_spawn_file_actions_destroy(actions)).isZero();
    Files.close(state, writeEnd);
    String output = readAll(readEnd);
    int child = pid.get(JAVA_INT, 0);
    MemorySegment status = arena.allocate(JAVA_INT);
    assertThat(Processes.waitpid(state, child, status, 0)).isEqualTo(child);
    assertThat(WaitStatus.exited(status.get(JAVA_INT, 0))).isTrue();
    assertThat(WaitStatus.exitCode(status.get(JAVA_INT, 0))).isEqualTo(7);
    assertThat(output.lines().map(String::strip)).isEqualTo(List.of("" + child, "b c"));
    assertThat(Processes.kill(state, child, 0)).isEqualTo(-Errno.ESRCH);
    Files.close(state, readEnd);
  }

  @Test
  void spawnOfNoSuchProgram_isMinusEnoent() {
    assertThat(
            Processes.posix_spawn(
                arena.allocate(JAVA_INT),
                arena.allocateFrom("/nowhere/prog"),
                MemorySegment.NULL,
                MemorySegment.NULL,
                strings("prog"),
                strings()))
        .isEqualTo(-Errno.ENOENT);
  }

  @Test
  void killedChild_showsItsSignal() {
    MemorySegment pid = arena.allocate(JAVA_INT);
    Processes.posix_spawn(
        pid,
        arena.allocateFrom("/bin/sleep"),
        MemorySegment.NULL,
        MemorySegment.NULL,
        strings("sleep", "60"),
        strings());
    int child = pid.get(JAVA_INT, 0);
    MemorySegment status = arena.allocate(JAVA_INT);
    assertThat(Processes.waitpid(state, child, status, Processes.WNOHANG)).isZero();
    assertThat(Processes.kill(state, child, Signals.SIGKILL)).isZero();
    assertThat(Processes.waitpid(state, child, status, 0)).isEqualTo(child);
    assertThat(WaitStatus.exited(status.get(JAVA_INT, 0))).isFalse();
    assertThat(WaitStatus.signal(status.get(JAVA_INT, 0))).isEqualTo(Signals.SIGKILL);
  }

  @Test
  void limitsAndIds_areRead() {
    MemorySegment limit = arena.allocate(NetStructs.RLIMIT);
    assertThat(Processes.getrlimit(state, Processes.RLIMIT_NOFILE, limit)).isZero();
    assertThat(limit.get(JAVA_LONG, 0)).isPositive();
    assertThat(Processes.prlimit(state, 0, Processes.RLIMIT_NOFILE, MemorySegment.NULL, limit))
        .isZero();
    assertThat((long) Processes.getpid()).isEqualTo(ProcessHandle.current().pid());
    MemorySegment random = arena.allocate(32);
    assertThat(Processes.getrandom(state, random, 0)).isEqualTo(32);
    assertThat(random.toArray(JAVA_BYTE)).isNotEqualTo(new byte[32]);
  }

  @Test
  void mappingOfABadDescriptor_isMinusErrno() {
    MemorySegment none =
        Files.mmap(state, 4096, Files.PROT_READ, Files.MAP_SHARED, -1, Arena.global());
    assertThat(none.byteSize()).isZero();
    assertThat(none.address()).isEqualTo(-Errno.EBADF);
  }

  private MemorySegment strings(String... values) {
    MemorySegment array = arena.allocate(ADDRESS, values.length + 1L);
    for (int i = 0; i < values.length; i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(values[i]));
    }
    return array;
  }

  private String readAll(int fd) {
    StringBuilder text = new StringBuilder();
    MemorySegment bytes = arena.allocate(256);
    long n;
    while ((n = Files.read(state, fd, bytes)) > 0) {
      text.append(new String(bytes.asSlice(0, n).toArray(JAVA_BYTE), StandardCharsets.UTF_8));
    }
    return text.toString();
  }
}
