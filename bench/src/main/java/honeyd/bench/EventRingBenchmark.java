package honeyd.bench;

import honeyd.event.EventRing;
import honeyd.event.PacketRemark;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/// One logged packet: from the worker's numbers to what the reporter sees of it, on one thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventRingBenchmark {
  private final EventRing ring = new EventRing(1024, false, () -> {});
  private long time;

  @Benchmark
  public void packetSeen(Blackhole hole) {
    ring.packetSeen(time++, 6, 0, 1, 51515, 0, 2, 80, 44, 2, PacketRemark.CLOSED_PORT, null);
    hole.consume(Objects.requireNonNull(ring.oldest()).epochMicros());
    ring.release();
  }
}
