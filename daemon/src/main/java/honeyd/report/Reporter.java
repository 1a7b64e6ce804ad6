package honeyd.report;

import honeyd.base.Agent;
import honeyd.base.Clock;
import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.event.Event.Severity;
import honeyd.event.EventRing;
import honeyd.event.EventView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the events of all workers and services and gives them to the writers, in time order.
///
/// Runs on one thread through [honeyd.base.AgentRunner] with a [honeyd.base.ParkIdle], whose
/// wake-up the rings and the queue were given. While events flow it takes them in batches a few
/// milliseconds apart, so that neither the writers' system calls nor waking it cost the workers
/// anything; when none came for one such nap it rests until it is woken.
///
/// With several rings an event is held back for [#HOLD_MICROS], by when every worker has offered
/// what is older.
public final class Reporter implements Agent {
  private static final int EVENT_LIMIT = 8192;
  private static final long NAP_NS = 5_000_000;
  private static final long HOLD_MICROS = 10_000;
  private static final long FLUSH_NS = 100_000_000;
  private static final long LOSS_REPORT_NS = 10_000_000_000L;

  private final List<EventRing> rings;
  private final EventQueue queue;
  private final List<EventWriter> writers;
  private final Clock clock;
  private final Counters counters;
  private volatile boolean reopenWanted;
  private final Runnable wakeup;
  private long deadlineNs;
  private long lastFlushNs;
  private long lostSeen;
  private long lostReported;
  private long lastLossReportNs;
  private boolean lossReportedBefore;

  /// @param rings one for each worker
  /// @param writers in the order they are to be given each event
  /// @param counters owned by the reporter's thread
  /// @param wakeup ends the reporter's rest
  public Reporter(
      List<EventRing> rings,
      EventQueue queue,
      List<EventWriter> writers,
      Clock clock,
      Counters counters,
      Runnable wakeup) {
    this.rings = List.copyOf(rings);
    this.queue = queue;
    this.writers = List.copyOf(writers);
    this.clock = clock;
    this.counters = counters;
    this.wakeup = wakeup;
  }

  /// Opens what the writers write to. Call once, before the thread runs, while the daemon still has
  /// the right to open files.
  public void start() {
    long epochMicros = clock.epochMicros();
    for (EventWriter writer : writers) {
      writer.start(epochMicros);
    }
  }

  /// Asks for the files to be opened again: SIGUSR1. Any thread; returns at once.
  public void reopen() {
    reopenWanted = true;
    wakeup.run();
  }

  @Override
  public int doWork() {
    long nowNs = clock.nanoTime();
    long epochMicros = clock.epochMicros();
    long newestMicros = rings.size() > 1 ? epochMicros - HOLD_MICROS : Long.MAX_VALUE;
    int taken = take(EVENT_LIMIT, newestMicros, epochMicros);
    countLost(nowNs, epochMicros);
    if (reopenWanted) {
      reopenWanted = false;
      for (EventWriter writer : writers) {
        writer.reopen(epochMicros);
      }
    }
    if (taken < EVENT_LIMIT || nowNs - lastFlushNs >= FLUSH_NS) {
      lastFlushNs = nowNs;
      for (EventWriter writer : writers) {
        writer.flush(nowNs, epochMicros);
      }
    }
    if (taken == EVENT_LIMIT) {
      return taken;
    }
    boolean resting = taken == 0 && restAll();
    deadlineNs = resting ? Long.MAX_VALUE : nowNs + NAP_NS;
    return 0;
  }

  @Override
  public long nextDeadlineNs() {
    return deadlineNs;
  }

  @Override
  public void onClose() {
    long epochMicros = clock.epochMicros();
    while (take(EVENT_LIMIT, Long.MAX_VALUE, epochMicros) > 0) {
      // until every source is empty
    }
    countLost(Long.MAX_VALUE, epochMicros);
    for (EventWriter writer : writers) {
      writer.stop(epochMicros);
    }
    // What stopping had to say still reaches the writers that take it at any time.
    while (take(EVENT_LIMIT, Long.MAX_VALUE, epochMicros) > 0) {
      // until every source is empty
    }
  }

  @Override
  public String roleName() {
    return "reporter";
  }

  private int take(int limit, long newestMicros, long nowMicros) {
    int taken = 0;
    while (taken < limit) {
      long oldest = queue.oldestEpochMicros();
      @Nullable EventRing from = null;
      for (int i = 0; i < rings.size(); i++) {
        long candidate = rings.get(i).oldestEpochMicros();
        if (candidate < oldest) {
          oldest = candidate;
          from = rings.get(i);
        }
      }
      // A time far ahead of ours is another clock's and says nothing about the order.
      boolean held = oldest > newestMicros && oldest < nowMicros + 1_000_000;
      if (oldest == Long.MAX_VALUE || held) {
        break;
      }
      if (from == null) {
        Event event = queue.poll();
        if (event != null) {
          write(event);
        }
        taken++;
      } else {
        taken += take(from);
      }
    }
    return taken;
  }

  private int take(EventRing ring) {
    EventView view = ring.oldest();
    if (view == null) {
      return 0;
    }
    for (int i = 0; i < writers.size(); i++) {
      writers.get(i).write(view);
    }
    ring.release();
    return 1;
  }

  private void write(Event event) {
    for (int i = 0; i < writers.size(); i++) {
      writers.get(i).write(event);
    }
  }

  private boolean restAll() {
    boolean resting = queue.rest();
    for (int i = 0; i < rings.size(); i++) {
      resting &= rings.get(i).rest();
    }
    return resting;
  }

  private void countLost(long nowNs, long epochMicros) {
    long lost = queue.lost();
    for (int i = 0; i < rings.size(); i++) {
      lost += rings.get(i).lost();
    }
    counters.add(Counter.EVENTS_LOST, lost - lostSeen);
    lostSeen = lost;
    if (lost > lostReported
        && (!lossReportedBefore || nowNs - lastLossReportNs >= LOSS_REPORT_NS)) {
      lossReportedBefore = true;
      lastLossReportNs = nowNs;
      write(
          new Event.Announcement(
              epochMicros,
              Severity.WARNING,
              (lost - lostReported)
                  + " events were not logged: they came faster than they can be written"));
      lostReported = lost;
    }
  }
}
