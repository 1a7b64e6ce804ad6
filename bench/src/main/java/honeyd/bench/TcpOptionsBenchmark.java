package honeyd.bench;

import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpOptions;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The options of a SYN as Linux sends it, and of a segment that carries data: read once for each.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TcpOptionsBenchmark {
  private final MemorySegment syn = MemorySegment.ofArray(new byte[40]);
  private final MemorySegment segment = MemorySegment.ofArray(new byte[40]);
  private final int synBytes;
  private final int segmentBytes;
  private final TcpOptions options = new TcpOptions();

  public TcpOptionsBenchmark() {
    byte[] bytes = new byte[40];
    TcpOptionWriter writer = new TcpOptionWriter().begin(bytes);
    synBytes = writer.mss(1460).sackPermitted().timestamps(1, 0).nop().windowScale(7).finish();
    writer.copyTo(syn, 0);
    writer = new TcpOptionWriter().begin(bytes);
    segmentBytes = writer.nop().nop().timestamps(2, 1).finish();
    writer.copyTo(segment, 0);
  }

  @Benchmark
  public int parseSyn() {
    options.parse(syn, 0, synBytes);
    return options.mss;
  }

  @Benchmark
  public int parseSegment() {
    options.parse(segment, 0, segmentBytes);
    return options.tsVal;
  }
}
