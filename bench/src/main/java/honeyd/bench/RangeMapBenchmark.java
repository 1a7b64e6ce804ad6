package honeyd.bench;

import honeyd.base.Rng;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Which template answers for an address: with one range, with thousands, with a /16 of single
/// hosts.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RangeMapBenchmark {
  @Param({"1", "1000", "65536"})
  int ranges = 1;

  private RangeMap<String> map = RangeMap.empty();
  private final Rng rng = new Rng(1);

  @Setup
  public void fill() {
    RangeMap.Builder<String> builder = new RangeMap.Builder<>();
    for (int i = 0; i < ranges; i++) {
      builder.put(IpRange.of(IpAddress.ofV4(0x0a00_0000 + 2 * i)), "template");
    }
    map = builder.build();
  }

  @Benchmark
  public @Nullable String find() {
    return map.find(0, IpAddress.v4Lo(0x0a00_0000 + rng.nextInt(2 * ranges)));
  }
}
