package honeyd.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final long MS = 1_000_000;

  private final TimerWheel wheel = new TimerWheel(0);
  private final List<Integer> fired = new ArrayList<>();
  private final TimerWheel.Task task = (kind, nowNs) -> fired.add(kind);

  @Test
  void timer_firesAtItsDeadlineAndNotBefore() {
    long timer = wheel.schedule(5 * MS, task, 7);
    assertThat(wheel.nextDeadlineNs()).isEqualTo(5 * MS);
    assertThat(wheel.poll(5 * MS - 1, ALL)).isZero();
    assertThat(wheel.isPending(timer)).isTrue();
    assertThat(wheel.poll(5 * MS, ALL)).isEqualTo(1);
    assertThat(fired).containsExactly(7);
    assertThat(wheel.isPending(timer)).isFalse();
    assertThat(wheel.cancel(timer)).isFalse();
    assertThat(wheel.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void cancelledTimer_neverFires() {
    long timer = wheel.schedule(5 * MS, task, 7);
    assertThat(wheel.cancel(timer)).isTrue();
    assertThat(wheel.cancel(timer)).isFalse();
    assertThat(wheel.cancel(TimerWheel.NONE)).isFalse();
    assertThat(wheel.poll(10 * MS, ALL)).isZero();
    assertThat(wheel.size()).isZero();
  }

  @Test
  void nameOfAFiredTimer_doesNotCancelItsSuccessor() {
    long first = wheel.schedule(MS, task, 1);
    wheel.poll(MS, ALL);
    long second = wheel.schedule(2 * MS, task, 2);
    assertThat(wheel.cancel(first)).isFalse();
    assertThat(wheel.isPending(second)).isTrue();
  }

  @Test
  void deadlineInThePast_isDueAtOnce() {
    wheel.poll(1_000 * MS, ALL);
    wheel.schedule(3 * MS, task, 1);
    assertThat(wheel.poll(1_000 * MS, ALL)).isEqualTo(1);
  }

  @Test
  void limit_leavesTheRestForTheNextPoll() {
    for (int i = 0; i < 5; i++) {
      wheel.schedule(MS, task, i);
    }
    assertThat(wheel.poll(2 * MS, 2)).isEqualTo(2);
    assertThat(wheel.poll(2 * MS, 2)).isEqualTo(2);
    assertThat(wheel.poll(2 * MS, 2)).isEqualTo(1);
    assertThat(fired).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void taskThatCancelsItsNeighbour_isObeyed() {
    long[] other = new long[1];
    wheel.schedule(MS, (kind, nowNs) -> wheel.cancel(other[0]), 0);
    other[0] = wheel.schedule(MS, task, 1);
    wheel.schedule(MS, task, 2);
    assertThat(wheel.poll(MS, ALL)).isEqualTo(2);
    assertThat(fired).containsExactly(2);
  }

  @Test
  void longPause_firesEverythingOnce() {
    for (int i = 0; i < 100; i++) {
      wheel.schedule(i * 700L * MS, task, i);
    }
    assertThat(wheel.poll(1_000_000 * MS, ALL)).isEqualTo(100);
    assertThat(wheel.size()).isZero();
  }

  @Test
  void nextDeadline_isNeverLate() {
    wheel.schedule(100_000 * MS, task, 1);
    long now = 0;
    int stops = 0;
    while (fired.isEmpty()) {
      now = Math.max(now, wheel.nextDeadlineNs());
      assertThat(now).isLessThanOrEqualTo(100_000 * MS);
      wheel.poll(now, ALL);
      assertThat(++stops).isLessThan(100);
    }
    assertThat(now).isEqualTo(100_000 * MS);
  }

  /// Random operations beside a map of deadlines.
  @Test
  void randomOperations_matchTheModel() {
    long seed = Long.getLong("honeyd.test.seed", new SecureRandom().nextLong());
    Random random = new Random(seed);
    Map<Integer, Long> model = new HashMap<>();
    Map<Integer, Long> names = new HashMap<>();
    Set<Integer> due = new HashSet<>();
    long now = 0;
    int nextKind = 0;
    for (int step = 0; step < 50_000; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long deadline = now + (long) (Math.pow(random.nextDouble(), 6) * 60_000 * MS);
          names.put(nextKind, wheel.schedule(deadline, task, nextKind));
          model.put(nextKind++, deadline);
        }
        case 2 -> {
          int kind = random.nextInt(nextKind + 1);
          boolean pending = model.remove(kind) != null;
          assertThat(wheel.cancel(names.getOrDefault(kind, TimerWheel.NONE)))
              .as("seed %d", seed)
              .isEqualTo(pending);
        }
        default -> {
          now += random.nextInt(20) == 0 ? random.nextInt(10_000) * MS : random.nextInt((int) MS);
          due.clear();
          for (Map.Entry<Integer, Long> each : model.entrySet()) {
            if (each.getValue() <= now) {
              due.add(each.getKey());
            }
          }
          fired.clear();
          wheel.poll(now, ALL);
          assertThat(fired).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(due);
          model.keySet().removeAll(due);
          long earliest = model.values().stream().mapToLong(d -> d).min().orElse(Long.MAX_VALUE);
          assertThat(wheel.nextDeadlineNs()).as("seed %d", seed).isLessThanOrEqualTo(earliest);
        }
      }
      assertThat(wheel.size()).isEqualTo(model.size());
    }
  }
}
