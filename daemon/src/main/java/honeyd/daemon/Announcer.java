package honeyd.daemon;

import honeyd.base.Clock;
import honeyd.event.Event;
import honeyd.event.Event.Severity;
import java.util.function.Consumer;

/// Says sentences of the daemon about itself into the stream of events. Any thread.
final class Announcer {
  private final Consumer<Event> events;
  private final Clock clock;

  Announcer(Consumer<Event> events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  void say(Severity severity, String sentence) {
    events.accept(new Event.Announcement(clock.epochMicros(), severity, sentence));
  }
}
