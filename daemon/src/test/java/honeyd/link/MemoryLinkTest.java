package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Link.ChecksumState;
import honeyd.link.Link.Framing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryLinkTest {
  private final MemoryLink link = new MemoryLink(Framing.IP, 0, 1500, 4096, 8);

  @AfterEach
  void close() {
    link.close();
  }

  @Test
  void injectedFrame_isReceivedWithWhatTheKernelSaid() {
    byte[] frame = {1, 2, 3};
    MemorySegment bytes = MemorySegment.ofArray(frame);
    assertThat(link.inject(bytes, 1, 2, 42, ChecksumState.NOT_NEEDED)).isTrue();
    int n =
        link.receive(
            (frames, at, length, vlan, checksum) -> {
              assertThat(frames.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE))
                  .containsExactly(2, 3);
              assertThat(vlan).isEqualTo(42);
              assertThat(checksum).isEqualTo(ChecksumState.NOT_NEEDED);
            },
            10);
    assertThat(n).isEqualTo(1);
    assertThat(link.waiting()).isZero();
  }

  @Test
  void sentFrame_canBeTakenAfterFlush() {
    send(new byte[] {7, 8});
    assertThat(link.take()).isNull();
    assertThat(link.flush()).isEqualTo(1);
    assertThat(link.take()).containsExactly(7, 8);
    assertThat(link.take()).isNull();
  }

  @Test
  void reservationGivenBack_sendsNothing() {
    assertThat(link.reserve(100)).isNotNegative();
    link.commit(0);
    assertThat(link.flush()).isZero();
  }

  @Test
  void fullQueue_refuses() {
    for (int i = 0; i < 8; i++) {
      assertThat(link.inject("0102")).isTrue();
    }
    assertThat(link.inject("0102")).isFalse();
    assertThat(link.reserve(4097)).isEqualTo(-1);
  }

  @Test
  void randomTraffic_keepsEveryFrameWholeAndInOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Deque<byte[]> model = new ArrayDeque<>();
    for (int step = 0; step < 200_000; step++) {
      if (random.nextBoolean()) {
        byte[] frame = new byte[1 + random.nextInt(900)];
        random.nextBytes(frame);
        if (send(frame)) {
          model.add(frame);
        } else {
          assertThat(model).as("seed %d", seed).isNotEmpty();
        }
      } else {
        link.flush();
        byte[] taken = link.take();
        byte[] expected = model.poll();
        assertThat(Arrays.equals(taken, expected)).as("seed %d step %d", seed, step).isTrue();
      }
    }
  }

  @Test
  void framesThroughTheLink_allocateNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] frame = new byte[60];
    MemorySegment bytes = MemorySegment.ofArray(frame);
    Link.FrameHandler echo =
        (frames, at, length, vlan, checksum) -> {
          long to = link.reserve(length);
          MemorySegment.copy(frames, at, link.transmitBytes(), to, length);
          link.commit(length);
        };
    for (int i = 0; i < 200_000; i++) {
      pass(bytes, echo);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100_000; i++) {
      pass(bytes, echo);
    }
    long perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / 100_000;
    assertThat(perFrame).isZero();
  }

  private void pass(MemorySegment bytes, Link.FrameHandler echo) {
    link.inject(bytes, 0, 60, Link.NO_VLAN, ChecksumState.UNVERIFIED);
    link.receive(echo, 1);
    link.flush();
    link.discardSent();
  }

  private boolean send(byte[] frame) {
    long at = link.reserve(frame.length);
    if (at < 0) {
      return false;
    }
    MemorySegment.copy(frame, 0, link.transmitBytes(), ValueLayout.JAVA_BYTE, at, frame.length);
    link.commit(frame.length);
    return true;
  }
}
