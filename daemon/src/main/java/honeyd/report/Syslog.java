package honeyd.report;

import honeyd.event.Event.Severity;

/// The system's log, syslog(3); the daemon implements it.
@FunctionalInterface
public interface Syslog {
  /// Writes one line. Must neither throw nor block for long.
  ///
  /// @param message printable ASCII, no line end
  void log(Severity severity, String message);
}
