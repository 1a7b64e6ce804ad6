package honeyd.base;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Rests by parking the thread, for agents that no file descriptor can wake.
///
/// One resting thread; any thread may wake it. A wake-up that comes while nobody rests makes the
/// next rest return at once.
public final class ParkIdle implements Idle {
  private volatile @Nullable Thread sleeper;
  private volatile boolean woken;

  @Override
  public void idle(long maxNs) {
    sleeper = Thread.currentThread();
    if (!woken) {
      LockSupport.parkNanos(this, maxNs);
    }
    woken = false;
  }

  @Override
  public void wakeup() {
    woken = true;
    LockSupport.unpark(sleeper);
  }
}
