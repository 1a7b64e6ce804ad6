package honeyd.daemon;

import honeyd.sys.CallState;
import honeyd.sys.Credentials;
import honeyd.sys.Processes;
import java.util.concurrent.CompletableFuture;

/// A thread that goes before others, as an answer must not wait for a log line where the two share
/// a processor. Only root may make one, so it is made before root's rights are given up, and gets
/// its work afterwards.
final class PromotedThread {
  // As nice(1) counts.
  private static final int NICENESS = -5;

  private final CompletableFuture<Runnable> work = new CompletableFuture<>();
  private final CompletableFuture<Boolean> waiting = new CompletableFuture<>();
  private final Thread thread;

  /// Starts the thread and returns when it waits for its work. Without the right to go before
  /// others it stays where it is.
  PromotedThread(String name) {
    thread = Thread.ofPlatform().name(name).start(this::run);
    waiting.join();
  }

  private void run() {
    CallState state = new CallState();
    int _ = Processes.setpriority(state, Processes.PRIO_PROCESS, 0, NICENESS);
    // It is older than the daemon's giving up of rights; what it makes can never gain any.
    int _ = Credentials.threadBound(state, 0);
    waiting.complete(true);
    work.join().run();
  }

  /// Gives the thread its work; once.
  void start(Runnable newWork) {
    work.complete(newWork);
  }

  /// Ends the thread without work.
  void abandon() {
    work.complete(() -> {});
  }

  Thread thread() {
    return thread;
  }
}
