package honeyd.stack.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import honeyd.event.EventRing;
import honeyd.link.Link;
import honeyd.stack.StackSettings;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// The paths that a flood takes allocate nothing once they are warm.
class TcpAllocationTest {
  private static final int ROUNDS = 20_000;
  private final EventRing ring = new EventRing(1 << 10, false, () -> {});
  private final TcpFixture f =
      new TcpFixture(StackSettings.defaults().withMaxConnections(500).withMaxHalfOpen(500), ring);

  private long allocated(byte[][] packets) {
    MemorySegment[] segments = new MemorySegment[packets.length];
    for (int i = 0; i < packets.length; i++) {
      segments[i] = MemorySegment.ofArray(packets[i]);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long best = Long.MAX_VALUE;
    for (int run = 0; run < 6; run++) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < ROUNDS; i++) {
        int k = i % packets.length;
        f.link.inject(
            segments[k], 0, packets[k].length, Link.NO_VLAN, Link.ChecksumState.UNVERIFIED);
        f.worker.doWork();
        f.link.discardSent();
      }
      best = Math.min(best, threads.getThreadAllocatedBytes(id) - before);
    }
    return best;
  }

  @Test
  void synFlood_allocatesNothing() {
    byte[][] packets = new byte[1_000][];
    for (int i = 0; i < packets.length; i++) {
      f.clientPort = 10_000 + i;
      packets[i] =
          f.packetWith(
              TcpView.SYN, i, 0, new byte[0], new byte[] {2, 4, 5, (byte) 180, 4, 2, 1, 1});
    }
    assertThat(allocated(packets)).isLessThan(ROUNDS);
    assertThat(f.tcp.size()).isEqualTo(500);
  }

  @Test
  void closedPort_allocatesNothing() {
    f.port = TcpFixture.CLOSED;
    byte[][] packets = {f.packetWith(TcpView.SYN, 1, 0, new byte[0], new byte[0])};
    assertThat(allocated(packets)).isLessThan(ROUNDS);
  }

  @Test
  void handshakeAndReset_allocateNothingOnAPortWithoutService() {
    f.port = TcpFixture.OPEN;
    byte[][] packets = {
      f.packetWith(TcpView.SYN, 100, 0, new byte[0], new byte[0]),
      f.packetWith(TcpView.ACK, 101, 5_001, new byte[0], new byte[0]),
      f.packetWith(TcpView.ACK | TcpView.PSH, 101, 5_001, new byte[500], new byte[0]),
      f.packetWith(TcpView.RST, 601, 0, new byte[0], new byte[0]),
    };
    assertThat(allocated(packets)).isLessThan(ROUNDS);
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void handshakeProbeAndReset_allocateNothingInATarpit() {
    f.port = TcpFixture.TARPIT;
    byte[][] packets = {
      f.packetWith(TcpView.SYN, 100, 0, new byte[0], new byte[0]),
      f.packetWith(TcpView.ACK, 101, 5_001, new byte[0], new byte[0]),
      f.packetWith(TcpView.ACK | TcpView.PSH, 101, 5_001, new byte[1_400], new byte[0]),
      f.packetWith(TcpView.ACK, 100, 5_001, new byte[1], new byte[0]),
      f.packetWith(TcpView.RST, 1_501, 0, new byte[0], new byte[0]),
    };
    assertThat(allocated(packets)).isLessThan(ROUNDS);
    assertThat(f.tcp.size()).isZero();
  }

  @Test
  void dataToAService_allocatesNothing() {
    f.establish();
    // The same segment again and again: taken once, acknowledged each time.
    byte[][] packets = {f.packetWith(TcpView.ACK, 101, 5_001, new byte[1_000], new byte[0])};
    assertThat(allocated(packets)).isLessThan(ROUNDS);
  }
}
