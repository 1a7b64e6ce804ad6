package honeyd.base;

import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// A queue that any thread may put into and one thread takes from, without locks.
///
/// It has no bound of its own: whoever uses it sees to it that each sender has only so many entries
/// in it at a time.
public final class Inbox<T> {
  private final MpscUnboundedAtomicArrayQueue<T> queue = new MpscUnboundedAtomicArrayQueue<>(1024);

  /// Puts one entry at the end. Any thread.
  public void put(T entry) {
    queue.add(entry);
  }

  /// Takes the oldest entry, or null when there is none. Owner.
  public @Nullable T poll() {
    return queue.poll();
  }

  public boolean isEmpty() {
    return queue.isEmpty();
  }
}
