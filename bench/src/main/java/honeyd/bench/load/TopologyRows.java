package honeyd.bench.load;

import java.util.function.Consumer;

/// What routers cost: processor time for a packet and its answer over three routers and two slow
/// lines, beside the same hosts in a flat network.
final class TopologyRows {
  static final String GROUP = "topology";

  private static final String HOST = "10.1.0.1";

  private final Options options;
  private final Consumer<Row> rows;

  TopologyRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    boolean echo = options.wants("routers-echo", GROUP);
    boolean syn = options.wants("routers-syn", GROUP);
    if (!echo && !syn) {
      return;
    }
    try (Cable flat = new Cable(options);
        Cable routers = new Cable(options)) {
      flat.daemon(Configuration.network());
      routers.daemon(Configuration.networkBehindRouters());
      flat.awaitAnswer(HOST);
      routers.awaitAnswer(HOST);
      if (echo) {
        compare("routers-echo", SideBySide.Kind.ECHO, flat, routers);
      }
      if (syn) {
        compare("routers-syn", SideBySide.Kind.SYN, flat, routers);
      }
    }
  }

  private void compare(String name, SideBySide.Kind kind, Cable flat, Cable routers) {
    rows.accept(
        new SideBySide(options)
            .compare(name, kind, flat, "a flat network", routers, "three routers and two lines"));
  }
}
