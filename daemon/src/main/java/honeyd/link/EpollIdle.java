package honeyd.link;

import static honeyd.sys.NetStructs.EPOLL_EVENT;
import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import honeyd.base.Idle;
import honeyd.sys.CallState;
import honeyd.sys.Files;
import honeyd.sys.NetStructs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Rests until a frame arrives on one of several links, until woken, or until a time with the
/// kernel's precision; pauses until woken or until such a time, whatever arrives.
///
/// Waking a thread that is not at rest costs no system call. The descriptors are those of the
/// links, which must outlive this; close this first.
public final class EpollIdle implements Idle, AutoCloseable {
  private static final int AWAKE = 0;
  private static final int RESTING = 1;
  private static final int NOTIFIED = 2;
  private static final int MAX_EVENTS = 8;
  private static final long WAKEUP = -1;
  private static final long NS_PER_S = 1_000_000_000;

  private final Arena arena = Arena.ofShared();
  private final CallState state = new CallState();
  private final MemorySegment events = arena.allocate(EPOLL_EVENT, MAX_EVENTS);
  private final MemorySegment timeout = arena.allocate(NetStructs.TIMESPEC);
  private final MemorySegment count = arena.allocate(JAVA_LONG);
  private final AtomicInteger resting = new AtomicInteger(AWAKE);
  private final int epollFd;
  private final int quietEpollFd;
  private final int eventFd;

  /// @param links those whose [Link#pollFd] is not -1 end a rest
  public EpollIdle(List<? extends Link> links) throws IOException {
    epollFd = must("epoll_create1", Files.epoll_create1(state, Files.EPOLL_CLOEXEC));
    quietEpollFd = must("epoll_create1", Files.epoll_create1(state, Files.EPOLL_CLOEXEC));
    eventFd = must("eventfd", Files.eventfd(state, 0, Files.EFD_CLOEXEC | Files.EFD_NONBLOCK));
    add(epollFd, eventFd, WAKEUP);
    add(quietEpollFd, eventFd, WAKEUP);
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).pollFd() >= 0) {
        add(epollFd, links.get(i).pollFd(), i);
      }
    }
  }

  private void add(int queue, int fd, long tag) throws IOException {
    events.set(JAVA_INT_UNALIGNED, offset(EPOLL_EVENT, "events"), Files.EPOLLIN);
    events.set(JAVA_LONG_UNALIGNED, offset(EPOLL_EVENT, "data"), tag);
    must("epoll_ctl", Files.epoll_ctl(state, queue, Files.EPOLL_CTL_ADD, fd, events));
  }

  private static int must(String call, int result) throws IOException {
    if (result < 0) {
      throw LinkErrors.of(call, "event queue", result);
    }
    return result;
  }

  @Override
  public void idle(long maxNs) {
    rest(epollFd, maxNs);
  }

  @Override
  public void pause(long ns) {
    rest(quietEpollFd, ns);
  }

  private void rest(int queue, long maxNs) {
    if (!resting.compareAndSet(AWAKE, RESTING)) {
      resting.set(AWAKE);
      return;
    }
    timeout.set(JAVA_LONG, 0, Math.max(maxNs, 0) / NS_PER_S);
    timeout.set(JAVA_LONG, 8, Math.max(maxNs, 0) % NS_PER_S);
    // EINTR, like every other reason to return, only means looking at the links again.
    int ready = Files.epoll_pwait2(state, queue, events, MAX_EVENTS, timeout);
    resting.set(AWAKE);
    for (int i = 0; i < ready; i++) {
      long at = i * EPOLL_EVENT.byteSize() + offset(EPOLL_EVENT, "data");
      if (events.get(JAVA_LONG_UNALIGNED, at) == WAKEUP) {
        Files.read(state, eventFd, count);
      }
    }
  }

  @Override
  public void wakeup() {
    if (resting.get() != NOTIFIED && resting.getAndSet(NOTIFIED) == RESTING) {
      int _ = Files.eventfd_write(eventFd, 1);
    }
  }

  /// Frees the descriptors; nobody may rest any more, and waking does nothing.
  @Override
  public void close() {
    resting.set(NOTIFIED);
    Files.close(state, epollFd);
    Files.close(state, quietEpollFd);
    Files.close(state, eventFd);
    arena.close();
  }
}
