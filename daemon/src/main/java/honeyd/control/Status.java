package honeyd.control;

import java.util.List;
import java.util.Map;

/// How the machine is. Immutable.
///
/// @param version of the daemon
/// @param load as the prompt shows it
/// @param workers one for each
/// @param interfaces names of the links
/// @param services scripts and proxied flows that are open
/// @param heapBytes of the JVM's heap in use
/// @param heapLimitBytes as far as it may grow
/// @param residentBytes of the process, as the kernel counts them; zero where that is not known
/// @param counters by their stable names, drops under `drop.…`; those that are zero are left out
public record Status(
    String version,
    Load load,
    List<WorkerStatus> workers,
    List<String> interfaces,
    long services,
    long heapBytes,
    long heapLimitBytes,
    long residentBytes,
    Map<String, Long> counters) {
  public Status {
    workers = List.copyOf(workers);
    interfaces = List.copyOf(interfaces);
  }

  /// One worker.
  ///
  /// @param name of its thread
  /// @param hosts that have state
  /// @param restingHosts that are remembered beside them
  /// @param tcp TCP connections, half-open ones included
  /// @param udp UDP flows
  /// @param timers deadlines and packets under way
  public record WorkerStatus(
      String name, long hosts, long restingHosts, long tcp, long udp, long timers) {}
}
