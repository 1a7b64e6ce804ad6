package honeyd.bench.load;

import honeyd.testkit.net.Daemon;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Measures the rows of the load table and prints it as Markdown. Needs root, for namespaces.
///
/// Words: `--quick`, `--long`, `--rows A,B`, `--connections N`, `--generator-cpus LIST`,
/// `--subject-cpus LIST`. Exit code 1 when a row could not be measured.
public final class LoadRun {
  private final Options options;
  private final List<Row> rows = new ArrayList<>();

  private LoadRun(Options options) {
    this.options = options;
  }

  public static void main(String[] args) {
    Options options;
    try {
      options = Options.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println("load: " + e.getMessage());
      System.exit(2);
      return;
    }
    List<Row> rows = measure(options);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(Row.header());
    rows.forEach(row -> out.println(row.markdown()));
    boolean failed = rows.stream().anyMatch(r -> r.verdict() == Row.Verdict.FAILED);
    System.exit(failed || rows.isEmpty() ? 1 : 0);
  }

  /// Measures what is asked for; rows that could not be measured say so.
  static List<Row> measure(Options options) {
    buildDaemon();
    LoadRun run = new LoadRun(options);
    run.measure();
    return run.rows;
  }

  /// Namespaces have no way out to fetch anything, and a measured start must not build.
  private static void buildDaemon() {
    try {
      Process build =
          new ProcessBuilder(Daemon.root().resolve("honeyd").toString(), "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (build.waitFor() != 0) {
        throw new IllegalStateException("the daemon cannot be built");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void measure() {
    Consumer<Row> sink =
        row -> {
          rows.add(row);
          System.err.println("load: " + row.name() + ": " + row.figure());
        };
    part(PacketRows.GROUP, new PacketRows(options, sink)::run);
    for (BesideRows.Extra extra : BesideRows.Extra.values()) {
      part(extra.group(), () -> new BesideRows(options, sink).run(extra));
    }
    part(ConnectionRows.GROUP, new ConnectionRows(options, sink)::run);
    part(BulkRows.GROUP, new BulkRows(options, sink)::run);
    part(ScaleRows.GROUP, new ScaleRows(options, sink)::run);
    part(HeldRows.GROUP, new HeldRows(options, sink)::run);
    part(LatencyRows.GROUP, new LatencyRows(options, sink)::run);
    part(GrowthRows.GROUP, new GrowthRows(options, sink)::run);
    part(LogRows.GROUP, new LogRows(options, sink)::run);
  }

  /// Rows of a part that breaks down are one failed row, and the other parts are measured.
  private void part(String name, Runnable part) {
    try {
      part.run();
    } catch (RuntimeException | AssertionError e) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      // what a failed process has said may be megabytes
      String said = text.toString();
      System.err.println(
          "load: " + name + ": " + said.substring(0, Math.min(said.length(), 4_000)));
      rows.add(Row.failed(name, "", e));
    }
  }
}
