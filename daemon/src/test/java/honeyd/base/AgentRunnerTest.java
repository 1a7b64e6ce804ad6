package honeyd.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AgentRunnerTest {
  @Test
  void errorOfOurs_isCountedKeptOnceAndSurvived() throws Exception {
    CountDownLatch later = new CountDownLatch(5);
    List<Throwable> told = new ArrayList<>();
    Counters counters = new Counters();
    DistinctErrorLog errors = new DistinctErrorLog();
    Agent agent =
        new Agent() {
          @Override
          public int doWork() {
            later.countDown();
            throw new IllegalStateException("as planned");
          }

          @Override
          public long nextDeadlineNs() {
            return Long.MAX_VALUE;
          }

          @Override
          public void onClose() {
            told.add(new Throwable("closed"));
          }

          @Override
          public String roleName() {
            return "failing";
          }
        };
    Idle never =
        new Idle() {
          @Override
          public void idle(long maxNs) {}

          @Override
          public void wakeup() {}
        };
    AgentRunner runner =
        new AgentRunner(
            agent, never, new SystemClock(), counters, errors, told::add, Moderation.none());
    Thread thread = Thread.ofPlatform().start(runner);
    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    runner.stop();
    thread.join();
    assertThat(counters.get(Counter.AGENT_ERRORS)).isGreaterThanOrEqualTo(5);
    assertThat(errors.entries()).hasSize(1);
    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).hasMessage("as planned");
    assertThat(told.getLast()).hasMessage("closed");
  }

  /// Packets that each fall due at a moment of their own would end every pause at once.
  @Test
  void pauseThroughPackets_isNotEndedByWhatFallsDue() {
    ManualClock clock = new ManualClock(0, 0);
    Set<Long> pauses = new TreeSet<>();
    AtomicReference<AgentRunner> itself = new AtomicReference<>();
    Agent agent =
        new Agent() {
          private int turns;

          @Override
          public int doWork() {
            if (++turns == 1_000) {
              itself.get().stop();
            }
            return turns % 2 == 0 ? 0 : 32;
          }

          @Override
          public long nextDeadlineNs() {
            return clock.nanoTime() + 10_000;
          }

          @Override
          public void onClose() {}

          @Override
          public String roleName() {
            return "busy";
          }
        };
    Idle idle =
        new Idle() {
          @Override
          public void idle(long maxNs) {
            clock.advanceNs(maxNs);
          }

          @Override
          public void pause(long ns) {
            pauses.add(ns);
            clock.advanceNs(ns);
          }

          @Override
          public void wakeup() {}
        };
    AgentRunner runner =
        new AgentRunner(
            agent,
            idle,
            clock,
            new Counters(),
            new DistinctErrorLog(),
            _ -> {},
            Moderation.ofPackets());
    itself.set(runner);
    runner.run();
    assertThat(pauses).containsExactly(Moderation.PAUSE_NS);
  }
}
