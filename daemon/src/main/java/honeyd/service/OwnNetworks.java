package honeyd.service;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Threads that are each in a network of their own, for subsystems: made while the daemon may, used
/// while it runs.
///
/// Any thread.
public final class OwnNetworks implements AutoCloseable {
  /// Takes the calling thread out of the network that it is in.
  @FunctionalInterface
  public interface Isolation {
    /// @throws IOException with the kernel's reason
    void enter() throws IOException;
  }

  private final Isolation isolation;
  private final Deque<IsolatedThread> free = new ArrayDeque<>();
  private int made;

  public OwnNetworks(Isolation isolation) {
    this.isolation = isolation;
  }

  /// Makes sure that so many are there for [#take].
  ///
  /// @throws IOException when one cannot be made
  public synchronized void reserve(int count) throws IOException {
    while (free.size() < count) {
      free.add(make());
    }
  }

  /// One that nobody has, made if need be.
  ///
  /// @throws IOException when none is left and none can be made any more
  synchronized IsolatedThread take() throws IOException {
    IsolatedThread thread = free.poll();
    return thread == null ? make() : thread;
  }

  /// Takes one back, in whose network nothing runs any more.
  synchronized void giveBack(IsolatedThread thread) {
    free.add(thread);
  }

  private IsolatedThread make() throws IOException {
    IsolatedThread thread = new IsolatedThread("network-" + made, isolation);
    made++;
    return thread;
  }

  /// Ends those that are free.
  @Override
  public synchronized void close() {
    free.forEach(IsolatedThread::end);
    free.clear();
  }
}
