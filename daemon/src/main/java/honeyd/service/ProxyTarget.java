package honeyd.service;

import honeyd.event.Event.Severity;
import honeyd.flow.Flow;
import honeyd.model.Behaviour;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.ZoneId;

/// Where a proxied flow goes, with its variables filled in.
///
/// @param address resolved
/// @param text `HOST:PORT` for people
record ProxyTarget(InetSocketAddress address, String text) {
  /// Fills in the variables and looks the host up.
  ///
  /// @throws IOException when host or port mean nothing
  static ProxyTarget of(
      Behaviour.Proxy proxy, Flow flow, Resolver resolver, ServiceReports reports, ZoneId zone)
      throws IOException, InterruptedException {
    long epochMicros = reports.clock().epochMicros();
    String host = ScriptCommand.expand(proxy.host(), flow, epochMicros, zone);
    String port = ScriptCommand.expand(proxy.port(), flow, epochMicros, zone);
    String text = host + ":" + port;
    return new ProxyTarget(new InetSocketAddress(resolver.find(host), number(port, text)), text);
  }

  private static int number(String port, String text) throws IOException {
    try {
      int number = Integer.parseInt(port);
      if (number > 0 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IOException("proxy to " + text + ": \"" + port + "\" is not a port");
  }

  /// Says that the flow is connected, in Honeyd's words.
  void announce(Flow flow, ServiceReports reports) {
    reports.say(
        Severity.INFO,
        "Connection established: " + ServiceReports.connection(flow) + " -> proxy to " + text);
  }
}
