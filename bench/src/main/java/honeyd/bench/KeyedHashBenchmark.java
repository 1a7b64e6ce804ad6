package honeyd.bench;

import honeyd.base.KeyedHash;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What is individual about a host, and a connection's initial sequence number.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyedHashBenchmark {
  private final KeyedHash hash = new KeyedHash(1, 2);
  private long lo;

  @Benchmark
  public long host() {
    return hash.apply(0, lo++, 7);
  }

  @Benchmark
  public long connection() {
    return hash.apply(0, lo++, 0, 42, 7);
  }
}
