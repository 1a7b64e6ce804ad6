package honeyd.bench;

import honeyd.flow.BytePipe;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A segment's payload through a pipe between stack and service, both ends on one thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytePipeBenchmark {
  private static final int SEGMENT = 1_460;
  private static final int SEGMENTS = 16;

  private final BytePipe pipe = new BytePipe(1 << 16);
  private final MemorySegment segment = MemorySegment.ofArray(new byte[SEGMENT]);
  private final byte[] read = new byte[SEGMENTS * SEGMENT];

  /// Sixteen segments in, then one read by the service, as under load.
  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int toService() {
    for (int i = 0; i < SEGMENTS; i++) {
      pipe.writeAhead(0, segment, 0, SEGMENT);
      pipe.publish(SEGMENT);
    }
    return pipe.read(read, 0, read.length);
  }

  /// One write by the service, sixteen segments taken and acknowledged.
  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public int toWire() {
    int written = pipe.write(read, 0, read.length);
    for (int i = 0; i < SEGMENTS; i++) {
      pipe.peek(0, segment, 0, SEGMENT);
      pipe.release(SEGMENT);
    }
    return written;
  }
}
