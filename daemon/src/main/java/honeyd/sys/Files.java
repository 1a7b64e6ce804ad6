package honeyd.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// File descriptors, waiting on them and mapping them: sections 2 of the Linux manual.
///
/// Results are 0 or more on success and `-errno` on failure. Any thread, each with its own
/// [CallState].
public final class Files {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int F_GETFD = 1;
  public static final int F_SETFD = 2;
  public static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  public static final int FD_CLOEXEC = 1;
  public static final int EFD_NONBLOCK = 0x800;
  public static final int EFD_CLOEXEC = 0x80000;
  public static final int EPOLL_CLOEXEC = 0x80000;
  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CTL_MOD = 3;
  public static final int EPOLLIN = 0x001;
  public static final int EPOLLOUT = 0x004;
  public static final int EPOLLERR = 0x008;
  public static final int EPOLLHUP = 0x010;
  public static final int EPOLLRDHUP = 0x2000;
  public static final int EPOLLONESHOT = 1 << 30;
  public static final int EPOLLET = 1 << 31;
  public static final int POLLIN = 1;
  public static final int POLLOUT = 4;
  public static final int POLLERR = 8;
  public static final int POLLHUP = 16;
  public static final int PROT_READ = 1;
  public static final int PROT_WRITE = 2;
  public static final int MAP_SHARED = 1;
  public static final int MFD_CLOEXEC = 1;
  public static final int MAP_LOCKED = 0x2000;
  public static final int MAP_POPULATE = 0x8000;

