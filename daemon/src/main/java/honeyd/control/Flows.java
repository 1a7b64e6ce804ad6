package honeyd.control;

import honeyd.net.IpAddress;
import honeyd.net.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Flows that were asked for. Immutable.
///
/// @param rows those that are described
/// @param total how many there are
public record Flows(List<Row> rows, long total) {
  public Flows {
    rows = List.copyOf(rows);
  }

  /// One flow.
  ///
  /// @param state RFC 9293's word for TCP, `open` for UDP
  /// @param template name of the host's template
  /// @param service what answers, null where nothing but the stack does
  /// @param ageSeconds since it began; negative where that is not kept
  /// @param idleSeconds since something was heard
  /// @param receivedBytes payload from the visitor
  /// @param sentBytes payload to it
  public record Row(
      Transport transport,
      IpAddress remote,
      int remotePort,
      IpAddress local,
      int localPort,
      String state,
      String template,
      @Nullable String service,
      double ageSeconds,
      double idleSeconds,
      long receivedBytes,
      long sentBytes) {}
}
