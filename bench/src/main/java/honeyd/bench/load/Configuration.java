package honeyd.bench.load;

import java.util.Locale;

/// Configurations as a user would write them.
final class Configuration {
  private Configuration() {}

  /// A template named `host`: a Linux with one open port and whatever is added to it.
  ///
  /// @param ports pairs of a TCP port and its action
  static String template(String... ports) {
    StringBuilder out =
        new StringBuilder(
            """
            create host
            set host personality "Linux 4.15 - 5.6"
            set host default tcp action closed
            set host default udp action closed
            set host default icmp action open
            add host tcp port 80 open
            """);
    for (int i = 0; i < ports.length; i += 2) {
      out.append(String.format(Locale.ROOT, "add host tcp port %s %s%n", ports[i], ports[i + 1]));
    }
    return out.toString();
  }

  /// 65,534 hosts from 10.1.0.1 on, all of that template.
  static String network(String... ports) {
    return template(ports) + "bind 10.1.0.0/16 host\n";
  }
}
