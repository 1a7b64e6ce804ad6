package honeyd.model.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import honeyd.model.Extras;
import honeyd.model.Route;
import honeyd.model.topology.Problem.Kind;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private final List<Route> routes = new ArrayList<>();
  private final List<Extras.RealHost> realHosts = new ArrayList<>();

  private void entry(String router) {
    routes.add(new Route.Entry(IpAddress.parse(router), null));
  }

  private void entry(String router, String network) {
    routes.add(new Route.Entry(IpAddress.parse(router), IpRange.parse(network)));
  }

  private void link(String router, String network) {
    routes.add(new Route.Link(IpAddress.parse(router), IpRange.parse(network)));
  }

  private void net(String router, String network, String gateway) {
    net(router, network, gateway, Route.Line.USUAL);
  }

  private void net(String router, String network, String gateway, Route.Line line) {
    routes.add(
        new Route.NextHop(
            IpAddress.parse(router), IpRange.parse(network), IpAddress.parse(gateway), line));
  }

  private Topology topology() {
    return Topology.of(routes, realHosts);
  }

  private static @Nullable String inbound(Topology topology, String address) {
    IpAddress a = IpAddress.parse(address);
    Way way = topology.inbound(a.hi(), a.lo());
    return way == null ? null : way.toString();
  }

  private static Router router(Topology topology, String address) {
    return Objects.requireNonNull(topology.router(IpAddress.parse(address)));
  }

  /// The article's network.
  private void twoBehindOne() {
    entry("10.0.0.1");
    link("10.0.0.1", "10.0.0.0/24");
    net("10.0.0.1", "10.1.0.0/16", "10.1.0.1");
    link("10.1.0.1", "10.1.0.0/24");
    net("10.0.0.1", "10.2.0.0/16", "10.2.0.1");
    link("10.2.0.1", "10.2.0.0/24");
  }

  @Test
  void packetsFromOutside_goFromRouterToRouter() {
    twoBehindOne();
    Topology t = topology();
    assertThat(t.problems()).isEmpty();
    assertThat(inbound(t, "10.0.0.5")).isEqualTo("10.0.0.1 > HOST");
    assertThat(inbound(t, "10.1.0.5")).isEqualTo("10.0.0.1 > 10.1.0.1 > HOST");
    assertThat(inbound(t, "10.2.0.1")).isEqualTo("10.0.0.1 > 10.2.0.1 > ROUTER");
    assertThat(inbound(t, "10.0.0.1")).isEqualTo("10.0.0.1 > ROUTER");
  }

  @Test
  void whatNobodyWasTold_endsWhereItIsNotKnown() {
    twoBehindOne();
    Topology t = topology();
    assertThat(inbound(t, "10.1.9.5")).isEqualTo("10.0.0.1 > 10.1.0.1 > NO_ROUTE");
    assertThat(inbound(t, "10.9.0.5")).isEqualTo("10.0.0.1 > NO_ROUTE");
  }

  @Test
  void longestPrefix_wins() {
    twoBehindOne();
    routes.add(new Route.Unreachable(IpAddress.parse("10.0.0.1"), IpRange.parse("10.1.0.64/26")));
    net("10.0.0.1", "10.1.0.80/32", "10.2.0.1");
    link("10.2.0.1", "10.1.0.80/32");
    Topology t = topology();
    assertThat(inbound(t, "10.1.0.63")).isEqualTo("10.0.0.1 > 10.1.0.1 > HOST");
    assertThat(inbound(t, "10.1.0.64")).isEqualTo("10.0.0.1 > UNREACHABLE");
    assertThat(inbound(t, "10.1.0.80")).isEqualTo("10.0.0.1 > 10.2.0.1 > HOST");
    assertThat(inbound(t, "10.1.0.128")).isEqualTo("10.0.0.1 > 10.1.0.1 > HOST");
  }

  @Test
  void gatewayOnItsParentsLink_isBehindTheLine() {
    entry("10.0.0.1");
    link("10.0.0.1", "10.0.0.0/24");
    net("10.0.0.1", "10.1.0.0/16", "10.0.0.2");
    link("10.0.0.2", "10.1.0.0/16");
    Topology t = topology();
    assertThat(inbound(t, "10.0.0.2")).isEqualTo("10.0.0.1 > 10.0.0.2 > ROUTER");
    assertThat(inbound(t, "10.1.7.7")).isEqualTo("10.0.0.1 > 10.0.0.2 > HOST");
    assertThat(t.problems()).isEmpty();
  }

  @Test
  void exit_followsTheReverseRoutes() {
    entry("10.0.0.1");
    net("10.0.0.1", "10.1.0.0/16", "10.1.0.1");
    net("10.1.0.1", "10.1.1.0/24", "10.1.1.1");
    link("10.1.1.1", "10.1.1.0/24");
    Topology t = topology();
    Router site = Objects.requireNonNull(t.siteOf(0, IpAddress.parse("10.1.1.9").lo()));
    Way exit = t.exit(site);
    assertThat(exit).hasToString("10.1.1.1 > 10.1.0.1 > 10.0.0.1 > OUTSIDE");
    assertThat(exit.lane(0).index()).isEqualTo(3);
    assertThat(exit.lane(1).index()).isEqualTo(1);
    assertThat(t.exit(router(t, "10.0.0.1"))).hasToString("10.0.0.1 > OUTSIDE");
  }

  @Test
  void writtenDefault_goesBeforeTheReverseRoute() {
    entry("10.0.0.1");
    net("10.0.0.1", "10.1.0.0/16", "10.1.0.1");
    net("10.0.0.1", "10.2.0.0/16", "10.2.0.1");
    net("10.1.0.1", "0.0.0.0/0", "10.2.0.1");
    link("10.1.0.1", "10.1.0.0/16");
    Topology t = topology();
    assertThat(t.exit(router(t, "10.1.0.1")))
        .hasToString("10.1.0.1 > 10.2.0.1 > 10.0.0.1 > OUTSIDE");
    assertThat(inbound(t, "10.1.0.9")).isEqualTo("10.0.0.1 > 10.1.0.1 > HOST");
    assertThat(t.problems()).isEmpty();
  }

  @Test
  void twoEntries_takeTheirOwnNetworks() {
    entry("10.0.0.1");
    link("10.0.0.1", "10.0.0.0/16");
    entry("10.8.0.1", "10.8.0.0/16");
    link("10.8.0.1", "10.8.0.0/16");
    Topology t = topology();
    assertThat(inbound(t, "10.8.3.4")).isEqualTo("10.8.0.1 > HOST");
    assertThat(inbound(t, "10.0.3.4")).isEqualTo("10.0.0.1 > HOST");
    assertThat(inbound(t, "10.8.0.1")).isEqualTo("10.8.0.1 > ROUTER");
  }

  @Test
  void onlyEntriesWithNetworks_leaveOthersOutside() {
    entry("10.8.0.1", "10.8.0.0/16");
    link("10.8.0.1", "10.8.0.0/16");
    assertThat(inbound(topology(), "10.9.0.1")).isNull();
  }

  @Test
  void routersThatSendToEachOther_areALoop() {
    twoBehindOne();
    net("10.1.0.1", "10.5.0.0/16", "10.2.0.1");
    net("10.2.0.1", "10.5.0.0/16", "10.1.0.1");
    net("10.0.0.1", "10.5.0.0/16", "10.1.0.1");
    Topology t = topology();
    assertThat(t.problems()).extracting(Problem::kind).containsExactly(Kind.LOOP);
    assertThat(t.problems().getFirst().route()).isEqualTo(7);
    assertThat(inbound(t, "10.5.0.1")).isEqualTo("10.0.0.1 > 10.1.0.1 > 10.2.0.1 > NO_ROUTE");
  }

  @Test
  void routeToItself_isALoop() {
    entry("10.0.0.1");
    link("10.0.0.1", "10.0.0.0/24");
    net("10.0.0.1", "10.5.0.0/16", "10.0.0.1");
    assertThat(topology().problems()).extracting(Problem::kind).containsExactly(Kind.LOOP);
  }

  @Test
  void partsThatNobodyReaches_areFound() {
    twoBehindOne();
    link("10.7.0.1", "10.7.0.0/24");
    assertThat(topology().problems())
        .containsExactly(
            new Problem(Kind.UNREACHABLE_ROUTER, 6, "no entry router leads to router 10.7.0.1"));
  }

  @Test
  void linksThatOverlap_areFoundAtTheLater() {
    twoBehindOne();
    link("10.2.0.1", "10.1.0.128/25");
    assertThat(topology().problems())
        .extracting(Problem::kind, Problem::route)
        .containsExactly(tuple(Kind.OVERLAPPING_LINKS, 6));
  }

  @Test
  void gatewayThatLiesNowhere_isFound() {
    entry("10.0.0.1");
    link("10.0.0.1", "10.0.0.0/24");
    net("10.0.0.1", "10.1.0.0/16", "10.9.0.1");
    link("10.9.0.1", "10.1.0.0/16");
    assertThat(topology().problems())
        .extracting(Problem::kind)
        .containsExactly(Kind.GATEWAY_ELSEWHERE);
  }

  @Test
  void entryAlone_andNoEntryAtAll_areFound() {
    entry("10.0.0.1");
    assertThat(topology().problems())
        .extracting(Problem::kind)
        .containsExactly(Kind.ENTRY_WITHOUT_LINKS);
    routes.clear();
    link("10.0.0.1", "10.0.0.0/24");
    assertThat(topology().problems()).extracting(Problem::kind).containsExactly(Kind.NO_ENTRY);
    assertThat(topology().isFlat()).isTrue();
  }

  @Test
  void realMachine_isReachedAndReaches() {
    twoBehindOne();
    realHosts.add(new Extras.RealHost(IpAddress.parse("10.2.0.50"), "eth1"));
    realHosts.add(new Extras.RealHost(IpAddress.parse("192.0.2.7"), "eth1"));
    Topology t = topology();
    assertThat(inbound(t, "10.2.0.50")).isEqualTo("10.0.0.1 > 10.2.0.1 > REAL_HOST");
    assertThat(t.problems()).extracting(Problem::kind).containsExactly(Kind.REAL_HOST_NOWHERE);
    Router site = router(t, "10.2.0.1");
    assertThat(t.way(site, 0, IpAddress.parse("10.1.0.5").lo()))
        .hasToString("10.2.0.1 > 10.0.0.1 > 10.1.0.1 > HOST");
    assertThat(t.way(site, 0, IpAddress.parse("198.51.100.1").lo()))
        .hasToString("10.2.0.1 > 10.0.0.1 > OUTSIDE");
    assertThat(t.way(router(t, "10.1.0.1"), 0, IpAddress.parse("10.2.0.50").lo()))
        .hasToString("10.1.0.1 > 10.0.0.1 > 10.2.0.1 > REAL_HOST");
  }

  @Test
  void tunnel_endsTheWay() {
    twoBehindOne();
    routes.add(
        new Route.Tunnel(
            IpAddress.parse("10.1.0.1"),
            IpRange.parse("10.1.8.0/24"),
            IpAddress.parse("192.0.2.254"),
            IpAddress.parse("192.0.2.1"),
            true));
    Topology t = topology();
    assertThat(inbound(t, "10.1.8.1")).isEqualTo("10.0.0.1 > 10.1.0.1 > TUNNEL");
    assertThat(t.isFar(0, IpAddress.parse("10.1.8.1").lo())).isTrue();
    assertThat(t.isFar(0, IpAddress.parse("10.1.0.1").lo())).isFalse();
  }

  @Test
  void chainLongerThanAnyTtl_ends() {
    entry("10.0.0.0");
    for (int i = 0; i < 1000; i++) {
      net(
          "10.0." + i / 256 + "." + i % 256,
          "10.1.0.0/16",
          "10.0." + (i + 1) / 256 + "." + (i + 1) % 256);
    }
    link("10.0.3.232", "10.1.0.0/16");
    IpAddress far = IpAddress.parse("10.1.0.1");
    Way way = Objects.requireNonNull(topology().inbound(far.hi(), far.lo()));
    assertThat(way.length()).isEqualTo(Way.MAX_ROUTERS);
    assertThat(way.end()).isEqualTo(Way.End.NO_ROUTE);
  }

  @Test
  void tenThousandRouters_compileQuickly() {
    entry("10.0.0.1");
    for (int i = 1; i < 10_000; i++) {
      int parent = (i - 1) / 8;
      String me = IpAddress.ofV4(0x0b00_0001 + (i << 8)).toString();
      String up = i <= 8 ? "10.0.0.1" : IpAddress.ofV4(0x0b00_0001 + (parent << 8)).toString();
      net(up, me + "/32", me);
      for (int k = 0; k < 5; k++) {
        String network = IpAddress.ofV4(((0x20 + k) << 24) + (i << 8)) + "/24";
        for (int at = i, above = parent; at > 0; at = above, above = (above - 1) / 8) {
          String a = IpAddress.ofV4(0x0b00_0001 + (at << 8)).toString();
          String b = at <= 8 ? "10.0.0.1" : IpAddress.ofV4(0x0b00_0001 + (above << 8)).toString();
          if (k == 0) {
            net(b, network, a);
          }
        }
        link(me, network);
      }
    }
    long beganNs = System.nanoTime();
    Topology t = topology();
    long tookMs = (System.nanoTime() - beganNs) / 1_000_000;
    assertThat(t.routers()).hasSize(10_000);
    assertThat(tookMs).isLessThan(3_000);
    assertThat(inbound(t, "32.39.15.9")).endsWith("HOST");
  }
}
