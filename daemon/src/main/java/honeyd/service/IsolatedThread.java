package honeyd.service;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/// A platform thread in a network of its own, which does there what others ask for: sockets that it
/// opens and processes that it starts belong to that network.
///
/// Any thread may [#call] and [#end].
final class IsolatedThread {
  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private volatile boolean ended;

  /// Starts it and waits until it is in its network.
  ///
  /// @throws IOException when it cannot get there
  IsolatedThread(String name, OwnNetworks.Isolation isolation) throws IOException {
    Thread thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    CompletableFuture<Void> entered =
        ask(() -> {
          try {
            isolation.enter();
            return null;
          } catch (IOException e) {
            ended = true;
            throw e;
          }
        });
    thread.start();
    await(entered);
  }

  private void run() {
    try {
      while (!ended) {
        work.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Has it do something, and waits for that.
  ///
  /// @throws IOException from the work, or when the caller is interrupted
  <T> T call(Callable<T> wanted) throws IOException {
    return await(ask(wanted));
  }

  private <T> CompletableFuture<T> ask(Callable<T> wanted) {
    CompletableFuture<T> done = new CompletableFuture<>();
    work.add(() -> {
      try {
        done.complete(wanted.call());
      } catch (Exception e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }

  private static <T> T await(CompletableFuture<T> done) throws IOException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }

  /// Ends it, and with it its network when nothing else is there any more.
  void end() {
    work.add(() -> ended = true);
  }
}
