package honeyd.base;

import java.util.function.Consumer;

/// Runs one agent on a thread of its own until it is closed.
///
/// An error of ours ends neither thread nor agent: it is counted, kept once in the
/// [DistinctErrorLog] and told to `onNewError` (which must not throw) when its place is new.
public final class AgentRunner implements Runnable {
  private static final long MAX_REST_NS = 100_000_000;

  private final Agent agent;
  private final Idle idle;
  private final Clock clock;
  private final Counters counters;
  private final DistinctErrorLog errors;
  private final Consumer<Throwable> onNewError;
  private final Moderation moderation;
  private volatile boolean running = true;

  /// @param moderation when to rest through packets
  public AgentRunner(
      Agent agent,
      Idle idle,
      Clock clock,
      Counters counters,
      DistinctErrorLog errors,
      Consumer<Throwable> onNewError,
      Moderation moderation) {
    this.agent = agent;
    this.idle = idle;
    this.clock = clock;
    this.counters = counters;
    this.errors = errors;
    this.onNewError = onNewError;
    this.moderation = moderation;
  }

  @Override
  public void run() {
    long done = 0;
    while (running) {
      int work = turn();
      done += work;
      if (work == 0) {
        rest(done);
        done = 0;
      }
    }
    agent.onClose();
  }

  private void rest(long done) {
    long nowNs = clock.nanoTime();
    long pauseNs = moderation.pauseNs(nowNs, done);
    long restNs = Math.min(agent.nextDeadlineNs() - nowNs, MAX_REST_NS);
    if (restNs <= 0) {
      return;
    }
    if (pauseNs > 0) {
      // Deadlines wait for its end as packets do: packets under way in a virtual network have one
      // each, and would end every pause.
      idle.pause(pauseNs);
    } else {
      idle.idle(restNs);
    }
  }

  private int turn() {
    try {
      return agent.doWork();
    } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
      counters.increment(Counter.AGENT_ERRORS);
      if (errors.record(e)) {
        onNewError.accept(e);
      }
      return 1;
    }
  }

  /// Asks the thread to stop after its present turn. Any thread; join the thread to wait.
  public void stop() {
    running = false;
    idle.wakeup();
  }
}
