package honeyd.bench;

import honeyd.base.Rng;
import honeyd.base.TimerWheel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A connection's timer among those of many others.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerWheelBenchmark {
  /// Later than the benchmark's own clock comes to.
  private static final long MONTH_NS = 2_600_000_000_000_000L;

  private static final TimerWheel.Task NOTHING = (_, _) -> {};

  @Param({"1000", "1000000"})
  int others = 1_000;

  private final Rng rng = new Rng(1);
  private TimerWheel wheel = new TimerWheel(0);
  private long nowNs;

  @Setup
  public void fill() {
    wheel = new TimerWheel(0);
    nowNs = 0;
    for (int i = 0; i < others; i++) {
      wheel.schedule(MONTH_NS + rng.nextInt(1 << 30), NOTHING, 0);
    }
  }

  /// A retransmission timer that an acknowledgement takes back.
  @Benchmark
  public boolean scheduleAndCancel() {
    return wheel.cancel(wheel.schedule(nowNs + 1_000_000_000L, NOTHING, 0));
  }

  /// A timer that fires a millisecond later.
  @Benchmark
  public int scheduleAndFire() {
    nowNs += 2_000_000;
    wheel.schedule(nowNs - 1_000_000, NOTHING, 0);
    return wheel.poll(nowNs, 16);
  }
}
