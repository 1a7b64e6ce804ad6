package honeyd.daemon;

import honeyd.base.Agent;
import honeyd.base.AgentRunner;
import honeyd.base.Clock;
import honeyd.base.Counters;
import honeyd.base.DistinctErrorLog;
import honeyd.base.Idle;
import honeyd.base.Moderation;
import honeyd.link.EpollIdle;
import honeyd.link.KernelFilter;
import honeyd.link.Link;
import honeyd.link.LinkEvents;
import honeyd.link.RingLink;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/// An agent beside the workers, with a thread and a link of its own to one interface.
///
/// Opened while the daemon may still open links, started when it serves, closed; all by the control
/// thread.
///
/// @param <A> what runs
final class SideAgent<A extends Agent> implements AutoCloseable {
  private final A agent;
  private final EpollIdle idle;
  private final AgentRunner runner;
  private final Thread thread;

  /// What all of them are told with.
  ///
  /// @param onNewError role and error of ours, once for each place
  record Setting(Clock clock, DistinctErrorLog errors, BiConsumer<String, Throwable> onNewError) {}

  private SideAgent(A agent, EpollIdle idle, Counters counters, Setting setting) {
    this.agent = agent;
    this.idle = idle;
    runner =
        new AgentRunner(
            agent,
            idle,
            setting.clock,
            counters,
            setting.errors,
            e -> setting.onNewError.accept(agent.roleName(), e),
            Moderation.none());
    thread = Thread.ofPlatform().name(agent.roleName()).unstarted(runner);
  }

  /// Opens the interface and makes an agent on it.
  ///
  /// @param make the agent, which owns the link
  /// @throws IOException with the interface and the reason
  static <A extends Agent> SideAgent<A> open(
      String interfaceName,
      KernelFilter filter,
      Counters counters,
      Setting setting,
      BiFunction<Link, Idle, A> make)
      throws IOException {
    Link link = RingLink.open(interfaceName, filter, counters, LinkEvents.NONE);
    EpollIdle idle;
    try {
      idle = new EpollIdle(List.of(link));
    } catch (IOException e) {
      link.close();
      throw e;
    }
    return new SideAgent<>(make.apply(link, idle), idle, counters, setting);
  }

  void start() {
    thread.start();
  }

  A agent() {
    return agent;
  }

  /// Ends the agent, which does what it does at its end, and waits for that.
  @Override
  public void close() {
    runner.stop();
    if (thread.getState() == Thread.State.NEW) {
      // It ends at once, and frees the link as its owner.
      thread.start();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    idle.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
