package honeyd.stack.transit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.net.MacAddress;
import honeyd.testkit.Junction;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Forwarding to real machines, to the outside and through tunnels costs no memory.
class ForwardingAllocationTest {
  private static final int FRAMES = 50_000;
  private static final int WARM_UP = 30_000;
  private static final int BATCH = 32;
  private static final String MACHINE_MAC = "02:00:00:00:00:50";

  private static final String NETWORK =
      """
      create host
      route entry 10.0.0.1
      route 10.0.0.1 link 10.0.0.0/24
      route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 latency 1ms
      route 10.0.0.1 add net 10.3.0.0/16 tunnel 203.0.113.254 192.0.2.8
      route 10.2.0.1 link 10.2.0.0/24
      bind 10.0.0.9 host
      bind 10.2.0.50 to eth1
      """;

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          eth0 | eth1 | udp 192.0.2.7:4000 > 10.2.0.50:53 (200)
          eth1 | eth0 | udp 10.2.0.50:53 > 192.0.2.7:4000 (200)
          eth1 | eth1 | icmp 10.2.0.50 > 10.0.0.9 echo-request id 1 seq 1 (56)
          eth1 | eth0 | tcp 10.2.0.50:80 > 192.0.2.7:4000 . 1:6001(6000) ack 1 win 9
          eth0 | eth0 | gre 192.0.2.8 > 203.0.113.254 [icmp 10.3.0.5 > 10.0.0.9 echo-request id 1 seq 1 (56)]
          """)
  void forwarding_allocatesNothing(String from, String to, String text) {
    try (Arena arena = Arena.ofConfined();
        Junction net = Junction.forFloods(NETWORK, Set.of("eth1"), "192.0.2.0/24")) {
      introduce(net);
      byte[] frame =
          PacketSpec.parse(text)
              .toEthernet(MacAddress.parse(MACHINE_MAC).bits(), net.link(from).macBits());
      MemorySegment bytes = arena.allocate(frame.length);
      bytes.copyFrom(MemorySegment.ofArray(frame));
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      run(net, from, to, bytes, WARM_UP);
      long before = threads.getCurrentThreadAllocatedBytes();
      int sent = run(net, from, to, bytes, FRAMES);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(sent).as("frames on %s", to).isGreaterThan(FRAMES / 10);
      // What happens once (a table that grows, code that is compiled anew where chance takes a
      // branch for the first time) may allocate a little; one byte for each frame would be 50,000.
      assertThat(allocated).as("bytes for %d frames", FRAMES).isLessThan(30_000);
      net.advance(Duration.ofMinutes(1));
    }
  }

  /// Everybody's MAC is known.
  private static void introduce(Junction net) {
    net.send("eth0", "udp 192.0.2.7:1 > 10.0.0.9:9 (1)");
    net.send("eth0", "udp 192.0.2.8:1 > 10.0.0.9:9 (1)");
    net.send(
        "eth1",
        "arp who-has 10.2.0.1 tell 10.2.0.50 at "
            + MACHINE_MAC
            + " {eth "
            + MACHINE_MAC
            + " > ff:ff:ff:ff:ff:ff}");
  }

  private static int run(Junction net, String from, String to, MemorySegment frame, int frames) {
    int sent = 0;
    for (int i = 0; i < frames; i += BATCH) {
      for (int n = 0; n < BATCH; n++) {
        net.link(from)
            .inject(frame, 0, (int) frame.byteSize(), Link.NO_VLAN, ChecksumState.NOT_NEEDED);
      }
      while (net.worker().doWork() > 0) {
        // until nothing is left to do at this moment
      }
      net.clock().advanceNs(5_000_000);
      while (net.worker().doWork() > 0) {
        // until what was due has gone
      }
      sent += net.link(to).discardSent();
      net.link(from).discardSent();
    }
    return sent;
  }
}
