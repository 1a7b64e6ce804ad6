package honeyd.service;

import honeyd.base.Clock;
import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.event.Event;
import honeyd.event.Event.Severity;
import honeyd.flow.Flow;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/// What services have to say and to count.
///
/// Any thread. A sentence about the same thing comes at most every [#QUIET_NS]; those in between
/// are counted and told with the next.
final class ServiceReports {
  static final long QUIET_NS = 10_000_000_000L;
  private static final int MAX_TOPICS = 1_000;

  private static final class Topic {
    long saidNs;
    long unsaid;
  }

  private final Predicate<Event> events;
  private final Clock clock;
  private final Counters counters;
  private final Map<String, Topic> topics = new HashMap<>();

  ServiceReports(Predicate<Event> events, Clock clock, Counters counters) {
    this.events = events;
    this.clock = clock;
    this.counters = counters;
  }

  Clock clock() {
    return clock;
  }

  synchronized void count(Counter counter) {
    counters.increment(counter);
  }

  /// A sentence that is always said.
  void say(Severity severity, String sentence) {
    boolean _ = events.test(new Event.Announcement(clock.epochMicros(), severity, sentence));
  }

  /// A sentence that an attacker can provoke as often as he likes.
  void sayNowAndThen(String topicName, Severity severity, String sentence) {
    String more = "";
    synchronized (this) {
      long nowNs = clock.nanoTime();
      Topic topic = topics.get(topicName);
      if (topic != null && nowNs - topic.saidNs < QUIET_NS) {
        topic.unsaid++;
        return;
      }
      if (topic == null && topics.size() >= MAX_TOPICS) {
        topics.clear();
      }
      if (topic != null && topic.unsaid > 0) {
        more = " (and " + topic.unsaid + " times since this was said last)";
      }
      Topic said = new Topic();
      said.saidNs = nowNs;
      topics.put(topicName, said);
    }
    say(severity, sentence + more);
  }

  /// One line of a service's standard error; false when nobody could take it.
  boolean output(Flow flow, String line) {
    return events.test(new Event.ServiceOutput(clock.epochMicros(), tuple(flow), line));
  }

  private static Event.Tuple tuple(Flow flow) {
    return new Event.Tuple(
        flow.transport().number(),
        flow.remote(),
        flow.remotePort(),
        flow.local(),
        flow.localPort());
  }

  /// Honeyd's form of a connection.
  static String connection(Flow flow) {
    return "("
        + flow.remote()
        + ":"
        + flow.remotePort()
        + " - "
        + flow.local()
        + ":"
        + flow.localPort()
        + ")";
  }
}
