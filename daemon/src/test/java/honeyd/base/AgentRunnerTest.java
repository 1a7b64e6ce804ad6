package honeyd.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
}
