package honeyd.bench.load;

import com.sun.management.OperatingSystemMXBean;
import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.link.EpollIdle;
import honeyd.link.KernelFilter;
import honeyd.link.LinkEvents;
import honeyd.link.RingLink;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The load generator's process. Reads commands from standard input, a line each, and answers each
/// with one line; ends with its input.
///
/// ```
///   flood kind=syn|echo host=10.1.0.1 hosts=65534 port=80 window=1024 rate=0 ms=5000 [probes=N]
/// ```
///
/// Words on the command line: the interface and the MAC that frames go to.
final class Generator {
  /// Where answers go. Not the interface's own MAC, so that this machine's kernel does not look
  /// into them; the packet ring sees them all the same.
  private static final long MAC = 0x0200_0000_0b01L;

  private static final KernelFilter ANSWERS =
      KernelFilter.of(List.of(IpRange.parse("172.16.0.0/12")));
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final String interfaceName;
  private final long subjectMac;
  private int next = 1;

  private Generator(String interfaceName, long subjectMac) {
    this.interfaceName = interfaceName;
    this.subjectMac = subjectMac;
  }

  /// @param args interface, MAC
  public static void main(String[] args) throws IOException {
    new Generator(args[0], Long.parseLong(args[1].replace(":", ""), 16)).obey();
  }

  private void obey() throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      Words command = Words.of(line);
      long cpuNs = SYSTEM.getProcessCpuTime();
      long startNs = System.nanoTime();
      Words answer = answer(command);
      answer
          .put("cpu", SYSTEM.getProcessCpuTime() - cpuNs)
          .put("wall", System.nanoTime() - startNs);
      System.out.println("done " + answer);
      System.out.flush();
    }
  }

  private Words answer(Words command) throws IOException {
    if (command.has("flood")) {
      return flood(command);
    }
    throw new IllegalArgumentException("unknown command: " + command);
  }

  private Words flood(Words command) throws IOException {
    Counters counters = new Counters();
    try (RingLink link = RingLink.open(interfaceName, ANSWERS, counters, LinkEvents.NONE);
        EpollIdle idle = new EpollIdle(List.of(link))) {
      ProbeFrames frames =
          new ProbeFrames(
              ProbeFrames.Kind.valueOf(command.text("kind").toUpperCase(Locale.ROOT)),
              MAC,
              subjectMac,
              IpAddress.parse(command.text("host")).v4Bits(),
              (int) command.number("hosts"),
              (int) command.number("port", 80));
      Flood flood = new Flood(link, idle, frames, next);
      Words out =
          flood.run(
              new Flood.Bounds(
                  command.number("rate", 0),
                  (int) command.number("window"),
                  command.number("ms") * 1_000_000,
                  command.number("probes", Long.MAX_VALUE)));
      next = flood.next();
      link.receive((_, _, _, _, _) -> {}, 0);
      return out.put("drops", counters.get(Counter.KERNEL_DROPS));
    }
  }
}
