package honeyd.daemon;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// The work of the control thread: all that changes the running network goes through here, one
/// after the other. Any thread may [#put]; one runs it.
final class Steering {
  private final BlockingQueue<Consumer<Daemon>> queue = new LinkedBlockingQueue<>();
  private boolean stopped;

  /// Puts work at the end. It may be put before the control thread is there.
  void put(Consumer<Daemon> work) {
    queue.add(work);
  }

  /// Does the work until [#stop].
  void run(Daemon daemon) throws InterruptedException {
    while (!stopped) {
      queue.take().accept(daemon);
    }
  }

  /// Has [#run] return after the work at hand. Control thread.
  void stop() {
    stopped = true;
  }
}
