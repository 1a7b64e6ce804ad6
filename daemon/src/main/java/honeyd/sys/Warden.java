package honeyd.sys;

import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/// The one thread that keeps rights when all others give them up, and what is done with them.
///
/// Capabilities belong to threads, and a new thread has those of the one that made it; the warden
/// makes none. Nothing that a visitor sent ever comes to it: it gives scripts users of their own
/// and runs what the control thread asks for. Any thread may call; calls wait for each other.
public final class Warden implements AutoCloseable {
  private final ExecutorService thread;
  private final CallState state = new CallState();
  private int uid = Processes.geteuid();
  private int gid = Processes.getegid();
  private volatile long kept;
  private volatile boolean astray;

  /// Something done with the ids of somebody else.
  public interface Work {
    /// @param state of the warden's thread
    /// @return what [#as] returns
    int run(CallState state) throws IOException;
  }

  private Warden(ExecutorService thread) {
    this.thread = thread;
  }

  /// Begins with the rights of the calling thread.
  public static Warden start() {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("warden").factory());
    Warden warden = new Warden(thread);
    try {
      warden.call(warden::begin);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return warden;
  }

  private int begin() {
    // Without this, becoming somebody else for a moment would be for good.
    Processes.prctl(state, Processes.PR_SET_KEEPCAPS, 1, 0, 0, 0);
    Credentials.threadNoNewPrivileges(state);
    kept = Credentials.threadEffective(state);
    return 0;
  }

  /// Makes the whole process somebody else: every thread has these ids then, no groups beside, and
  /// no capability; this thread keeps `keep` of those it has, and nothing started from now on by it
  /// gains any.
  ///
  /// @throws IOException when the kernel refuses, with its reason; the process may be half changed
  ///   then and should end
  public void demote(int newUid, int newGid, Collection<Capability> keep) throws IOException {
    call(() -> {
      // Refused where root was given less than all; no-new-privileges is the stronger promise.
      int _ = Credentials.threadBound(state, 0);
      must("setgroups", Credentials.clearGroups(state));
      must("setresgid(" + newGid + ")", Credentials.setresgid(state, newGid));
      must("setresuid(" + newUid + ")", Credentials.setresuid(state, newUid));
      long permitted = Credentials.threadPermitted(state);
      must("capset", Credentials.threadCapabilities(state, permitted & Capability.mask(keep)));
      uid = newUid;
      gid = newGid;
      kept = Credentials.threadEffective(state);
      return 0;
    });
  }

  /// The capabilities that this thread has in force now, of those that have a name here.
  public Set<Capability> kept() {
    return Capability.of(kept);
  }

  /// Whether [#as] can become others than the daemon's user.
  public boolean canSwitch() {
    return kept().contains(Capability.CAP_SETUID)
        && kept().contains(Capability.CAP_SETGID)
        && !astray;
  }

  /// Does something with the ids of another user, without groups beside, and returns what it
  /// returned. Processes started by it are that user's, without capabilities unless the daemon is
  /// root itself.
  ///
  /// @param otherUid user, or -1 for the daemon's
  /// @param otherGid group, or -1 for the daemon's
  /// @throws IOException when the kernel refuses, or from the work
  public int as(int otherUid, int otherGid, Work work) throws IOException {
    return call(() -> {
      long permitted = Credentials.threadPermitted(state);
      try {
        must("setgroups", Credentials.threadClearGroups(state));
        if (otherGid >= 0) {
          must("setresgid(" + otherGid + ")", Credentials.threadSetresgid(state, otherGid));
        }
        if (otherUid >= 0) {
          must("setresuid(" + otherUid + ")", Credentials.threadSetresuid(state, otherUid));
        }
        return work.run(state);
      } finally {
        comeBack(permitted);
      }
    });
  }

  /// Leaving user 0 made the capabilities ineffective, so they come first.
  private void comeBack(long permitted) {
    int result = Credentials.threadCapabilities(state, permitted);
    if (result >= 0) {
      result = Credentials.threadSetresuid(state, uid);
    }
    if (result >= 0) {
      result = Credentials.threadSetresgid(state, gid);
    }
    if (result < 0) {
      astray = true;
    }
  }

  /// Does something with the rights this thread keeps, and returns what it returned.
  ///
  /// @throws IOException from the work, as which other checked exceptions come too with their
  ///   message, or when the warden has been closed
  public <T> T call(Callable<T> work) throws IOException {
    Future<T> future;
    try {
      future =
          thread.submit(() -> {
            if (astray) {
              throw new IOException("the daemon cannot change users any more");
            }
            return work.call();
          });
    } catch (RejectedExecutionException e) {
      throw new IOException("the daemon is stopping", e);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case IOException io -> throw io;
        case RuntimeException r -> throw r;
        case Error error -> throw error;
        case Exception other -> throw new IOException(other.getMessage(), other);
        default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void must(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + Errno.text(result));
    }
  }

  /// Ends the thread, and with it its rights.
  @Override
  public void close() {
    thread.shutdown();
  }
}
