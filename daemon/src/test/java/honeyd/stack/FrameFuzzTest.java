package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static honeyd.testkit.TestServices.service;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.DropReason;
import honeyd.base.Rng;
import honeyd.event.EventRing;
import honeyd.model.Behaviour;
import honeyd.model.FragmentPolicy;
import honeyd.personality.NmapOsDb;
import honeyd.testkit.Bench;
import honeyd.testkit.Corpus;
import honeyd.testkit.Mutator;
import honeyd.testkit.SeededTest;
import honeyd.testkit.TestHost;
import honeyd.wire.Checksum;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile frames through the whole machine: whatever comes, it ends in a counter, and what goes
/// out is well-formed.
///
/// `-Dhoneyd.rounds=5000` makes a campaign of ten million frames of the 200,000.
class FrameFuzzTest {
  private static final int FRAMES_PER_ROUND = 2_000;
  private static final int ROUNDS = 100;
  private static final long MAX_GROWTH_BYTES = 48 << 20;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final EthernetView ethernet = new EthernetView();
  private final Ipv4View ip = new Ipv4View();

  static List<Corpus> seeds() {
    return Corpus.load("frame");
  }

  private static TestHost target() {
    return host()
        .personality(NmapOsDb.empty().fallback())
        .tcp(80, service("echo"))
        .tcp(22, new Behaviour.Open())
        .tcp(23, new Behaviour.Filtered())
        .udp(53, service("echo"))
        .udp(54, new Behaviour.Open());
  }

  /// Small tables, so that what happens when they are full happens often.
  private static Bench bench() {
    StackSettings few =
        StackSettings.defaults().withMaxConnections(64).withMaxUdpFlows(64).withMaxHosts(128);
    return Bench.builder()
        .ethernet()
        .bind("10.3.0.0/16", target())
        .bind("10.3.1.12", target().mac("02:00:00:00:00:09").fragments(FragmentPolicy.NEW))
        .settings(few)
        .sink(new EventRing(256, true, () -> {}))
        .forgetSent()
        .build();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seedAtEveryLength_isSurvived(Corpus seed) {
    byte[] frame = seed.bytes();
    try (Bench bench = bench()) {
      for (int length = 1; length <= frame.length; length++) {
        bench.sendFrame(Arrays.copyOf(frame, length));
      }
      comeToRest(bench);
    }
  }

  @Test
  void mutatedFrames_areSurvivedInBoundedMemory() {
    List<byte[]> seeds = seeds().stream().map(Corpus::bytes).toList();
    try (Bench bench = bench()) {
      long[] used = new long[1];
      int[] round = new int[1];
      SeededTest.run(
          1,
          ROUNDS,
          rng -> {
            flood(bench, seeds, rng);
            if (round[0]++ == ROUNDS / 5) {
              used[0] = usedBytes();
            }
          });
      if (used[0] > 0) {
        assertThat(usedBytes() - used[0]).as("growth of the heap").isLessThan(MAX_GROWTH_BYTES);
      }
      comeToRest(bench);
    }
  }

  private void flood(Bench bench, List<byte[]> seeds, Rng rng) {
    Mutator mutator = new Mutator(rng);
    for (int i = 0; i < FRAMES_PER_ROUND; i++) {
      byte[] frame = mutator.mutate(seeds);
      // With wrong checksums nothing would come past the first checks.
      if (rng.nextInt(8) != 0) {
        repair(frame);
      }
      bench.link().inject(frame);
      if ((i & 31) == 31) {
        bench.pump();
        bench.clock().advanceNs(rng.nextInt(20_000_000));
      }
    }
    bench.pump();
    bench.services().openedStreams().clear();
    bench.services().openedDatagrams().clear();
  }

  /// Makes the checksums of IP and of what it carries right, where there are any.
  private void repair(byte[] frame) {
    MemorySegment bytes = MemorySegment.ofArray(frame);
    if (ethernet.wrap(bytes, 0, frame.length) != DropReason.NONE
        || ethernet.etherType() != EtherType.IPV4
        || ip.wrap(bytes, ethernet.payloadAt(), frame.length) != DropReason.NONE) {
      return;
    }
    ip.updateChecksum();
    int at =
        switch (ip.protocol()) {
          case IpProtocol.TCP -> 16;
          case IpProtocol.UDP -> 6;
          case IpProtocol.ICMP -> 2;
          default -> -1;
        };
    if (at < 0 || ip.isFragment() || ip.payloadBytes() < at + 2) {
      return;
    }
    long sum = ip.protocol() == IpProtocol.ICMP ? 0 : ip.pseudoHeader();
    bytes.set(U16, ip.payloadAt() + at, (short) 0);
    int checksum = Checksum.finish(Checksum.add(sum, bytes, ip.payloadAt(), ip.payloadBytes()));
    bytes.set(U16, ip.payloadAt() + at, (short) checksum);
  }

  /// After an hour nothing of it all is left.
  private static void comeToRest(Bench bench) {
    bench.advance(Duration.ofHours(1));
    assertThat(bench.worker().pendingTimers()).isZero();
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
