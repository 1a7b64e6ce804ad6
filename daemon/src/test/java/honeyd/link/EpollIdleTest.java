package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EpollIdleTest {
  private static final long LONG_NS = TimeUnit.SECONDS.toNanos(50);

  @Test
  void wakeupBeforeTheRest_endsItAtOnceAndOnlyOnce() throws IOException {
    try (EpollIdle idle = new EpollIdle(List.of())) {
      idle.wakeup();
      idle.wakeup();
      idle.idle(LONG_NS);
      long before = System.nanoTime();
      idle.idle(2_000_000);
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2_000_000);
    }
  }

  @Test
  void shortRest_isNotRoundedToMilliseconds() throws IOException {
    try (EpollIdle idle = new EpollIdle(List.of())) {
      long shortest = Long.MAX_VALUE;
      for (int i = 0; i < 50; i++) {
        long before = System.nanoTime();
        idle.idle(200_000);
        shortest = Math.min(shortest, System.nanoTime() - before);
      }
      assertThat(shortest).isBetween(200_000L, 900_000L);
    }
  }

  @Test
  void pause_lastsItsTimeAndEndsWhenWoken() throws Exception {
    try (EpollIdle idle = new EpollIdle(List.of())) {
      long before = System.nanoTime();
      idle.pause(300_000);
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(300_000);
      Thread pausing = new Thread(() -> idle.pause(LONG_NS));
      pausing.start();
      idle.wakeup();
      pausing.join();
      idle.wakeup();
      idle.pause(LONG_NS);
    }
  }

  @Test
  void everyPublishedNumber_isSeenHoweverTheWakeupFalls() throws Exception {
    try (EpollIdle idle = new EpollIdle(List.of())) {
      AtomicLong published = new AtomicLong();
      AtomicLong seen = new AtomicLong();
      Thread rester =
          new Thread(() -> {
            while (seen.get() < 20_000) {
              seen.set(published.get());
              if (seen.get() == published.get()) {
                idle.idle(LONG_NS);
              }
            }
          });
      rester.start();
      for (long i = 1; i <= 20_000; i++) {
        published.set(i);
        idle.wakeup();
        if (i % 3 == 0) {
          while (seen.get() < i) {
            Thread.onSpinWait();
          }
        }
      }
      idle.wakeup();
      rester.join();
      assertThat(seen.get()).isEqualTo(20_000);
    }
  }
}
