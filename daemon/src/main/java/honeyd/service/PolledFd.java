package honeyd.service;

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
/// One thread reads, one writes, one waits for the end; they may be the same. Each passes its own
/// [CallState]. The owner calls [#close] when none of them uses it any more. A wait ends with an
/// [InterruptedIOException] when its thread is interrupted.
final class PolledFd {
  private static final long GIVE_UP_CHECK_NS = 100_000_000;

  private final FdPoller poller;
  private final long id;
  private final int fd;
  private volatile boolean readable;
  private volatile boolean writable;
  private volatile boolean hungUp;
  private volatile @Nullable Thread reader;
  private volatile @Nullable Thread writer;

  PolledFd(FdPoller poller, long id, int fd) {
    this.poller = poller;
    this.id = id;
    this.fd = fd;
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

  /// Waits until both directions are over. For the reading thread, after it read the end.
  void awaitHangup() throws IOException {
    reader = Thread.currentThread();
    while (!hungUp) {
      LockSupport.park(this);
      failIfInterrupted();
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

  /// Called by the poller.
  void onReady(boolean nowReadable, boolean nowWritable, boolean nowHungUp) {
    if (nowHungUp) {
      hungUp = true;
    }
    if (nowReadable) {
      readable = true;
      LockSupport.unpark(reader);
    }
    if (nowWritable) {
      writable = true;
      LockSupport.unpark(writer);
    }
  }

  private static void failIfInterrupted() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("service was stopped");
    }
  }
}
