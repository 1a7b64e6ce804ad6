package honeyd.bench;

import honeyd.personality.EchoAnswer;
import honeyd.personality.HostState;
import honeyd.personality.NmapOsDb;
import honeyd.personality.Personality;
import honeyd.personality.PortState;
import honeyd.personality.TcpAnswer;
import honeyd.personality.TcpProbe;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a personality decides for an answer. Needs the package nmap-common.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PersonalityBenchmark {
  @Param({"Linux 4.15 - 5.6", "Microsoft Windows XP SP3"})
  String name = "";

  private Personality personality = NmapOsDb.empty().fallback();
  private HostState host = personality.newHost(1, -1, 0);
  private final TcpProbe probe = new TcpProbe();
  private final TcpAnswer answer = new TcpAnswer();
  private final EchoAnswer echo = new EchoAnswer();
  private long nowNs = 1_000_000_000L;

  @Setup
  public void load() throws IOException {
    personality = Objects.requireNonNull(NmapOsDb.load(NmapOsDb.DEFAULT_FILE).find(name), name);
    host = personality.newHost(1, -1, 0);
    probe.flags = 2;
    probe.window = 64_240;
    probe.options.mss = 1_460;
    probe.options.windowScale = 7;
    probe.options.sackPermitted = true;
    probe.options.hasTimestamps = true;
  }

  @Benchmark
  public int synToOpenPort() {
    probe.seq++;
    nowNs += 5_000;
    personality.answer(probe, PortState.OPEN, host, nowNs, answer);
    return answer.seq;
  }

  @Benchmark
  public int synToClosedPort() {
    probe.seq++;
    nowNs += 5_000;
    personality.answer(probe, PortState.CLOSED, host, nowNs, answer);
    return answer.seq;
  }

  @Benchmark
  public EchoAnswer echo() {
    nowNs += 5_000;
    personality.echo(0, 0, true, host, nowNs, echo);
    return echo;
  }
}
