package honeyd.daemon;

import honeyd.base.Clock;
import honeyd.event.Event;
import honeyd.event.Event.Severity;
import honeyd.report.EventQueue;

/// Says sentences of the daemon about itself into the stream of events. Any thread.
final class Announcer {
  private final EventQueue queue;
  private final Clock clock;

  Announcer(EventQueue queue, Clock clock) {
    this.queue = queue;
    this.clock = clock;
  }

  void say(Severity severity, String sentence) {
    queue.offer(new Event.Announcement(clock.epochMicros(), severity, sentence));
  }
}
