package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import honeyd.model.Route;
import honeyd.model.topology.Lane;
import honeyd.model.topology.Topology;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneClocksTest {
  private static final long EPOCH = -5_000_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  private final Rng rng = new Rng(1);

  private static Topology over(long bandwidthBps, long dropFromNs, long dropToNs) {
    IpAddress entry = IpAddress.parse("10.0.0.1");
    return Topology.of(
        List.of(
            new Route.Entry(entry, null),
            new Route.NextHop(
                entry,
                IpRange.parse("10.1.0.0/16"),
                IpAddress.parse("10.1.0.1"),
                new Route.Line(0, 0, 0, 0, 0, bandwidthBps, dropFromNs, dropToNs, 0))),
        List.of());
  }

  @Test
  void packetsAtOnce_leaveOneAfterAnother() {
    Topology t = over(1_000_000, 0, 0);
    LaneClocks clocks = new LaneClocks(t, EPOCH);
    Lane lane = t.lanes().getFirst();
    assertThat(clocks.transmit(lane, EPOCH, 1250, rng)).isEqualTo(EPOCH + 10_000_000);
    assertThat(clocks.transmit(lane, EPOCH, 1250, rng)).isEqualTo(EPOCH + 20_000_000);
    assertThat(clocks.transmit(lane, EPOCH + 15_000_000, 125, rng)).isEqualTo(EPOCH + 21_000_000);
    assertThat(clocks.transmit(lane, EPOCH + SECOND_NS, 125, rng))
        .as("the lane has been idle")
        .isEqualTo(EPOCH + SECOND_NS + 1_000_000);
  }

  @Test
  void directions_doNotWaitForEachOther() {
    Topology t = over(1_000_000, 0, 0);
    LaneClocks clocks = new LaneClocks(t, EPOCH);
    clocks.transmit(t.lanes().get(0), EPOCH, 1250, rng);
    assertThat(clocks.transmit(t.lanes().get(1), EPOCH, 1250, rng)).isEqualTo(EPOCH + 10_000_000);
  }

  @Test
  void smallPacketsOnAFastLane_addUpExactly() {
    Topology t = over(10_000_000_000L, 0, 0);
    LaneClocks clocks = new LaneClocks(t, EPOCH);
    Lane lane = t.lanes().getFirst();
    long out = 0;
    for (int i = 0; i < 100_000; i++) {
      out = clocks.transmit(lane, EPOCH, 45, rng);
    }
    // 36 ns each
    assertThat(out).isEqualTo(EPOCH + 3_600_000);
  }

  @Test
  void fullQueue_takesNoMore() {
    Topology t = over(10_000_000, 0, 0);
    LaneClocks clocks = new LaneClocks(t, EPOCH);
    Lane lane = t.lanes().getFirst();
    int taken = 0;
    while (clocks.transmit(lane, EPOCH, 1500, rng) != LaneClocks.QUEUE_FULL) {
      taken++;
    }
    // a quarter of a second: 208.3 packets of 1.2 ms, and the one that begins before
    assertThat(taken).isEqualTo(209);
    assertThat(clocks.transmit(lane, EPOCH + 10_000_000, 1500, rng)).isGreaterThan(EPOCH);
  }

  @Test
  void slowLane_holdsAtLeast64KiB() {
    Topology t = over(10_000, 0, 0);
    LaneClocks clocks = new LaneClocks(t, EPOCH);
    int taken = 0;
    while (clocks.transmit(t.lanes().getFirst(), EPOCH, 1024, rng) != LaneClocks.QUEUE_FULL) {
      taken++;
    }
    assertThat(taken).isEqualTo(65);
  }

  @Test
  void dropBetween_dropsNoneSomeAndAll() {
    Topology t = over(1_000_000, 100_000_000, 200_000_000);
    Lane lane = t.lanes().getFirst();
    int taken = 0;
    int dropped = 0;
    LaneClocks clocks = new LaneClocks(t, EPOCH);
    for (int i = 0; i < 2_000; i++) {
      // 1 ms of bits each
      long out = clocks.transmit(lane, EPOCH, 125, rng);
      if (out == LaneClocks.DROPPED_EARLY) {
        dropped++;
        assertThat(taken).as("the queue is 100 ms long before any is dropped").isGreaterThan(100);
      } else {
        taken++;
      }
    }
    assertThat(taken).isBetween(195, 200);
    assertThat(dropped).isEqualTo(2_000 - taken);
  }

  @Test
  void dropBetween_growsInProportion() {
    Topology t = over(1_000_000, 100_000_000, 200_000_000);
    Lane lane = t.lanes().getFirst();
    int dropped = 0;
    for (int i = 0; i < 4_000; i++) {
      LaneClocks clocks = new LaneClocks(t, EPOCH);
      // 125 ms of queue: a quarter of the way
      clocks.transmit(lane, EPOCH, 15_625, rng);
      if (clocks.transmit(lane, EPOCH, 125, rng) == LaneClocks.DROPPED_EARLY) {
        dropped++;
      }
    }
    assertThat(dropped).isBetween(900, 1_100);
  }

  @Test
  void severalWorkers_shareOneQueue() throws InterruptedException {
    Topology t = over(1_000_000_000_000L, 0, 0);
    LaneClocks clocks = new LaneClocks(t, EPOCH);
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      Rng own = new Rng(n);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 100_000; i++) {
                  clocks.transmit(t.lanes().getFirst(), EPOCH, 125, own);
                }
              }));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(clocks.transmit(t.lanes().getFirst(), EPOCH, 0, rng)).isEqualTo(EPOCH + 300_000);
  }
}
