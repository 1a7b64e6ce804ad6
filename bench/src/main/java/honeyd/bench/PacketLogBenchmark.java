package honeyd.bench;

import honeyd.base.Counters;
import honeyd.event.EventRing;
import honeyd.event.EventView;
import honeyd.event.PacketRemark;
import honeyd.report.PacketLogWriter;
import honeyd.report.ProtocolNames;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// One line of the packet log, from the reporter's view of the event to `/dev/null`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketLogBenchmark {
  private final EventRing ring = new EventRing(1024, false, () -> {});
  private final PacketLogWriter writer =
      new PacketLogWriter(
          Path.of("/dev/null"),
          ZoneOffset.UTC,
          ProtocolNames.builtIn(),
          event -> {
            throw new IllegalStateException(event.toString());
          },
          new Counters());
  private long micros = 1_700_000_000_000_000L;

  @Setup
  public void open() {
    writer.start(micros);
  }

  @TearDown
  public void close() {
    writer.stop(micros);
  }

  @Benchmark
  public void packetLine() {
    micros += 5;
    ring.packetSeen(
        micros,
        6,
        0,
        0xffff_0a01_0203L,
        51515,
        0,
        0xffff_c0a8_0102L,
        80,
        60,
        2,
        PacketRemark.CLOSED_PORT,
        null);
    EventView view = Objects.requireNonNull(ring.oldest());
    writer.write(view);
    ring.release();
  }
}
