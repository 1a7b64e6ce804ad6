package honeyd.service;

import java.time.ZoneId;

/// What services may use and what they are told.
///
/// @param maxScripts scripts that may run at the same time; a flow beyond them is refused
/// @param maxProxies proxied flows at the same time; likewise
/// @param home value of `HONEYD_HOME` in the scripts' environment
/// @param zone whose local time `$date` is
public record ServiceSettings(int maxScripts, int maxProxies, String home, ZoneId zone) {
  public static final int DEFAULT_MAX_SCRIPTS = 256;
  public static final int DEFAULT_MAX_PROXIES = 1_024;

  /// Connections to internal services at the same time. The worst of them hold a full receiving
  /// pipe and [InternalServices#BACKLOG_BYTES] of the other: 800 MB in all.
  static final int MAX_INTERNAL = 4_096;

  /// Processes that a script's user may have before his scripts can start no more: some for every
  /// script, and the daemon's own threads, which count where he is the daemon's user.
  int maxProcesses() {
    return 4 * maxScripts + 1_024;
  }
}
