package honeyd.bench.load;

import honeyd.testkit.net.NetLab;
import honeyd.testkit.net.Outcome;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a JVM's heap holds when all garbage is out of it, asked by jcmd(1).
final class Heap {
  private static final int COLLECTIONS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /// `used 12345K` of each generation.
  private static final Pattern USED = Pattern.compile("total +\\d+K, used (\\d+)K");

  private Heap() {}

  /// Collects garbage and answers how many bytes of objects live.
  static long liveBytes(NetLab lab, long pid) {
    // The serial collector leaves up to a twentieth of dead objects where they lie, but not every
    // fourth time (MarkSweepAlwaysCompactCount).
    for (int i = 0; i < COLLECTIONS; i++) {
      jcmd(lab, pid, "GC.run");
    }
    Matcher used = USED.matcher(jcmd(lab, pid, "GC.heap_info").out());
    long kilobytes = 0;
    while (used.find()) {
      kilobytes += Long.parseLong(used.group(1));
    }
    return kilobytes * 1024;
  }

  private static Outcome jcmd(NetLab lab, long pid, String command) {
    String jcmd = System.getProperty("java.home") + "/bin/jcmd";
    return lab.daemonSide().run(LIMIT, jcmd, Long.toString(pid), command).orFail();
  }
}
