package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import honeyd.base.KeyedHash;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.personality.IpShape;
import honeyd.personality.NmapOsDb;
import honeyd.personality.PacketKind;
import honeyd.testkit.PlainPersonality;
import honeyd.testkit.TestHost;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RestingHostsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long HOUR_NS = 3_600_000_000_000L;

  private final Template counting =
      TestHost.host().personality(NmapOsDb.empty().fallback()).template();
  private final IpShape shape = new IpShape();

  private static Honeynet net(Template template) {
    return new Honeynet(
        Map.of("t", template),
        new RangeMap.Builder<Template>().put(IpRange.parse("10.0.0.0/8"), template).build(),
        null,
        List.of());
  }

  private HostTable table(int atWork, int resting) {
    StackSettings few = StackSettings.defaults().withMaxHosts(atWork).withMaxRestingHosts(resting);
    return new HostTable(net(counting), new KeyedHash(1, 2), few);
  }

  private static Host host(HostTable table, int i, long nowNs) {
    return Objects.requireNonNull(table.find(0, IpAddress.v4Lo(10 << 24 | i), nowNs));
  }

  /// The next identification of the host's echo replies, which its system counts.
  private int nextId(HostTable table, int i, long nowNs) {
    Host host = host(table, i, nowNs);
    host.personality().shape(PacketKind.ICMP_REPLY, host.state(), nowNs, shape);
    return shape.ipId;
  }

  @Test
  void hostThatRested_countsOnWhereItStopped() {
    HostTable table = table(100, 10_000);
    int[] last = new int[5_000];
    for (int i = 0; i < last.length; i++) {
      for (int n = 0; n <= i % 7; n++) {
        last[i] = nextId(table, i, i);
      }
    }
    assertThat(table.size()).isEqualTo(100);
    assertThat(table.resting()).isEqualTo(4_900);
    for (int round = 1; round <= 3; round++) {
      for (int i = 0; i < last.length; i++) {
        assertThat(nextId(table, i, 10_000 + i)).as("host %d", i).isEqualTo(last[i] + round);
      }
    }
    assertThat(table.size() + table.resting()).isEqualTo(5_000);
  }

  @Test
  void silentHost_rests() {
    HostTable table = table(10_000, 10_000);
    int id = nextId(table, 1, 0);
    for (int i = 2; i < 2_000; i++) {
      host(table, i, 2 * HOUR_NS);
    }
    assertThat(table.resting()).isOne();
    assertThat(nextId(table, 1, 3 * HOUR_NS)).isEqualTo(id + 1);
    assertThat(table.resting()).isZero();
  }

  @Test
  void fullMemory_forgetsTheFirst() {
    HostTable table = table(10, 1_000);
    int[] last = new int[3_000];
    for (int i = 0; i < last.length; i++) {
      last[i] = nextId(table, i, i);
    }
    assertThat(table.resting()).isEqualTo(1_000);
    assertThat(nextId(table, 2_500, 10_000)).isEqualTo(last[2_500] + 1);
  }

  @Test
  void otherPersonalityAfterAReload_beginsAnew() {
    HostTable table = table(1, 100);
    nextId(table, 1, 0);
    nextId(table, 2, 1);
    table.adopt(net(TestHost.host().personality(new PlainPersonality()).template()));
    Host host = host(table, 1, 2);
    assertThat(host.personality()).isInstanceOf(PlainPersonality.class);
    assertThat(table.resting()).isOne();
    table.adopt(net(counting));
    assertThat(nextId(table, 1, 3)).isNotZero();
  }

  @Test
  void hostsWithLimits_allocateThemOnce() {
    HostTable table = table(1_000, 1 << 18);
    long before = 0;
    for (int i = 0; i < 200_000; i++) {
      if (i == 100_000) {
        before = THREADS.getCurrentThreadAllocatedBytes();
      }
      Host host = host(table, i % 100_000, i);
      assertThatLimitsAreFresh(host, i);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  private static void assertThatLimitsAreFresh(Host host, long nowNs) {
    if (!host.mayReset(1, nowNs) || !host.mayEcho(1, nowNs) || !host.mayComplain(1, 1, nowNs)) {
      throw new AssertionError("a host's limits are another's at " + nowNs);
    }
  }

  @Test
  void scanOfMillions_allocatesOnlyWhatIsRemembered() {
    HostTable table = table(1_000, 1 << 21);
    for (int i = 0; i < 1_000_000; i++) {
      host(table, i, i);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000_000; i++) {
      host(table, i, 1_000_000 + i);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }
}
