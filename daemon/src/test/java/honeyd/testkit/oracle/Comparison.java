package honeyd.testkit.oracle;

import honeyd.testkit.oracle.Trace.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/// Finds what is different between two traces of one script: for each step, packets that only one
/// machine sent, and packets that came at another time.
final class Comparison {
  private static final long TOLERANCE_NS = 25_000_000;
  private static final int TOLERANCE_PERCENT = 10;

  private Comparison() {}

  /// One difference, in the notation; `nothing` where one machine was silent.
  ///
  /// @param script the script's name
  /// @param line the line of the step that it follows
  /// @param step that step
  record Difference(String script, int line, String step, String kernel, String ours) {
    @Override
    public String toString() {
      return script
          + ".pkt:"
          + line
          + "  "
          + step
          + "\n    kernel: "
          + kernel
          + "\n    ours:   "
          + ours;
    }
  }

  /// @param slackNs how much later than it should the kernel may seem, because the machine was busy
  static List<Difference> of(Trace kernel, Trace ours, long slackNs) {
    List<Difference> out = new ArrayList<>();
    SortedSet<Integer> lines = new TreeSet<>();
    kernel.packets().forEach(p -> lines.add(p.line()));
    ours.packets().forEach(p -> lines.add(p.line()));
    for (int line : lines) {
      compare(kernel.script().name(), line, after(kernel, line), after(ours, line), slackNs, out);
    }
    return out;
  }

  private static List<Seen> after(Trace trace, int line) {
    return trace.packets().stream().filter(p -> p.line() == line).toList();
  }

  private static void compare(
      String script,
      int line,
      List<Seen> kernel,
      List<Seen> ours,
      long slackNs,
      List<Difference> out) {
    int[][] same = commonLengths(kernel, ours);
    List<Seen> onlyKernel = new ArrayList<>();
    List<Seen> onlyOurs = new ArrayList<>();
    int k = 0;
    int o = 0;
    while (k < kernel.size() || o < ours.size()) {
      boolean both = k < kernel.size() && o < ours.size();
      if (both && kernel.get(k).text().equals(ours.get(o).text())) {
        pair(script, onlyKernel, onlyOurs, out);
        Seen theirs = kernel.get(k++);
        Seen own = ours.get(o++);
        if (isOffTime(theirs.afterNs(), own.afterNs(), slackNs)) {
          out.add(new Difference(script, line, own.step(), timed(theirs), timed(own)));
        }
      } else if (o >= ours.size() || (both && same[k + 1][o] >= same[k][o + 1])) {
        onlyKernel.add(kernel.get(k++));
      } else {
        onlyOurs.add(ours.get(o++));
      }
    }
    pair(script, onlyKernel, onlyOurs, out);
  }

  /// Lengths of the longest common runs from each place on.
  private static int[][] commonLengths(List<Seen> a, List<Seen> b) {
    int[][] n = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        n[i][j] =
            a.get(i).text().equals(b.get(j).text())
                ? n[i + 1][j + 1] + 1
                : Math.max(n[i + 1][j], n[i][j + 1]);
      }
    }
    return n;
  }

  private static void pair(
      String script, List<Seen> kernel, List<Seen> ours, List<Difference> out) {
    for (int i = 0; i < Math.max(kernel.size(), ours.size()); i++) {
      Seen any = i < kernel.size() ? kernel.get(i) : ours.get(i);
      out.add(
          new Difference(
              script,
              any.line(),
              any.step(),
              i < kernel.size() ? timed(kernel.get(i)) : "nothing",
              i < ours.size() ? timed(ours.get(i)) : "nothing"));
    }
    kernel.clear();
    ours.clear();
  }

  private static boolean isOffTime(long kernelNs, long ourNs, long slackNs) {
    long tolerance = TOLERANCE_NS + ourNs * TOLERANCE_PERCENT / 100;
    return kernelNs > ourNs + tolerance + slackNs || kernelNs < ourNs - tolerance - slackNs;
  }

  private static String timed(Seen seen) {
    return String.format(Locale.ROOT, "+%.3f %s", seen.afterNs() / 1e9, seen.text());
  }
}
