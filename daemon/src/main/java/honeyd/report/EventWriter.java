package honeyd.report;

import honeyd.event.Event;
import honeyd.event.EventView;

/// One place that events are written to.
///
/// All calls come from the reporter's thread, apart from [#start], which comes before that thread
/// runs. None throws for anything the outside world does: a writer that cannot write says so once
/// and counts.
public interface EventWriter {
  /// Opens what is to be written to.
  void start(long epochMicros);

  /// Takes one event; what it makes of it may stay in memory until [#flush].
  void write(Event event);

  /// Takes one event of a worker in its place. Writers that see every packet of a flood do so
  /// without making a value of it.
  default void write(EventView view) {
    write(view.event());
  }

  /// Hands on what waits in memory.
  ///
  /// @param nowNs monotonic time, for retries
  /// @param epochMicros calendar time, for lines about the log itself
  void flush(long nowNs, long epochMicros);

  /// Closes and opens again what lies in files, which may have been moved away: SIGUSR1.
  void reopen(long epochMicros);

  /// Hands on everything and closes. Afterwards [#write] may still come and may be ignored.
  void stop(long epochMicros);
}
