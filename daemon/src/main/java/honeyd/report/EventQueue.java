package honeyd.report;

import honeyd.event.Event;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A bounded queue of events from all threads that are not workers: services, signals, start-up.
///
/// Any thread offers; the reporter takes. Offering never waits: what does not fit is counted.
public final class EventQueue {
  private final BlockingQueue<Event> events;
  private final LongAdder lost = new LongAdder();
  private final Runnable wakeConsumer;
  private volatile boolean consumerRests;

  /// @param capacity events that may wait
  /// @param wakeConsumer called by whoever offers while the reporter rests; must not block
  public EventQueue(int capacity, Runnable wakeConsumer) {
    this.events = new ArrayBlockingQueue<>(capacity);
    this.wakeConsumer = wakeConsumer;
  }

  /// Puts one event behind the others; false when the queue is full and the event lost.
  public boolean offer(Event event) {
    boolean taken = events.offer(event);
    if (!taken) {
      lost.increment();
    }
    if (consumerRests) {
      consumerRests = false;
      wakeConsumer.run();
    }
    return taken;
  }

  /// Events that found the queue full.
  public long lost() {
    return lost.sum();
  }

  /// The oldest event, or null. Reporter.
  @Nullable Event poll() {
    return events.poll();
  }

  /// The time of the oldest event, or `Long.MAX_VALUE`. Reporter.
  long oldestEpochMicros() {
    Event oldest = events.peek();
    return oldest == null ? Long.MAX_VALUE : oldest.epochMicros();
  }

  /// Says that the reporter is about to rest; returns false when events wait after all. Reporter.
  boolean rest() {
    consumerRests = true;
    if (!events.isEmpty()) {
      consumerRests = false;
      return false;
    }
    return true;
  }
}
