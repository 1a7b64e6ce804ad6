package honeyd.daemon;

import honeyd.event.Event.Severity;
import honeyd.sys.Syslog;

/// syslog(3) under Honeyd's name and facility, with a copy on standard error where there is one.
final class SystemLog implements honeyd.report.Syslog {
  private SystemLog() {}

  /// Opens the connection; the process has only one.
  static SystemLog open() {
    Syslog.openlog(
        "honeyd", Syslog.LOG_PID | Syslog.LOG_CONS | Syslog.LOG_PERROR, Syslog.LOG_DAEMON);
    return new SystemLog();
  }

  @Override
  public void log(Severity severity, String message) {
    Syslog.syslog(severity.level(), message);
  }
}
