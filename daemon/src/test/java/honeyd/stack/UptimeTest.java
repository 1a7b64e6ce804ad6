package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import honeyd.base.KeyedHash;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.personality.NmapOsDb;
import honeyd.personality.Personality;
import honeyd.testkit.TestHost;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How long hosts seem to have been running: what their TCP timestamps say.
class UptimeTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long DAY_S = 86_400;

  private final Personality linux = NmapOsDb.empty().fallback();

  private static HostTable table(TestHost host, int maxHosts) {
    RangeMap<Template> bindings =
        new RangeMap.Builder<Template>().put(IpRange.parse("10.0.0.0/8"), host.template()).build();
    return new HostTable(
        new Honeynet(Map.of(), bindings, null, List.of()),
        new KeyedHash(1, 2),
        StackSettings.defaults().withMaxHosts(maxHosts));
  }

  private static Host find(HostTable table, int i, long nowNs) {
    return Objects.requireNonNull(table.find(0, IpAddress.v4Lo(10 << 24 | i), nowNs));
  }

  private static long ticks(Host host, long nowNs) {
    return host.personality().timestamp(host.state(), nowNs) & 0xffff_ffffL;
  }

  @Test
  void configuredUptime_isShownByTheClockOfEveryHost() {
    HostTable table = table(host().personality(linux).uptime(12 * DAY_S), 100);
    for (int i = 0; i < 20; i++) {
      long expected = 12 * DAY_S * 1000;
      assertThat(ticks(find(table, i, SECOND_NS), SECOND_NS))
          .isCloseTo(expected, within(expected / 10_000));
    }
  }

  @Test
  void hostsWithoutUptime_differ() {
    HostTable table = table(host().personality(linux), 100);
    Set<Long> days = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      days.add(ticks(find(table, i, SECOND_NS), SECOND_NS) / (DAY_S * 1000));
    }
    assertThat(days).hasSizeGreaterThan(8);
  }

  @Test
  void hostThatWasForgotten_hasBeenUpSinceTheSameMoment() {
    for (long uptime : new long[] {-1, 12 * DAY_S}) {
      HostTable table = table(host().personality(linux).uptime(uptime), 1);
      long bootedNs = find(table, 1, SECOND_NS).state().bootedNs();
      for (int i = 2; i < 100; i++) {
        find(table, i, i * SECOND_NS);
      }
      Host again = find(table, 1, 1000 * SECOND_NS);
      assertThat(again.state().bootedNs()).isEqualTo(bootedNs);
    }
  }
}
