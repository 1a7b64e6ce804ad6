package honeyd.net;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.base.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeMapTest {
  @Test
  void laterRangeInsideAnEarlierOne_cutsItInTwo() {
    RangeMap<String> map =
        new RangeMap.Builder<String>()
            .put(IpRange.parse("10.0.0.0/24"), "net")
            .put(IpRange.parse("10.0.0.7"), "host")
            .build();
    assertThat(map.entries())
        .containsExactly(
            new RangeMap.Entry<>(IpRange.parse("10.0.0.0-10.0.0.6"), "net"),
            new RangeMap.Entry<>(IpRange.parse("10.0.0.7"), "host"),
            new RangeMap.Entry<>(IpRange.parse("10.0.0.8-10.0.0.255"), "net"));
    assertThat(map.find(IpAddress.parse("10.0.1.0"))).isNull();
  }

  /// IPv4 lies, mapped, in the middle of the numbers that a wide IPv6 prefix covers.
  @Test
  void wideIpv6Range_leavesIpv4Alone() {
    RangeMap<String> map =
        new RangeMap.Builder<String>()
            .put(IpRange.parse("10.0.0.0/8"), "four")
            .put(IpRange.parse("::/0"), "six")
            .put(IpRange.parse("10.0.0.7"), "host")
            .build();
    assertThat(map.find(IpAddress.parse("10.0.0.1"))).isEqualTo("four");
    assertThat(map.find(IpAddress.parse("10.0.0.7"))).isEqualTo("host");
    assertThat(map.find(IpAddress.parse("192.0.2.1"))).isNull();
    assertThat(map.find(IpAddress.parse("::1"))).isEqualTo("six");
    assertThat(map.find(IpAddress.parse("2001:db8::1"))).isEqualTo("six");
    assertThat(IpRange.parse("::/0").contains(IpAddress.parse("10.0.0.1"))).isFalse();
    RangeMap<String> without =
        new RangeMap.Builder<String>()
            .put(IpRange.parse("10.0.0.0/8"), "four")
            .put(IpRange.parse("::/0"), "six")
            .remove(IpRange.parse("::/0"))
            .build();
    assertThat(without.entries()).hasSize(1);
  }

  /// Random puts, with an array of values beside it as the model.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomPuts_agreeWithAnArray(long seed) {
    Rng rng = new Rng(seed);
    int base = 0x0a00_0000;
    Integer[] model = new Integer[512];
    RangeMap.Builder<Integer> builder = new RangeMap.Builder<>();
    for (int step = 0; step < 200; step++) {
      int first = rng.nextInt(512);
      int last = first + rng.nextInt(Math.min(40, 512 - first));
      builder.put(new IpRange(IpAddress.ofV4(base + first), IpAddress.ofV4(base + last)), step);
      for (int i = first; i <= last; i++) {
        model[i] = step;
      }
      RangeMap<Integer> map = builder.build();
      for (int i = 0; i < 512; i++) {
        assertThat(map.find(IpAddress.ofV4(base + i)))
            .as("seed %d step %d", seed, step)
            .isEqualTo(model[i]);
        assertThat(builder.find(IpAddress.ofV4(base + i))).isEqualTo(model[i]);
      }
      List<RangeMap.Entry<Integer>> entries = map.entries();
      for (int i = 1; i < entries.size(); i++) {
        assertThat(entries.get(i).range().first()).isGreaterThan(entries.get(i - 1).range().last());
      }
    }
  }
}
