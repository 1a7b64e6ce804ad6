package honeyd.bench;

import com.sun.management.ThreadMXBean;
import honeyd.link.MemoryLink;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/// The whole machine on a memory link, on one thread, beside a reflector on the same link: packets
/// per second, time and memory for each packet, as a Markdown table. Takes under a minute.
///
/// Every figure includes making the packet, injecting it and taking the answer; the reflector's row
/// is that cost with next to nothing in between. Time is the thread's processor time, so that other
/// programs on the machine disturb less; how much of a processor it had is printed too.
public final class EndToEnd {
  private static final int BATCH = 64;
  private static final long MS = 1_000_000L;
  private static final long WARM_UP_NS = 300 * MS;
  private static final long MEASURE_NS = 500 * MS;

  /// On a busy machine the compiler needs seconds to come to an end with a new path.
  private static final long FIRST_WARM_UP_NS = 2_000 * MS;

  private static final long TRANSFER_WARM_UP_NS = 6_000 * MS;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final PrintStream out;

  private record Figures(long packets, long answers, long ns, long wallNs, long allocatedBytes) {
    double nsPerPacket() {
      return (double) ns / packets;
    }
  }

  private EndToEnd(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    new EndToEnd(System.out).run();
  }

  private void run() throws IOException {
    for (Traffic.Kind kind : Traffic.Kind.values()) {
      machine(kind, Traffic.Targets.NETWORK, true, FIRST_WARM_UP_NS);
      reflector(kind, WARM_UP_NS);
    }
    out.println(
        "| packet | addresses | log | packets per CPU second | ns/packet | bytes/packet | answered | x reflector | share of a CPU |");
    out.println("|---|---|---|--:|--:|--:|--:|--:|--:|");
    for (Traffic.Kind kind : Traffic.Kind.values()) {
      Figures least = reflector(kind, MEASURE_NS);
      row(kind.title, "reflector", "-", least, least);
      for (Traffic.Targets targets : Traffic.Targets.values()) {
        row(kind.title, targets.title, "no", machine(kind, targets, false, MEASURE_NS), least);
        row(kind.title, targets.title, "yes", machine(kind, targets, true, MEASURE_NS), least);
      }
    }
    out.println();
    out.println("| one connection, segments of 1,460 bytes | MB per CPU second |");
    out.println("|---|--:|");
    out.printf(Locale.ROOT, "| upload to a service | %,.0f |%n", transfer(false));
    out.printf(Locale.ROOT, "| download from a service | %,.0f |%n", transfer(true));
  }

  private void row(String what, String targets, String log, Figures f, Figures least) {
    out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %,.0f | %,.0f | %,.1f | %.1f %% | %.1f | %.0f %% |%n",
        what,
        targets,
        log,
        1e9 / f.nsPerPacket(),
        f.nsPerPacket(),
        (double) f.allocatedBytes / f.packets,
        100.0 * f.answers / f.packets,
        f.nsPerPacket() / least.nsPerPacket(),
        100.0 * f.ns / f.wallNs);
  }

  private static Figures machine(
      Traffic.Kind kind, Traffic.Targets targets, boolean logs, long measureNs) {
    try (Arena arena = Arena.ofConfined();
        Machine machine = new Machine(logs)) {
      Traffic traffic = new Traffic(kind, targets, arena);
      measure(traffic, machine.link, machine::work, WARM_UP_NS);
      Figures figures = measure(traffic, machine.link, machine::work, measureNs);
      if (machine.lostEvents() != 0) {
        throw new IllegalStateException("events were lost");
      }
      return figures;
    }
  }

  private static Figures reflector(Traffic.Kind kind, long measureNs) {
    try (Arena arena = Arena.ofConfined()) {
      Reflector reflector = new Reflector();
      try (MemoryLink link = reflector.link) {
        Traffic traffic = new Traffic(kind, Traffic.Targets.ONE, arena);
        measure(traffic, link, reflector::work, WARM_UP_NS);
        return measure(traffic, link, reflector::work, measureNs);
      }
    }
  }

  private static Figures measure(Traffic traffic, MemoryLink link, Runnable work, long forNs) {
    long packets = 0;
    long answers = 0;
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long cpu = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long now = start;
    while (now - start < forNs) {
      traffic.inject(link, BATCH);
      work.run();
      answers += link.discardSent();
      packets += BATCH;
      now = System.nanoTime();
    }
    return new Figures(
        packets,
        answers,
        THREADS.getCurrentThreadCpuTime() - cpu,
        now - start,
        THREADS.getCurrentThreadAllocatedBytes() - allocated);
  }

  /// MB (10^6 bytes) of payload for each second of processor time.
  private static double transfer(boolean download) throws IOException {
    try (Arena arena = Arena.ofConfined();
        Machine machine = new Machine(true)) {
      Transfer transfer = new Transfer(machine, arena);
      move(transfer, download, TRANSFER_WARM_UP_NS);
      long start = THREADS.getCurrentThreadCpuTime();
      long bytes = move(transfer, download, MEASURE_NS);
      return bytes * 1e3 / (THREADS.getCurrentThreadCpuTime() - start);
    }
  }

  private static long move(Transfer transfer, boolean download, long forNs) throws IOException {
    long untilNs = System.nanoTime() + forNs;
    return download ? transfer.download(untilNs) : transfer.upload(untilNs);
  }
}
