package honeyd.stack;

import static honeyd.testkit.TestHost.host;
import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.KeyedHash;
import honeyd.model.Honeynet;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.personality.HostState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HostTableTest {
  private static final long HOUR_NS = 3_600_000_000_000L;
  private final Template template = host().template();

  private static Honeynet net(Template template, String range) {
    return new Honeynet(
        Map.of(),
        new RangeMap.Builder<Template>().put(IpRange.parse(range), template).build(),
        null,
        List.of());
  }

  private HostTable table(int maxHosts) {
    return new HostTable(
        net(template, "10.0.0.0/8"),
        new KeyedHash(1, 2),
        StackSettings.defaults().withMaxHosts(maxHosts));
  }

  private static long lo(int i) {
    return IpAddress.v4Lo(10 << 24 | i);
  }

  private static Host made(HostTable table, int i, long nowNs) {
    return Objects.requireNonNull(table.find(0, lo(i), nowNs));
  }

  @Test
  void host_isTheSameEachTime() {
    HostTable table = table(1000);
    for (int i = 0; i < 500; i++) {
      Host host = table.find(0, lo(i), 0);
      assertThat(host).isNotNull().isSameAs(table.find(0, lo(i), 1));
    }
    assertThat(table.size()).isEqualTo(500);
    assertThat(table.find(0, IpAddress.parse("11.0.0.1").lo(), 0)).isNull();
  }

  @Test
  void scanOfMillions_keepsTheTableBounded() {
    HostTable table = table(1000);
    Host held = made(table, 0, 0);
    held.hold();
    for (int i = 1; i < 1_000_000; i++) {
      assertThat(table.find(0, lo(i), i)).isNotNull();
    }
    assertThat(table.size()).isLessThanOrEqualTo(1000);
    assertThat(table.find(0, lo(0), 1_000_000)).isSameAs(held);
  }

  @Test
  void silentHosts_areForgottenAsOthersCome() {
    HostTable table = table(100_000);
    for (int i = 0; i < 1000; i++) {
      table.find(0, lo(i), 0);
    }
    for (int i = 1000; i < 3000; i++) {
      table.find(0, lo(i), 2 * HOUR_NS);
    }
    assertThat(table.size()).isEqualTo(2000);
    for (int i = 1000; i < 3000; i++) {
      assertThat(table.find(0, lo(i), 2 * HOUR_NS)).isNotNull();
    }
    assertThat(table.size()).isEqualTo(2000);
  }

  @Test
  void forgottenHost_comesBackWithTheSameKey() {
    HostTable table = table(1);
    Host first = made(table, 1, 0);
    table.find(0, lo(2), 1);
    Host again = made(table, 1, 2);
    assertThat(again).isNotSameAs(first);
    assertThat(again.state().key()).isEqualTo(first.state().key());
  }

  @Test
  void newNetwork_keepsCountersOfHostsThatStay() {
    HostTable table = table(1000);
    Host stays = made(table, 1, 0);
    table.find(0, lo(1 << 20), 0);
    Template other = host().personality(template.personality()).mac("00:11:22:33:44:55").template();
    HostState before = stays.state();
    table.adopt(net(other, "10.0.0.0/16"));
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.find(0, lo(1), 5)).isSameAs(stays);
    assertThat(stays.template()).isSameAs(other);
    assertThat(stays.macBits()).isEqualTo(0x001122334455L);
    assertThat(stays.state()).isSameAs(before);
    assertThat(table.find(0, lo(1 << 20), 5)).isNull();
  }
}
