package honeyd.bench;

import honeyd.base.DropReason;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpOptionWriter;
import honeyd.wire.TcpOptions;
import honeyd.wire.TcpView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A SYN of 60 bytes with the options of a Linux client: taken apart, and written.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ViewBenchmark {
  private static final int BYTES = 60;
  private static final int TCP_HEADER_BYTES = 40;

  private final MemorySegment incoming = Arena.ofAuto().allocate(64, 8);
  private final MemorySegment outgoing = Arena.ofAuto().allocate(64, 8);
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final TcpOptions options = new TcpOptions();
  private final TcpOptionWriter writer = new TcpOptionWriter();
  private final byte[] written = new byte[40];
  private int round;

  @Setup
  public void fill() {
    write(incoming, TcpView.SYN);
  }

  /// Both headers, both checksums, all options.
  @Benchmark
  public int readSyn() {
    if (ip.wrap(incoming, 0, BYTES) != DropReason.NONE
        || !ip.isChecksumValid()
        || tcp.wrap(incoming, ip.payloadAt(), ip.end()) != DropReason.NONE
        || !tcp.isChecksumValid(ip.pseudoHeader())) {
      throw new IllegalStateException("a good segment was refused");
    }
    options.parse(incoming, tcp.optionsAt(), tcp.optionsBytes());
    return tcp.seq() + options.mss + options.windowScale;
  }

  @Benchmark
  public MemorySegment writeSynAck() {
    write(outgoing, TcpView.SYN | TcpView.ACK);
    return outgoing;
  }

  private void write(MemorySegment out, int flags) {
    round++;
    ip.begin(out, 0, Ipv4View.HEADER_BYTES)
        .totalLength(BYTES)
        .identification(round & 0xffff)
        .ttl(64)
        .protocol(IpProtocol.TCP)
        .srcBits(0x0a00_0009)
        .dstBits(0x0a00_0001)
        .updateChecksum();
    writer.begin(written).mss(1460).sackPermitted().timestamps(round, 1).nop().windowScale(7);
    writer.finish();
    tcp.begin(out, Ipv4View.HEADER_BYTES, BYTES, TCP_HEADER_BYTES)
        .srcPort(80)
        .dstPort(40_000)
        .seq(round)
        .ack(1)
        .flags(flags)
        .window(64_240);
    writer.copyTo(out, tcp.optionsAt());
    tcp.updateChecksum(ip.pseudoHeader());
  }
}
