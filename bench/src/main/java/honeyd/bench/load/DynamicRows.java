package honeyd.bench.load;

import java.util.function.Consumer;

/// What it costs that hosts change with who asks: processor time for a packet to a dynamic template
/// with conditions of every kind, beside the template that it comes to.
final class DynamicRows {
  static final String GROUP = "dynamic";

  private static final String HOST = "10.1.0.1";

  private final Options options;
  private final Consumer<Row> rows;

  DynamicRows(Options options, Consumer<Row> rows) {
    this.options = options;
    this.rows = rows;
  }

  void run() {
    boolean echo = options.wants("dynamic-echo", GROUP);
    boolean syn = options.wants("dynamic-syn", GROUP);
    if (!echo && !syn) {
      return;
    }
    try (Cable plain = new Cable(options);
        Cable dynamic = new Cable(options)) {
      plain.daemon(Configuration.network());
      dynamic.daemon(Configuration.dynamicNetwork());
      plain.awaitAnswer(HOST);
      dynamic.awaitAnswer(HOST);
      if (echo) {
        compare("dynamic-echo", SideBySide.Kind.ECHO, plain, dynamic);
      }
      if (syn) {
        compare("dynamic-syn", SideBySide.Kind.SYN, plain, dynamic);
      }
    }
  }

  private void compare(String name, SideBySide.Kind kind, Cable plain, Cable dynamic) {
    rows.accept(
        new SideBySide(options)
            .compare(
                name, kind, plain, "its last member alone", dynamic, "a dynamic template of five"));
  }
}
