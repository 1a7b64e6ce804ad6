package honeyd.service;

import static honeyd.sys.Files.EPOLLET;
import static honeyd.sys.Files.EPOLLIN;
import static honeyd.sys.Files.EPOLLOUT;
import static honeyd.sys.Files.EPOLLRDHUP;

import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.NetStructs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Waits for file descriptors on behalf of virtual threads: one platform thread in epoll(7), which
/// wakes whoever waits for a descriptor that became ready.
///
/// Edge-triggered: [PolledFd] tries first and waits only after the kernel said EAGAIN. Any thread
/// registers and closes descriptors.
final class FdPoller implements AutoCloseable {
  private static final int MAX_EVENTS = 128;
  private static final VarHandle EVENTS =
      NetStructs.EPOLL_EVENT.varHandle(PathElement.groupElement("events"));
  private static final VarHandle DATA =
      NetStructs.EPOLL_EVENT.varHandle(PathElement.groupElement("data"));
  private static final long WAKE_ID = 0;

  private final Map<Long, PolledFd> watched = new ConcurrentHashMap<>();
  private final AtomicLong nextId = new AtomicLong(WAKE_ID + 1);
  private final int epollFd;
  private final int wakeFd;
  private final Thread thread;
  private volatile boolean closing;

  /// Starts the thread.
  ///
  /// @throws IOException when the kernel gives no epoll or eventfd descriptor
  FdPoller() throws IOException {
    CallState state = new CallState();
    epollFd = Files.epoll_create1(state, Files.EPOLL_CLOEXEC);
    if (epollFd < 0) {
      throw new IOException("epoll_create1: " + Errno.text(epollFd));
    }
    wakeFd = Files.eventfd(state, 0, Files.EFD_CLOEXEC | Files.EFD_NONBLOCK);
    if (wakeFd < 0) {
      Files.close(state, epollFd);
      throw new IOException("eventfd: " + Errno.text(wakeFd));
    }
    control(state, Files.EPOLL_CTL_ADD, wakeFd, WAKE_ID, EPOLLIN);
    thread = Thread.ofPlatform().daemon().name("service-poller").start(this::run);
  }

  /// Takes over a non-blocking descriptor; [PolledFd#close] closes it.
  ///
  /// @throws IOException when the kernel refuses to watch it; the descriptor is closed then
  PolledFd register(CallState state, int fd) throws IOException {
    long id = nextId.getAndIncrement();
    PolledFd polled = new PolledFd(this, id, fd);
    watched.put(id, polled);
    try {
      control(state, Files.EPOLL_CTL_ADD, fd, id, EPOLLIN | EPOLLRDHUP | EPOLLET);
    } catch (IOException e) {
      watched.remove(id);
      Files.close(state, fd);
      throw e;
    }
    return polled;
  }

  /// Tells of room to write from now on as well, at once when there is some.
  void watchRoom(CallState state, int fd, long id) throws IOException {
    control(state, Files.EPOLL_CTL_MOD, fd, id, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }

  /// Forgets a descriptor that is about to be closed, which takes it out of the epoll set.
  void forget(long id) {
    watched.remove(id);
  }

  private void control(CallState state, int operation, int fd, long id, int events)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(NetStructs.EPOLL_EVENT);
      EVENTS.set(event, 0L, events);
      DATA.set(event, 0L, id);
      int result = Files.epoll_ctl(state, epollFd, operation, fd, event);
      if (result < 0) {
        throw new IOException("epoll_ctl: " + Errno.text(result));
      }
    }
  }

  private void run() {
    CallState state = new CallState();
    long eventBytes = NetStructs.EPOLL_EVENT.byteSize();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate(NetStructs.EPOLL_EVENT, MAX_EVENTS);
      while (!closing) {
        int n = Files.epoll_wait(state, epollFd, events, MAX_EVENTS, -1);
        for (int i = 0; i < n; i++) {
          PolledFd fd = watched.get((long) DATA.get(events, i * eventBytes));
          if (fd != null) {
            fd.onEvents((int) EVENTS.get(events, i * eventBytes));
          }
        }
      }
    }
    Files.close(state, epollFd);
    Files.close(state, wakeFd);
  }

  @Override
  public void close() {
    closing = true;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(8);
      one.set(ValueLayout.JAVA_LONG, 0, 1);
      Files.write(new CallState(), wakeFd, one);
    }
    ScriptProcess.joinQuietly(thread);
  }
}