  private static final MethodHandle OPEN =
      Symbol.OPEN.capturingVariadic(
          2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle READ =
      Symbol.READ.capturing(FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      Symbol.WRITE.capturing(FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle CLOSE =
      Symbol.CLOSE.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle FCNTL =
      Symbol.FCNTL.capturingVariadic(
          2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      Symbol.IOCTL.capturingVariadic(
          2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
  private static final MethodHandle FTRUNCATE =
      Symbol.FTRUNCATE.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MEMFD_CREATE =
      Symbol.MEMFD_CREATE.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle PIPE2 =
      Symbol.PIPE2.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle DUP2 =
      Symbol.DUP2.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle EVENTFD =
      Symbol.EVENTFD.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle EVENTFD_WRITE =
      Symbol.EVENTFD_WRITE.plain(FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle POLL =
      Symbol.POLL.capturing(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle EPOLL_CREATE1 =
      Symbol.EPOLL_CREATE1.capturing(FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle EPOLL_CTL =
      Symbol.EPOLL_CTL.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle EPOLL_PWAIT2 =
      Symbol.EPOLL_PWAIT2.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle EPOLL_WAIT =
      Symbol.EPOLL_WAIT.capturing(
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  private static final MethodHandle MMAP =
      Symbol.MMAP.capturing(
          FunctionDescriptor.of(
              JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  private static final MethodHandle MUNMAP =
      Symbol.MUNMAP.plain(FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

  private Files() {}

  /// open(2): a file descriptor, or `-errno`. `path` is a C string.
  public static int open(CallState state, MemorySegment path, int flags, int mode) {
    try {
      int result = (int) OPEN.invokeExact(state.segment(), path, flags, mode);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("open", t);
    }
  }

  /// read(2): bytes read, 0 at the end, or `-errno`.
  public static long read(CallState state, int fd, MemorySegment bytes) {
    try {
      long result = (long) READ.invokeExact(state.segment(), fd, bytes, bytes.byteSize());
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("read", t);
    }
  }

  /// write(2): bytes written, or `-errno`.
  public static long write(CallState state, int fd, MemorySegment bytes) {
    try {
      long result = (long) WRITE.invokeExact(state.segment(), fd, bytes, bytes.byteSize());
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("write", t);
    }
  }

  /// close(2): 0, or `-errno`; the descriptor is gone in both cases.
  public static int close(CallState state, int fd) {
    try {
      int result = (int) CLOSE.invokeExact(state.segment(), fd);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("close", t);
    }
  }

  /// fcntl(2): 0 or more, or `-errno`.
  public static int fcntl(CallState state, int fd, int command, int argument) {
    try {
      int result = (int) FCNTL.invokeExact(state.segment(), fd, command, argument);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("fcntl", t);
    }
  }

  /// ioctl(2) with a pointer: 0 or more, or `-errno`.
  public static int ioctl(CallState state, int fd, long request, MemorySegment argument) {
    try {
      int result = (int) IOCTL.invokeExact(state.segment(), fd, request, argument);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("ioctl", t);
    }
  }

  /// ftruncate(2): 0, or `-errno`.
  public static int ftruncate(CallState state, int fd, long length) {
    try {
      int result = (int) FTRUNCATE.invokeExact(state.segment(), fd, length);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("ftruncate", t);
    }
  }

  /// memfd_create(2): a file descriptor, or `-errno`. `name` is a C string.
  public static int memfd_create(CallState state, MemorySegment name, int flags) {
    try {
      int result = (int) MEMFD_CREATE.invokeExact(state.segment(), name, flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("memfd_create", t);
    }
  }

  /// pipe2(2): 0, or `-errno`; `fds` takes two `int`s, the reading end first.
  public static int pipe2(CallState state, MemorySegment fds, int flags) {
    try {
      int result = (int) PIPE2.invokeExact(state.segment(), fds, flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("pipe2", t);
    }
  }

  /// dup2(2): the new descriptor, or `-errno`.
  public static int dup2(CallState state, int fd, int newFd) {
    try {
      int result = (int) DUP2.invokeExact(state.segment(), fd, newFd);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("dup2", t);
    }
  }

  /// eventfd(2): a file descriptor, or `-errno`.
  public static int eventfd(CallState state, int initial, int flags) {
    try {
      int result = (int) EVENTFD.invokeExact(state.segment(), initial, flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("eventfd", t);
    }
  }

  /// eventfd_write(3): 0, or -1 when the counter would overflow, which means it is readable anyway.
  /// Needs no [CallState], so any thread may call it.
  public static int eventfd_write(int fd, long value) {
    try {
      return (int) EVENTFD_WRITE.invokeExact(fd, value);
    } catch (Throwable t) {
      throw new AssertionError("eventfd_write", t);
    }
  }

  /// poll(2): how many are ready, 0 after `timeoutMs`, or `-errno`. `fds` is an array of
  /// [NetStructs#POLLFD].
  public static int poll(CallState state, MemorySegment fds, int count, int timeoutMs) {
    try {
      int result = (int) POLL.invokeExact(state.segment(), fds, (long) count, timeoutMs);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("poll", t);
    }
  }

  /// epoll_create1(2): a file descriptor, or `-errno`.
  public static int epoll_create1(CallState state, int flags) {
    try {
      int result = (int) EPOLL_CREATE1.invokeExact(state.segment(), flags);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("epoll_create1", t);
    }
  }

  /// epoll_ctl(2): 0, or `-errno`. `event` is a [NetStructs#EPOLL_EVENT].
  public static int epoll_ctl(
      CallState state, int epollFd, int operation, int fd, MemorySegment event) {
    try {
      int result = (int) EPOLL_CTL.invokeExact(state.segment(), epollFd, operation, fd, event);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("epoll_ctl", t);
    }
  }

  /// epoll_pwait2(2) without a signal mask: how many are ready, 0 after `timeout` (a
  /// [NetStructs#TIMESPEC], or a null pointer to wait for ever), or `-errno`. `events` has room for
  /// `maxEvents` of [NetStructs#EPOLL_EVENT].
  public static int epoll_pwait2(
      CallState state, int epollFd, MemorySegment events, int maxEvents, MemorySegment timeout) {
    try {
      int result =
          (int)
              EPOLL_PWAIT2.invokeExact(
                  state.segment(), epollFd, events, maxEvents, timeout, MemorySegment.NULL);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("epoll_pwait2", t);
    }
  }

  /// epoll_wait(2): how many are ready, 0 after `timeoutMs`, or `-errno`. `events` has room for
  /// `maxEvents` of [NetStructs#EPOLL_EVENT].
  public static int epoll_wait(
      CallState state, int epollFd, MemorySegment events, int maxEvents, int timeoutMs) {
    try {
      int result =
          (int) EPOLL_WAIT.invokeExact(state.segment(), epollFd, events, maxEvents, timeoutMs);
      return state.result(result);
    } catch (Throwable t) {
      throw new AssertionError("epoll_wait", t);
    }
  }

  /// mmap(2) of a descriptor, address chosen by the kernel: the mapped memory in `arena`, unmapped
  /// when the arena closes.
  ///
  /// @return the memory, or a zero-sized segment whose address is `-errno`
  @SuppressWarnings("restricted") // the kernel returns a bare address of a known length
  public static MemorySegment mmap(
      CallState state, long length, int protection, int flags, int fd, Arena arena) {
    try {
      long address =
          (long)
              MMAP.invokeExact(
                  state.segment(), MemorySegment.NULL, length, protection, flags, fd, 0L);
      long result = state.result(address);
      if (result < 0) {
        return MemorySegment.ofAddress(result);
      }
      return MemorySegment.ofAddress(result).reinterpret(length, arena, Files::munmap);
    } catch (Throwable t) {
      throw new AssertionError("mmap", t);
    }
  }

  private static void munmap(MemorySegment memory) {
    try {
      int _ = (int) MUNMAP.invokeExact(memory, memory.byteSize());
    } catch (Throwable t) {
      throw new AssertionError("munmap", t);
    }
  }
}
