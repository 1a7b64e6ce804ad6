package honeyd.bench;

import honeyd.personality.passive.ObservedSyn;
import honeyd.personality.passive.PassiveCatalog;
import honeyd.testkit.script.PacketSpec;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One SYN against the database of Debian's package p0f: of a Linux, whose order of options most
/// signatures have and only the last of them fits; of a Windows; of a scanner; of nobody; and one
/// of the four after the other, as no branch predictor can foresee them. Goal: below 1 µs.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PassiveBenchmark {
  private static final String[] SYNS = {
    "S 1:1(0) win 64240 <mss 1460,sackOK,TS val 9 ecr 0,nop,wscale 7> {ttl 62, df, id 7}",
    "S 1:1(0) win 64240 <mss 1460,nop,wscale 8,nop,nop,sackOK> {ttl 120, df, id 7}",
    "S 1:1(0) win 1024 <mss 1460> {ttl 44, id 7}",
    "S 1:1(0) win 1 <mss 1460,nop,nop,nop,nop> {ttl 44, id 7}",
  };

  private final PassiveCatalog catalog;
  private final MemorySegment[] packets = new MemorySegment[SYNS.length];
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final ObservedSyn syn = new ObservedSyn();
  private int state = 1;

  public PassiveBenchmark() {
    try {
      catalog = PassiveCatalog.load(PassiveCatalog.DEFAULT_FILE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    for (int i = 0; i < SYNS.length; i++) {
      packets[i] =
          MemorySegment.ofArray(
              PacketSpec.parse("tcp 10.0.0.1:40000 > 10.0.0.9:80 " + SYNS[i]).toIp());
    }
  }

  private int find(int i) {
    MemorySegment packet = packets[i];
    ip.wrap(packet, 0, packet.byteSize());
    tcp.wrap(packet, ip.payloadAt(), ip.end());
    return syn.read(ip, tcp) ? catalog.find(syn) : -2;
  }

  @Benchmark
  public int linux() {
    return find(0);
  }

  @Benchmark
  public int windows() {
    return find(1);
  }

  @Benchmark
  public int scanner() {
    return find(2);
  }

  @Benchmark
  public int nobody() {
    return find(3);
  }

  @Benchmark
  public int mixed() {
    state = state * 1_664_525 + 1_013_904_223;
    return find(state >>> 30);
  }
}
