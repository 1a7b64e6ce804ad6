package honeyd.bench.load;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
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

  private interface Part {
    void run();
  }

  public static void main(String[] args) {
    LoadRun run = new LoadRun(Options.of(args));
    run.measure();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(Row.header());
    run.rows.forEach(row -> out.println(row.markdown()));
    boolean failed = run.rows.stream().anyMatch(r -> r.verdict() == Row.Verdict.FAILED);
    System.exit(failed || run.rows.isEmpty() ? 1 : 0);
  }

  private void measure() {
    Consumer<Row> sink =
        row -> {
          rows.add(row);
          System.err.println("load: " + row.name() + ": " + row.figure());
        };
    part(PacketRows.GROUP, new PacketRows(options, sink)::run);
    part(ConnectionRows.GROUP, new ConnectionRows(options, sink)::run);
    part(BulkRows.GROUP, new BulkRows(options, sink)::run);
    part(ScaleRows.GROUP, new ScaleRows(options, sink)::run);
    part(HeldRows.GROUP, new HeldRows(options, sink)::run);
    part(LatencyRows.GROUP, new LatencyRows(options, sink)::run);
    part(GrowthRows.GROUP, new GrowthRows(options, sink)::run);
    part(LogRows.GROUP, new LogRows(options, sink)::run);
  }

  /// Rows of a part that breaks down are one failed row, and the other parts are measured.
  private void part(String name, Part part) {
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
