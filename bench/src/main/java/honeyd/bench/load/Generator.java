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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/// The load generator's process. Reads commands from standard input, a line each, and answers each
/// with one line; ends with its input.
///
/// ```
///   flood kind=syn|closed|echo host=10.1.0.1 hosts=65534 port=80 window=1024 rate=0 ms=5000 [probes=N] [resets=]
///   clients plan=close|exchange|hold host=.. hosts=.. port=80 clients=64 ms=5000 [connections=N]
///   poke host=.. hosts=.. port=80 sample=100      asks connections that were held
///   rest=20000                                    says nothing for so many milliseconds
///   await host=.. ms=60000                        until an echo request is answered; when
///   bulk direction=down|up host=.. port=.. connections=8 ms=5000
/// ```
///
/// Words on the command line: the interface and the MAC that frames go to.
final class Generator {
  /// Where answers go. Not the interface's own MAC, so that this machine's kernel does not look
  /// into them; the packet ring sees them all the same.
  private static final long MAC = 0x0200_0000_0b01L;

  private static final KernelFilter ANSWERS =
      KernelFilter.of(List.of(IpRange.parse("172.16.0.0/12")));
  private static final long MS_NS = 1_000_000;
  private static final long PING_EVERY_NS = 5 * MS_NS;
  private static final int PINGS = 64;
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final String interfaceName;
  private final long subjectMac;
  private final Held held = new Held();
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
      Words answer = attempt(command);
      answer
          .put("cpu", SYSTEM.getProcessCpuTime() - cpuNs)
          .put("wall", System.nanoTime() - startNs);
      System.out.println("done " + answer);
      System.out.flush();
    }
  }

  /// One command that fails does not end the generator, which is warm by now.
  private Words attempt(Words command) throws IOException {
    try {
      return answer(command);
    } catch (IllegalStateException e) {
      e.printStackTrace();
      return new Words().put(Words.ERROR, e.toString().replaceAll("\\s+", "_"));
    }
  }

  private Words answer(Words command) throws IOException {
    if (command.has("ready")) {
      return new Words();
    }
    if (command.has("rest")) {
      LockSupport.parkNanos(command.number("rest") * MS_NS);
      return new Words();
    }
    if (command.has("bulk")) {
      return bulk(command);
    }
    Counters counters = new Counters();
    try (RingLink link = RingLink.open(interfaceName, ANSWERS, counters, LinkEvents.NONE);
        EpollIdle idle = new EpollIdle(List.of(link))) {
      Words out = answer(command, link, idle);
      // counted when the link is closed or often looked at
      link.receive((_, _, _, _, _) -> {}, 0);
      return out.put("drops", counters.get(Counter.KERNEL_DROPS));
    }
  }

  private Words answer(Words command, RingLink link, EpollIdle idle) {
    if (command.has("await")) {
      return await(command, link, idle);
    }
    Numbering numbering =
        new Numbering(
            IpAddress.parse(command.text("host")).v4Bits(), (int) command.number("hosts"));
    int port = (int) command.number("port", 80);
    if (command.has("flood")) {
      ProbeFrames frames =
          new ProbeFrames(
              ProbeFrames.Kind.valueOf(command.text("kind").toUpperCase(Locale.ROOT)),
              MAC,
              subjectMac,
              numbering,
              port);
      TcpFrames resets =
          command.has("resets") ? new TcpFrames(link, MAC, subjectMac, numbering, port) : null;
      return flood(command, new Flood(link, idle, frames, resets, next));
    }
    TcpFrames frames = new TcpFrames(link, MAC, subjectMac, numbering, port);
    if (command.has("clients")) {
      TcpClients clients =
          new TcpClients(
              link,
              idle,
              frames,
              numbering,
              TcpClients.Plan.valueOf(command.text("plan").toUpperCase(Locale.ROOT)),
              (int) command.number("clients"),
              next,
              held);
      Words out =
          clients.run(command.number("ms") * MS_NS, command.number("connections", Long.MAX_VALUE));
      next = clients.next();
      return out.put("held", held.count());
    }
    if (command.has("poke")) {
      return new Poke(link, idle, frames, numbering, held).run((int) command.number("sample"));
    }
    throw new IllegalArgumentException("unknown command: " + command);
  }

  /// An echo request every five milliseconds until one is answered.
  private Words await(Words command, RingLink link, EpollIdle idle) {
    Numbering host = new Numbering(IpAddress.parse(command.text("host")).v4Bits(), 1);
    ProbeFrames frames = new ProbeFrames(ProbeFrames.Kind.ECHO, MAC, subjectMac, host, 0);
    long endNs = System.nanoTime() + command.number("ms") * MS_NS;
    long[] answeredNs = {0};
    long dueNs = System.nanoTime();
    while (answeredNs[0] == 0) {
      long nowNs = System.nanoTime();
      if (nowNs > endNs) {
        throw new IllegalStateException("no answer from " + command.text("host"));
      }
      if (nowNs >= dueNs) {
        dueNs = nowNs + PING_EVERY_NS;
        long at = link.reserve(frames.lengthBytes());
        frames.write(link.transmitBytes(), at, next++);
        link.commit(frames.lengthBytes());
        link.flush();
      }
      idle.idle(MS_NS);
      link.receive(
          (bytes, at, length, _, _) -> {
            if (frames.numberOf(bytes, at, length) >= 0) {
              answeredNs[0] = System.nanoTime();
            }
          },
          PINGS);
    }
    return new Words().put("at", answeredNs[0]);
  }

  private Words flood(Words command, Flood flood) {
    Words out =
        flood.run(
            new Flood.Bounds(
                command.number("rate", 0),
                (int) command.number("window"),
                command.number("ms") * MS_NS,
                command.number("probes", Long.MAX_VALUE)));
    next = flood.next();
    return out;
  }

  private static Words bulk(Words command) {
    Bulk bulk =
        new Bulk(
            new InetSocketAddress(command.text("host"), (int) command.number("port")),
            (int) command.number("connections"),
            command.number("ms") * MS_NS);
    return command.text("direction").equals("down") ? bulk.download() : bulk.upload();
  }
}
