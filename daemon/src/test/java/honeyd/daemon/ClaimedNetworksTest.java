package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Extras;
import honeyd.model.Extras.RealHost;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimedNetworksTest {
  private static final IpAddress ENTRY = IpAddress.parse("10.0.0.1");
  private static final IpAddress INNER = IpAddress.parse("10.1.0.1");

  private static final Honeynet ROUTED =
      honeynet(
          List.of(
              new Route.Entry(ENTRY, null),
              new Route.Link(ENTRY, IpRange.parse("10.0.0.0/24")),
              new Route.NextHop(ENTRY, IpRange.parse("10.1.0.0/16"), INNER, Route.Line.USUAL),
              new Route.Link(INNER, IpRange.parse("10.1.5.0/24")),
              new Route.Unreachable(INNER, IpRange.parse("10.1.9.0/24")),
              new Route.Tunnel(
                  INNER,
                  IpRange.parse("10.7.0.0/16"),
                  IpAddress.parse("192.0.2.254"),
                  IpAddress.parse("198.51.100.7"),
                  true)),
          List.of(new RealHost(IpAddress.parse("10.1.5.20"), "eth1")));

  private static Honeynet honeynet(List<Route> routes, List<RealHost> machines) {
    Extras none = Extras.NONE;
    return new Honeynet(
        Map.of(),
        RangeMap.empty(),
        null,
        Map.of(),
        routes,
        new Extras(none.dhcp(), none.broadcasts(), machines, none.options(), List.of(), List.of()));
  }

  private static List<IpRange> ranges(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(" ", -1)).map(IpRange::parse).toList();
  }

  private static String text(List<IpRange> ranges) {
    return String.join(" ", ranges.stream().map(IpRange::toString).toList());
  }

  @Test
  void withoutNamedNetworks_everythingThatIsRoutedIsClaimed() {
    assertThat(ClaimedNetworks.joined(ClaimedNetworks.of(List.of(), ROUTED, List.of())))
        .isEqualTo(ranges("10.0.0.0/24 10.1.0.0/16 10.7.0.0/16"));
  }

  @Test
  void withNamedNetworks_routersAndRealMachinesAreClaimedBesides() {
    assertThat(ClaimedNetworks.of(ranges("10.1.0.0/24"), ROUTED, List.of()))
        .containsExactlyInAnyOrderElementsOf(ranges("10.1.0.0/24 10.0.0.1 10.1.5.20"));
    assertThat(ClaimedNetworks.of(ranges("10.0.0.0/8"), ROUTED, List.of()))
        .isEqualTo(ranges("10.0.0.0/8"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.0/24",
    "10.0.0.5-10.0.0.15, 10.0.0.5 10.0.0.6/31 10.0.0.8/29",
    "10.0.0.1 10.0.0.0 10.0.0.0, 10.0.0.0/31",
    "0.0.0.0/0, 0.0.0.0/0",
    "0.0.0.0-10.0.0.0, 0.0.0.0/5 8.0.0.0/7 10.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "192.0.2.0/24 192.0.3.0/24 192.0.2.7, 192.0.2.0/23",
  })
  void prefixes_areTheFewestOfTheSameAddresses(String from, String to) {
    assertThat(text(ClaimedNetworks.prefixes(ranges(from)))).isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.0/8, ''",
    "10.0.0.0/24 10.1.0.0/24, 10.0.0.0/16, 10.1.0.0/24",
    "10.0.0.0/24, 10.0.0.0/25 10.0.0.128/25, ''",
    "10.0.0.0/24, 10.0.0.0/25 10.0.0.129-10.0.0.255, 10.0.0.0/24",
  })
  void whatIsNotClaimed_isNamed(String wanted, String claimed, String missing) {
    IpRange first = ClaimedNetworks.firstOutside(ranges(wanted), ranges(claimed));
    assertThat(first == null ? "" : first.toString()).isEqualTo(missing);
  }
}
