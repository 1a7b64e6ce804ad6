package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.stack.OutsideRoute;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The kernel's table of routes as text.
class KernelRoutesTest {
  private static final String TABLE =
      """
      Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
      eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
      eth1\t00000000\t010210AC\t0003\t0\t0\t50\t00000000\t0\t0\t0
      eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
      eth2\t000300C0\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0
      eth0\t07643XC6\t
      eth0\t076433C6\tFE0200C0\t0007\t0\t0\t0\tFFFFFFFF\t0\t0\t0
      *\t0000000A\t00000000\t0201\t0\t0\t0\t000000FF\t0\t0\t0
      """;

  private static OutsideRoute route(String name, String network) {
    return new OutsideRoute(name, IpRange.parse(network), null);
  }

  private static OutsideRoute route(String name, String network, String gateway) {
    return new OutsideRoute(name, IpRange.parse(network), IpAddress.parse(gateway));
  }

  @Test
  void lines_areRoutesInTheOrderOfTheirMetric() {
    assertThat(KernelRoutes.parse(TABLE.lines().toList()))
        .containsExactly(
            route("eth0", "192.0.2.0/24"),
            route("eth0", "198.51.100.7/32", "192.0.2.254"),
            route("*", "10.0.0.0/8"),
            route("eth1", "0.0.0.0/0", "172.16.2.1"),
            route("eth0", "0.0.0.0/0", "192.0.2.1"));
  }

  @Test
  void emptyFile_isNoRoutes() {
    assertThat(KernelRoutes.parse(List.of())).isEmpty();
    assertThat(KernelRoutes.parse(List.of("Iface\tDestination"))).isEmpty();
  }
}
