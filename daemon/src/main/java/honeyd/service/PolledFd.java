package honeyd.service;

import static honeyd.sys.Files.EPOLLERR;
import static honeyd.sys.Files.EPOLLHUP;
import static honeyd.sys.Files.EPOLLIN;
import static honeyd.sys.Files.EPOLLOUT;
import static honeyd.sys.Files.EPOLLRDHUP;

import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A non-blocking descriptor that virtual threads read and write as if it blocked.
///
/// One thread reads, one writes; they may be the same. Each passes its own [CallState]. The owner
/// calls [#close] when none of them uses it any more. A wait ends with an [InterruptedIOException]
/// when its thread is interrupted.
///
/// A thread that waits for more than one thing uses [#wake], the questions and the `try` methods
/// instead, and parks.
final class PolledFd {
  /// Of [#tryRead].
  static final int NOTHING = -1;

  private static final long GIVE_UP_CHECK_NS = 100_000_000;

  private final FdPoller poller;
  private final long id;
  private final int fd;
  private volatile boolean readable;
  private volatile boolean writable = true;
  private volatile boolean ending;
  private volatile boolean hungUp;
  private volatile boolean everReadable;

  /// Of the writing thread.
  private boolean watchesRoom;

  private volatile @Nullable Thread reader;
  private volatile @Nullable Thread writer;

  PolledFd(FdPoller poller, long id, int fd) {
    this.poller = poller;
    this.id = id;
    this.fd = fd;
  }

  /// Has every change wake this thread.
  void wake(Thread thread) {
    reader = thread;
    writer = thread;
  }

  /// Whether a read may find something, or the end.
  boolean isReadable() {
    return readable || ending;
  }

  /// Whether bytes have ever come; the end alone does not count.
  boolean wasEverReadable() {
    return everReadable;
  }

  /// Whether a write may find room.
  boolean isWritable() {
    return writable;
  }

  /// Whether both directions are over.
  boolean isHungUp() {
    return hungUp;
  }

  /// Reads what is there: how many bytes, 0 at the end, [#NOTHING] when nothing is.
  ///
  /// @throws IOException when the descriptor is broken
  int tryRead(CallState state, MemorySegment target) throws IOException {
    while (true) {
      // Cleared before trying: an edge that comes in between is not lost.
      readable = false;
      long n = Files.read(state, fd, target);
      if (n == target.byteSize()) {
        // There may be more, and no new edge says so. After a short read the next byte brings one.
        readable = true;
      }
      if (n >= 0) {
        return (int) n;
      }
      if (n == -Errno.EAGAIN) {
        return NOTHING;
      }
      if (n != -Errno.EINTR) {
        throw new IOException("read: " + Errno.text((int) n));
      }
    }
  }

  /// Writes what there is room for: how many bytes, 0 when none.
  ///
  /// @throws IOException when nobody reads the other end any more
  int tryWrite(CallState state, MemorySegment source) throws IOException {
    while (true) {
      writable = false;
      long n = Files.write(state, fd, source);
      if (n == source.byteSize()) {
        writable = true;
        return (int) n;
      }
      if (n >= 0 || n == -Errno.EAGAIN) {
        watchRoom(state);
        return (int) Math.max(n, 0);
      }
      if (n != -Errno.EINTR) {
        throw new IOException("write: " + Errno.text((int) n));
      }
    }
  }

  /// Reads some bytes, waiting for the first: how many, or 0 at the end.
  ///
  /// @throws IOException when the descriptor is broken or the thread interrupted
  int read(CallState state, MemorySegment target) throws IOException {
    reader = Thread.currentThread();
    while (true) {
      // Cleared before trying: an edge that comes in between is not lost.
      readable = false;
      long n = Files.read(state, fd, target);
      if (n >= 0) {
        return (int) n;
      }
      if (n == -Errno.EAGAIN) {
        while (!readable) {
          LockSupport.park(this);
          failIfInterrupted();
        }
      } else if (n != -Errno.EINTR) {
        throw new IOException("read: " + Errno.text((int) n));
      }
    }
  }

  /// Writes some bytes, waiting for room: how many, or -1 when `giveUp` said so while waiting.
  ///
  /// @throws IOException when nobody reads the other end any more or the thread was interrupted
  int write(CallState state, MemorySegment source, BooleanSupplier giveUp) throws IOException {
    writer = Thread.currentThread();
    while (true) {
      writable = false;
      long n = Files.write(state, fd, source);
      if (n >= 0) {
        return (int) n;
      }
      if (n == -Errno.EAGAIN) {
        watchRoom(state);
        while (!writable) {
          LockSupport.parkNanos(this, GIVE_UP_CHECK_NS);
          failIfInterrupted();
          if (giveUp.getAsBoolean()) {
            return -1;
          }
        }
      } else if (n != -Errno.EINTR) {
        throw new IOException("write: " + Errno.text((int) n));
      }
    }
  }

  /// shutdown(2); a descriptor that is no socket or shut already is left as it is.
  void shutdown(CallState state, int how) {
    Sockets.shutdown(state, fd, how);
  }

  /// Closes the descriptor.
  void close(CallState state) {
    poller.forget(id);
    Files.close(state, fd);
  }

  /// Called by the poller with what epoll(7) said.
  void onEvents(int events) {
    boolean over = (events & (EPOLLHUP | EPOLLERR)) != 0;
    if ((events & EPOLLIN) != 0) {
      everReadable = true;
    }
    if (over || (events & EPOLLRDHUP) != 0) {
      ending = true;
    }
    if (over) {
      hungUp = true;
    }
    if (over || (events & (EPOLLIN | EPOLLRDHUP)) != 0) {
      readable = true;
      LockSupport.unpark(reader);
    }
    if (over || (events & EPOLLOUT) != 0) {
      writable = true;
      LockSupport.unpark(writer);
    }
  }

  /// Has the poller tell of room from now on. Whoever never fills the other side is not woken each
  /// time it is emptied.
  private void watchRoom(CallState state) throws IOException {
    if (!watchesRoom) {
      watchesRoom = true;
      poller.watchRoom(state, fd, id);
    }
  }

  private static void failIfInterrupted() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("service was stopped");
    }
  }
}
