package honeyd.link;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Counters;
import honeyd.net.IpRange;
import honeyd.testkit.net.Netns;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How many 60-byte frames per second a ring gives back over a veth pair to a generator in the same
/// process that keeps a bounded number of them under way.
@Timeout(120)
class RingRateIT {
  private static final int WINDOW = 1_024;
  private static final int WARM_UP = 200_000;
  private static final int FRAMES = 600_000;
  private static final int BATCH = 64;
  private static final byte[] FRAME =
      HexFormat.of()
          .parseHex(
              "020000000009"
                  + "020000000001"
                  + "0800"
                  + "4500002e000000004011000a0a090002"
                  + "0a090107"
                  + "00070009001a0000"
                  + "00".repeat(18));

  @ParameterizedTest
  @EnumSource
  void reflectedFrames_keepUpWithTheWire(RingLink.Ring layout) throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      Netns.sh("ip addr flush dev theirs");
      KernelFilter filter = KernelFilter.of(List.of(IpRange.parse("10.9.0.0/16")));
      AtomicBoolean running = new AtomicBoolean(true);
      try (RingLink ours = RingLink.open("ours", filter, layout, new Counters(), LinkEvents.NONE);
          EpollIdle idle = new EpollIdle(List.of(ours));
          RingLink theirs =
              RingLink.open("theirs", filter, layout, new Counters(), LinkEvents.NONE)) {
        Thread reflector = new Thread(() -> reflect(ours, idle, running), "reflector");
        reflector.start();
        try (EpollIdle generatorIdle = new EpollIdle(List.of(theirs))) {
          generate(theirs, generatorIdle, WARM_UP);
          long before = System.nanoTime();
          generate(theirs, generatorIdle, FRAMES);
          long perSecond = FRAMES * 1_000_000_000L / (System.nanoTime() - before);
          System.out.println(layout + ": " + perSecond + " PPS reflected each way");
          assertThat(perSecond).isGreaterThan(10_000);
        } finally {
          running.set(false);
          idle.wakeup();
          reflector.join();
        }
      }
    });
  }

  private static void generate(RingLink link, EpollIdle idle, int frames) {
    int sent = 0;
    int returned = 0;
    while (returned < frames) {
      for (int i = 0; i < BATCH && sent < frames && sent - returned < WINDOW; i++, sent++) {
        long at = link.reserve(FRAME.length);
        MemorySegment.copy(FRAME, 0, link.transmitBytes(), ValueLayout.JAVA_BYTE, at, FRAME.length);
        link.commit(FRAME.length);
      }
      link.flush();
      int n = link.receive((_, _, _, _, _) -> {}, BATCH);
      returned += n;
      if (n == 0 && (sent == frames || sent - returned >= WINDOW)) {
        idle.idle(10_000_000);
      }
    }
  }

  private static void reflect(RingLink link, EpollIdle idle, AtomicBoolean running) {
    Link.FrameHandler swap =
        (frames, at, length, _, _) -> {
          long to = link.reserve(length);
          if (to < 0) {
            return;
          }
          MemorySegment out = link.transmitBytes();
          MemorySegment.copy(frames, at, out, to, length);
          MemorySegment.copy(frames, at, out, to + 6, 6);
          MemorySegment.copy(frames, at + 6, out, to, 6);
          MemorySegment.copy(frames, at + 26, out, to + 30, 4);
          MemorySegment.copy(frames, at + 30, out, to + 26, 4);
          link.commit(length);
        };
    while (running.get()) {
      int n = link.receive(swap, BATCH);
      n += link.flush();
      if (n == 0) {
        idle.idle(10_000_000);
      }
    }
  }
}
