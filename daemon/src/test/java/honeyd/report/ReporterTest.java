package honeyd.report;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.ManualClock;
import honeyd.event.Event;
import honeyd.event.EventRing;
import honeyd.event.PacketRemark;
import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private static final long NOW = 1_768_467_600_000_000L;
  private static final Event.Tuple TUPLE =
      new Event.Tuple(6, IpAddress.parse("198.51.100.7"), 1, IpAddress.parse("10.2.0.5"), 2);

  private final ManualClock clock = new ManualClock(0, NOW);
  private final Counters counters = new Counters();
  private final AtomicInteger wakeups = new AtomicInteger();
  private final EventQueue queue = new EventQueue(4, wakeups::incrementAndGet);
  private final Recorder recorder = new Recorder();

  @Test
  void twoRingsAndTheQueue_areMergedInTimeOrder() {
    EventRing one = ring();
    EventRing two = ring();
    Reporter reporter = reporter(one, two);
    offer(one, NOW + 1);
    offer(one, NOW + 4);
    offer(two, NOW + 2);
    offer(two, NOW + 5);
    queue.offer(new Event.ServiceOutput(NOW + 3, TUPLE, "x"));

    clock.advanceNs(50_000_000);
    reporter.doWork();

    assertThat(recorder.times).containsExactly(NOW + 1, NOW + 2, NOW + 3, NOW + 4, NOW + 5);
  }

  @Test
  void youngEventOfOneOfTwoRings_waitsForOlderOnesOfTheOther() {
    EventRing one = ring();
    EventRing two = ring();
    Reporter reporter = reporter(one, two);
    offer(one, NOW);
    reporter.doWork();
    assertThat(recorder.times).isEmpty();

    offer(two, NOW - 1);
    clock.advanceNs(20_000_000);
    reporter.doWork();
    assertThat(recorder.times).containsExactly(NOW - 1, NOW);
  }

  @Test
  void afterANapWithoutEvents_restsUntilWoken() {
    EventRing ring = ring();
    Reporter reporter = reporter(ring);
    offer(ring, NOW);
    reporter.doWork();
    assertThat(reporter.nextDeadlineNs()).isEqualTo(5_000_000);

    offer(ring, NOW);
    assertThat(wakeups).hasValue(0);
    reporter.doWork();
    reporter.doWork();
    assertThat(reporter.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);

    offer(ring, NOW);
    assertThat(wakeups).hasValue(1);
    queue.offer(new Event.ServiceOutput(NOW, TUPLE, "x"));
    assertThat(wakeups).hasValue(2);
  }

  @Test
  void eventsThatFoundTheRingFull_areCountedAndSaidOnce() {
    EventRing ring = new EventRing(2, false, () -> {});
    Reporter reporter = reporter(ring);
    for (int i = 0; i < 5; i++) {
      offer(ring, NOW);
    }
    reporter.doWork();
    for (int i = 0; i < 5; i++) {
      offer(ring, NOW);
    }
    reporter.doWork();

    assertThat(counters.get(Counter.EVENTS_LOST)).isEqualTo(6);
    assertThat(recorder.sentences)
        .containsExactly("3 events were not logged: they came faster than they can be written");
  }

  @Test
  void fullQueue_losesAndCounts() {
    for (int i = 0; i < 6; i++) {
      assertThat(queue.offer(new Event.ServiceOutput(NOW, TUPLE, "x"))).isEqualTo(i < 4);
    }
    reporter().doWork();
    assertThat(counters.get(Counter.EVENTS_LOST)).isEqualTo(2);
  }

  @Test
  void reopenOnRequest_comesAfterWhatWasSeenBefore() {
    EventRing ring = ring();
    Reporter reporter = reporter(ring);
    offer(ring, NOW);
    reporter.reopen();
    assertThat(wakeups).hasValue(1);
    reporter.doWork();
    assertThat(recorder.calls).containsExactly("write", "reopen", "flush");
  }

  @Test
  void closing_writesEverythingAndStops() {
    EventRing one = ring();
    EventRing two = ring();
    Reporter reporter = reporter(one, two);
    offer(one, NOW);
    offer(two, NOW);
    reporter.onClose();
    assertThat(recorder.calls).containsExactly("write", "write", "stop");
  }

  private static EventRing ring(Runnable wake) {
    return new EventRing(64, false, wake);
  }

  private EventRing ring() {
    return ring(wakeups::incrementAndGet);
  }

  private Reporter reporter(EventRing... rings) {
    return new Reporter(
        List.of(rings), queue, List.of(recorder), clock, counters, wakeups::incrementAndGet);
  }

  private static void offer(EventRing ring, long epochMicros) {
    ring.packetSeen(epochMicros, 6, 0, 1, 2, 0, 3, 4, 40, 2, PacketRemark.CLOSED_PORT, null);
  }

  private static final class Recorder implements EventWriter {
    final List<Long> times = new ArrayList<>();
    final List<String> sentences = new ArrayList<>();
    final List<String> calls = new ArrayList<>();

    @Override
    public void start(long epochMicros) {
      calls.add("start");
    }

    @Override
    public void write(Event event) {
      calls.add("write");
      times.add(event.epochMicros());
      if (event instanceof Event.Announcement a) {
        sentences.add(a.sentence());
      }
    }

    @Override
    public void flush(long nowNs, long epochMicros) {
      calls.add("flush");
    }

    @Override
    public void reopen(long epochMicros) {
      calls.add("reopen");
    }

    @Override
    public void stop(long epochMicros) {
      calls.add("stop");
    }
  }
}
