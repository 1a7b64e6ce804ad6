package honeyd.stack;

import honeyd.base.Idle;
import honeyd.base.Inbox;
import java.util.concurrent.atomic.AtomicBoolean;

/// Flows that services have called the worker's attention to.
///
/// A flow is in the queue at most once, so the queue is never longer than there are flows; waking
/// one that waits already costs one read.
public final class WakeQueue {
  private final Inbox<Wake> inbox = new Inbox<>();
  private final Idle idle;

  /// @param idle how the worker rests, to end the rest
  public WakeQueue(Idle idle) {
    this.idle = idle;
  }

  /// What a service runs to have `target` looked at: any thread, never blocks. Make one per flow.
  public Runnable wakeOf(Wakeable target) {
    return new Wake(this, target);
  }

  /// Looks at up to `limit` waiting flows; returns how many. Worker.
  int drain(long nowNs, int limit) {
    int n = 0;
    while (n < limit) {
      Wake wake = inbox.poll();
      if (wake == null) {
        break;
      }
      n++;
      wake.take(nowNs);
    }
    return n;
  }

  private static final class Wake implements Runnable {
    private final WakeQueue queue;
    private final Wakeable target;
    private final AtomicBoolean waiting = new AtomicBoolean();

    Wake(WakeQueue queue, Wakeable target) {
      this.queue = queue;
      this.target = target;
    }

    @Override
    public void run() {
      if (!waiting.get() && waiting.compareAndSet(false, true)) {
        queue.inbox.put(this);
        queue.idle.wakeup();
      }
    }

    /// The mark goes first: what the service does from now on queues the flow again.
    void take(long nowNs) {
      waiting.set(false);
      target.onWake(nowNs);
    }
  }
}
