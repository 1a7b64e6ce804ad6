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

  /// The same hosts as members of a dynamic template, the last of five with a condition of each
  /// kind, none of which the generator meets.
  static String dynamicNetwork() {
    return template()
        + """
        clone other host
        dynamic many
        add many use other if source ip = 203.0.113.0/24
        add many use other if source os = "windows"
        add many use other if time between "00:00:00" - "00:01:00"
        add many use other if udp
        add many otherwise use host
        bind 10.1.0.0/16 many
        """;
  }

  /// The same hosts behind three routers, with lines of 5 and 10 ms between them.
  static String networkBehindRouters() {
    return """
    route entry 10.0.0.1
    route 10.0.0.1 link 10.0.0.0/24
    route 10.0.0.1 add net 10.1.0.0/16 10.0.0.2 latency 5ms
    route 10.0.0.2 link 10.0.1.0/24
    route 10.0.0.2 add net 10.1.0.0/16 10.0.1.2 latency 10ms
    route 10.0.1.2 link 10.1.0.0/16
    """
        + network();
  }

  /// The same hosts behind so many routers, three on each way: the entry, routers that divide
  /// 10.1.0.0/16 among them, and behind each of those others that divide its part.
  ///
  /// @param middle how many there are in the middle, a power of two of at most 256
  /// @param part into how many parts each divides its own, of which it keeps the first; a power of
  ///   two
  /// @param all how many routers in all; those that remain have networks that nobody asks for
  static String networkBehindManyRouters(int middle, int part, int all) {
    StringBuilder out =
        new StringBuilder("route entry 10.0.0.1\nroute 10.0.0.1 link 10.0.0.0/24\n");
    int made = 1;
    int middleBits = 16 + Integer.numberOfTrailingZeros(middle);
    int partBits = middleBits + Integer.numberOfTrailingZeros(part);
    for (int i = 0; i < middle; i++) {
      int network = i << (32 - middleBits);
      String router = address(1, network + 1);
      next(out, "10.0.0.1", address(1, network) + "/" + middleBits, router);
      link(out, router, address(1, network) + "/" + partBits);
      made++;
      for (int j = 1; j < part; j++) {
        int inner = network + (j << (32 - partBits));
        String last = address(1, inner + 1);
        next(out, router, address(1, inner) + "/" + partBits, last);
        link(out, last, address(1, inner) + "/" + partBits);
        made++;
      }
    }
    for (int i = 0; made < all; i += 8) {
      next(out, "10.0.0.1", address(2, i) + "/29", address(2, i + 1));
      link(out, address(2, i + 1), address(2, i) + "/29");
      made++;
    }
    return out + network();
  }

  /// 10,001 routers, three on each way, with five links each, and hosts at the first.
  static String fiftyThousandLinks() {
    StringBuilder out = new StringBuilder("route entry 10.1.0.1\n");
    fiveLinks(out, 1, 0);
    for (int i = 1; i <= 100; i++) {
      int second = 1 + i / 8;
      int network = i % 8 << 13;
      String router = address(second, network + 1);
      next(out, "10.1.0.1", address(second, network) + "/19", router);
      fiveLinks(out, second, network);
      for (int j = 1; j < 100; j++) {
        int inner = network + (j << 6);
        next(out, router, address(second, inner) + "/26", address(second, inner + 1));
        fiveLinks(out, second, inner);
      }
    }
    return out + template() + "bind 10.1.0.1-10.1.0.38 host\n";
  }

  private static void fiveLinks(StringBuilder out, int second, int network) {
    for (int i = 0; i < 5; i++) {
      link(out, address(second, network + 1), address(second, network + (i << 3)) + "/29");
    }
  }

  private static String address(int second, int low16) {
    return "10." + second + "." + (low16 >> 8) + "." + (low16 & 255);
  }

  private static void next(StringBuilder out, String router, String network, String gateway) {
    out.append("route ").append(router).append(" add net ").append(network).append(' ');
    out.append(gateway).append(" latency 1ms\n");
  }

  private static void link(StringBuilder out, String router, String network) {
    out.append("route ").append(router).append(" link ").append(network).append('\n');
  }
}
