package honeyd.testkit.oracle;

import honeyd.personality.Personality;
import honeyd.testkit.script.PacketScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Plays every script of `pkt/linux` to the kernel of this machine and to a personality, and tells
/// the differences.
public final class LinuxOracle {
  private final Map<String, List<String>> unlisted = new TreeMap<>();
  private final List<String> unusedRows;

  private LinuxOracle(List<String> unusedRows) {
    this.unusedRows = unusedRows;
  }

  /// Plays them all at once to the kernel, then one after the other to ours. Needs root.
  ///
  /// @param page the page that lists known differences
  public static LinuxOracle consult(Personality personality, Path page) throws Exception {
    List<OracleScript> scripts = OracleScript.all();
    // The program must be warm for the one that cannot wait.
    for (OracleScript script : scripts) {
      BenchMachine.play(script, personality, written(script));
    }
    Map<String, KernelMachine.Played> kernel = KernelMachine.play(scripts);
    KnownDifferences known = KnownDifferences.of(page);
    Map<String, List<String>> found = new TreeMap<>();
    for (OracleScript script : scripts) {
      KernelMachine.Played theirs = kernel.get(script.name());
      if (theirs == null) {
        throw new IOException("no trace of " + script.name());
      }
      // A busy machine's client is late; round trips must be the same for both.
      Trace ours = BenchMachine.play(script, personality, theirs.delaysNs());
      List<String> here = new ArrayList<>();
      for (Comparison.Difference d : Comparison.of(theirs.trace(), ours, theirs.worstLateNs())) {
        if (!known.lists(d)) {
          here.add(d.toString());
        }
      }
      found.put(script.name(), here);
    }
    LinuxOracle oracle = new LinuxOracle(known.unused());
    oracle.unlisted.putAll(found);
    return oracle;
  }

  private static long[] written(OracleScript script) {
    return script.script().steps().stream().mapToLong(PacketScript.Step::afterNs).toArray();
  }

  /// By script: differences that the page does not list.
  public Map<String, List<String>> unlisted() {
    return unlisted;
  }

  /// Rows of the page that no difference needed.
  public List<String> unusedRows() {
    return unusedRows;
  }
}
