package honeyd.stack;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.link.Link;
import honeyd.link.MemoryLink;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which link and which neighbour lead to an address outside.
class OutsideRoutesTest {
  private final MemoryLink link = new MemoryLink(Link.Framing.ETHERNET, 1, 1500);
  private final Attachment ours = new Attachment(link, 0);

  @AfterEach
  void close() {
    link.close();
  }

  private static OutsideRoute route(
      String interfaceName, String network, @Nullable String gateway) {
    return new OutsideRoute(
        interfaceName, IpRange.parse(network), gateway == null ? null : IpAddress.parse(gateway));
  }

  private OutsideRoutes.@Nullable Hop find(List<OutsideRoute> routes, String address) {
    IpAddress to = IpAddress.parse(address);
    return OutsideRoutes.of(routes, List.of(ours)).find(to.hi(), to.lo());
  }

  private static long lo(String address) {
    return IpAddress.parse(address).lo();
  }

  @Test
  void noRoutes_leadNowhere() {
    assertThat(find(List.of(), "192.0.2.1")).isNull();
    assertThat(OutsideRoutes.NONE.find(0, lo("192.0.2.1"))).isNull();
  }

  @Test
  void networkAtTheInterface_isReachedWithoutGateway() {
    OutsideRoutes.Hop hop =
        Objects.requireNonNull(find(List.of(route("memory", "192.0.2.0/24", null)), "192.0.2.7"));
    assertThat(hop).isEqualTo(new OutsideRoutes.Hop(ours, 0));
    assertThat(hop.neighbourLo(lo("192.0.2.7"))).isEqualTo(lo("192.0.2.7"));
  }

  @Test
  void longestPrefix_winsInWhateverOrder() {
    List<OutsideRoute> routes =
        List.of(
            route("memory", "198.51.100.0/24", "192.0.2.2"),
            route("memory", "0.0.0.0/0", "192.0.2.1"),
            route("memory", "198.51.100.128/25", "192.0.2.3"),
            route("memory", "192.0.2.0/24", null));
    for (List<OutsideRoute> order : List.of(routes, routes.reversed())) {
      assertThat(gateway(order, "8.8.8.8")).isEqualTo(lo("192.0.2.1"));
      assertThat(gateway(order, "198.51.100.1")).isEqualTo(lo("192.0.2.2"));
      assertThat(gateway(order, "198.51.100.200")).isEqualTo(lo("192.0.2.3"));
      assertThat(gateway(order, "192.0.2.200")).isZero();
      assertThat(gateway(order, "255.255.255.254")).isEqualTo(lo("192.0.2.1"));
    }
  }

  private long gateway(List<OutsideRoute> routes, String address) {
    return Objects.requireNonNull(find(routes, address), address).gatewayLo();
  }

  @Test
  void routeOverAnotherInterface_hidesTheWiderOneOverOurs() {
    List<OutsideRoute> routes =
        List.of(
            route("memory", "0.0.0.0/0", "192.0.2.1"),
            route("eth9", "10.0.0.0/8", "172.16.0.1"),
            route("memory", "10.5.0.0/16", "192.0.2.5"));
    assertThat(find(routes, "10.1.1.1")).isNull();
    assertThat(gateway(routes, "10.5.1.1")).isEqualTo(lo("192.0.2.5"));
    assertThat(gateway(routes, "11.0.0.0")).isEqualTo(lo("192.0.2.1"));
  }

  @Test
  void sameNetworkTwice_goesByTheFirst() {
    List<OutsideRoute> routes =
        List.of(
            route("memory", "0.0.0.0/0", "192.0.2.1"), route("memory", "0.0.0.0/0", "192.0.2.2"));
    assertThat(gateway(routes, "8.8.8.8")).isEqualTo(lo("192.0.2.1"));
    assertThat(find(List.of(route("eth9", "0.0.0.0/0", null), routes.getFirst()), "8.8.8.8"))
        .isNull();
  }
}
