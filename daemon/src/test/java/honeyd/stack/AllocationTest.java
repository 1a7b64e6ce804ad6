package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import honeyd.event.EventRing;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.model.Behaviour;
import honeyd.personality.NmapOsDb;
import honeyd.testkit.Bench;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The answers that scans and floods ask for cost no memory: whole machine, events included.
class AllocationTest {
  private static final int FRAMES = 100_000;
  private static final int WARM_UP = 50_000;
  private static final int BATCH = 64;

  /// Of the SYNs that are sent here.
  private static final String SIGNATURES =
      """
      classes = unix
      [tcp:request]
      label = s:unix:A:options
      sig = *:64:0:*:1024,7:mss,sok,ts,nop,ws::0
      label = s:!:B:none
      sys = @unix
      sig = *:64:0:*:1024,0:mss::0
      """;

  /// Two packets in turn, so that a connection that one begins the other can end.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo        | icmp 10.0.0.1 > 10.0.0.9 echo-request id 1 seq 2 (56) | icmp 10.0.0.2 > 10.0.0.9 echo-request id 1 seq 3 (56)
          closed port | tcp 10.0.0.1:4000 > 10.0.0.9:81 S 1:1(0) win 1024 <mss 1460> | tcp 10.0.0.1:4000 > 10.0.0.9:81 . 1:1(0) ack 7 win 1024
          handshake   | tcp 10.0.0.1:4000 > 10.0.0.9:80 S 1:1(0) win 1024 <mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7> | tcp 10.0.0.1:4000 > 10.0.0.9:80 R 2:2(0) win 0
          closed udp  | udp 10.0.0.1:4000 > 10.0.0.9:7 (20) | udp 10.0.0.1:4001 > 10.0.0.9:7 (20)
          """)
  void answer_allocatesNothing(String what, String first, String second) {
    try (Arena arena = Arena.ofConfined();
        Bench bench =
            Bench.builder()
                .bind(
                    "10.0.0.9",
                    host().personality(NmapOsDb.empty().fallback()).tcp(80, new Behaviour.Open()))
                .passive(SIGNATURES)
                .sink(new EventRing(1024, false, () -> {}))
                .build()) {
      MemorySegment[] packets = {packet(arena, first), packet(arena, second)};
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      run(bench, packets, WARM_UP);
      long before = threads.getCurrentThreadAllocatedBytes();
      int answers = run(bench, packets, FRAMES);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(answers).as("answers to %s", what).isPositive();
      // The measuring itself allocates a little; one byte for each frame would be 100,000.
      assertThat(allocated).as("bytes for %d frames", FRAMES).isLessThan(10_000);
    }
  }

  @Test
  void virtualRouters_allocateNothing() {
    String config =
        """
        route entry 10.0.0.1
        route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1 latency 2ms bandwidth 1Gbps
        route 10.1.0.1 add net 10.1.1.0/24 10.1.1.1 latency 1ms loss 1
        route 10.1.1.1 link 10.1.1.0/24
        create host
        bind 10.1.1.9 host
        """;
    try (Arena arena = Arena.ofConfined();
        Bench bench =
            Bench.builder().config(config).sink(new EventRing(1024, false, () -> {})).build()) {
      MemorySegment[] packets = {
        packet(arena, "icmp 192.0.2.7 > 10.1.1.9 echo-request id 1 seq 2 (56) {ttl 64}"),
        packet(arena, "udp 192.0.2.7:4000 > 10.1.1.9:33434 (32) {ttl 2}")
      };
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      run(bench, packets, WARM_UP);
      long before = threads.getCurrentThreadAllocatedBytes();
      int answers = run(bench, packets, FRAMES);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(answers).as("answers").isGreaterThan(FRAMES / 3);
      // Chance takes branches here for the first time when all others are compiled, which may
      // allocate a little, once; one byte for each frame would be 100,000.
      assertThat(allocated).as("bytes for %d frames", FRAMES).isLessThan(30_000);
      bench.advance(Duration.ofSeconds(1));
      bench.takeAll();
    }
  }

  /// Conditions of every kind, a machine for each of two senders, and connections that keep theirs.
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo      | icmp 192.0.2.1 > 10.0.0.9 echo-request id 1 seq 2 (56) | icmp 198.51.100.1 > 10.0.0.9 echo-request id 1 seq 3 (56)
          handshake | tcp 192.0.2.1:4000 > 10.0.0.9:80 S 1:1(0) win 1024 <mss 1460> | tcp 192.0.2.1:4000 > 10.0.0.9:80 R 2:2(0) win 0
          """)
  void dynamicTemplate_allocatesNothing(String what, String first, String second) {
    String config =
        """
        create one
        clone two one
        clone three one
        dynamic office
        add office use three if time between 22:00 - 6:00
        add office use three if udp
        add office use one if source ip = 192.0.2.0/24
        add office use three if time between 10:00 - 11:00
        add office otherwise use two
        bind 10.0.0.0/24 office
        """;
    try (Arena arena = Arena.ofConfined();
        Bench bench =
            Bench.builder().config(config).sink(new EventRing(1024, false, () -> {})).build()) {
      MemorySegment[] packets = {packet(arena, first), packet(arena, second)};
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      run(bench, packets, WARM_UP);
      long before = threads.getCurrentThreadAllocatedBytes();
      int answers = run(bench, packets, FRAMES);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(answers).as("answers to %s", what).isPositive();
      assertThat(allocated).as("bytes for %d frames", FRAMES).isLessThan(10_000);
    }
  }

  private static MemorySegment packet(Arena arena, String text) {
    byte[] bytes = PacketSpec.parse(text).toIp();
    MemorySegment segment = arena.allocate(bytes.length);
    segment.copyFrom(MemorySegment.ofArray(bytes));
    return segment;
  }

  private static int run(Bench bench, MemorySegment[] packets, int frames) {
    int answers = 0;
    for (int sent = 0; sent < frames; sent += BATCH) {
      for (int i = 0; i < BATCH; i++) {
        MemorySegment packet = packets[i & 1];
        bench
            .link()
            .inject(packet, 0, (int) packet.byteSize(), Link.NO_VLAN, ChecksumState.UNVERIFIED);
      }
      bench.clock().advanceNs(1_000_000);
      bench.worker().doWork();
      answers += bench.link().discardSent();
    }
    return answers;
  }
}
