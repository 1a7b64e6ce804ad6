package honeyd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import honeyd.base.Counters;
import honeyd.base.SystemClock;
import honeyd.event.Event;
import honeyd.link.Link;
import honeyd.model.Extras;
import honeyd.model.Extras.RealHost;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.testkit.TestHost;
import honeyd.testkit.net.Await;
import honeyd.testkit.net.Netns;
import honeyd.testkit.script.PacketSpec;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which interfaces are opened for a configuration, in a namespace of its own.
@Timeout(60)
class LinksIT {
  private static final IpAddress ENTRY = IpAddress.parse("10.0.0.1");
  private static final IpAddress MACHINE = IpAddress.parse("10.0.0.50");

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Announcer announcer =
      new Announcer(event -> said.add(((Event.Announcement) event).sentence()), new SystemClock());
  private final HoneydOptions options = new HoneydOptions();

  private static Honeynet honeynet(List<Route> more, RealHost... machines) {
    List<Route> routes = new ArrayList<>();
    routes.add(new Route.Entry(ENTRY, null));
    routes.add(new Route.Link(ENTRY, IpRange.parse("10.0.0.0/24")));
    routes.addAll(more);
    Extras none = Extras.NONE;
    return new Honeynet(
        Map.of(),
        RangeMap.empty(),
        null,
        Map.of(),
        routes,
        new Extras(
            none.dhcp(),
            none.broadcasts(),
            List.of(machines),
            none.options(),
            none.randomHosts(),
            none.randomExclusions()));
  }

  private static Route tunnel(String source) {
    return new Route.Tunnel(
        ENTRY,
        IpRange.parse("10.7.0.0/16"),
        IpAddress.parse(source),
        IpAddress.parse("198.51.100.7"),
        true);
  }

  private Links open(Honeynet honeynet, int workers) throws StartException {
    options.workers = new WorkerCount(workers);
    List<Counters> counters = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      counters.add(new Counters());
    }
    return Links.open(options, honeynet, counters, announcer);
  }

  private static void cables() throws Exception {
    Netns.vethPair();
    Netns.sh(
        "ip link add in0 type veth peer name machine"
            + " && sysctl -qw net.ipv6.conf.in0.disable_ipv6=1"
            + " net.ipv6.conf.machine.disable_ipv6=1"
            + " && ip link set in0 up && ip link set machine up");
  }

  @Test
  void interfaceOfRealMachines_isOpenedOnceAndInside() throws Exception {
    Netns.run(() -> {
      cables();
      options.interfaces = List.of("ours");
      Honeynet honeynet =
          honeynet(
              List.of(),
              new RealHost(MACHINE, "in0"),
              new RealHost(IpAddress.parse("10.0.0.51"), "in0"));
      try (Links links = open(honeynet, 2)) {
        assertThat(links.ofWorkers()).hasSize(1);
        assertThat(links.ofWorkers().getFirst())
            .extracting(Link::name)
            .containsExactly("ours", "in0");
        assertThat(links.closed()).containsExactly("in0");
        assertThat(said)
            .containsExactly(
                "one worker instead of 2: real machines in the virtual network keep all hosts"
                    + " together");
        links.announce();
        assertThat(said).contains("listening promiscuously on in0: (arp or ip)");
      }
    });
  }

  @Test
  void interfaceThatIsListenedOnToo_isNotInside() throws Exception {
    Netns.run(() -> {
      cables();
      options.interfaces = List.of("ours", "in0");
      try (Links links = open(honeynet(List.of(), new RealHost(MACHINE, "in0")), 1)) {
        assertThat(links.ofWorkers().getFirst()).hasSize(2);
        assertThat(links.closed()).isEmpty();
      }
    });
  }

  @Test
  void packetsOfRealMachines_comeThroughWhereverTheyGo() throws Exception {
    Netns.run(() -> {
      cables();
      options.interfaces = List.of("ours");
      try (Links links = open(honeynet(List.of(), new RealHost(MACHINE, "in0")), 1)) {
        List<String> seen = new CopyOnWriteArrayList<>();
        String packet = "udp 10.0.0.50:1 > 203.0.113.9:2 (3) \"abc\" {ttl 64, id 7}";
        Link in0 = links.ofWorkers().getFirst().get(1);
        Netns.sh(
            "ip addr add 10.0.0.50/24 dev machine && ip route add default via 10.0.0.1"
                + " && ip neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev machine");
        Netns.start("ping -c 1 -W 1 203.0.113.9");
        Await.until(
            Duration.ofSeconds(10),
            packet,
            () -> {
              in0.receive((frames, at, n, _, _) -> seen.add(text(frames, at, n)), 64);
              return seen.stream()
                  .anyMatch(line -> line.startsWith("icmp 10.0.0.50 > 203.0.113.9"));
            });
      }
    });
  }

  private static String text(MemorySegment frames, long at, int length) {
    return PacketSpec.ofEthernet(
            frames.asSlice(at, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
        .toString();
  }

  @Test
  void interfaceThatDoesNotExist_isNamedWithItsStatement() throws Exception {
    Netns.run(() -> {
      cables();
      options.interfaces = List.of("ours");
      assertThatThrownBy(() -> open(honeynet(List.of(), new RealHost(MACHINE, "eth7")), 1))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("`bind 10.0.0.50 to eth7`: no interface \"eth7\"")
          .hasMessageContaining("ours")
          .hasMessageContaining("veth");
    });
  }

  @Test
  void addressOfThisMachineOnAnInsideInterface_isWarnedOf() throws Exception {
    Netns.run(() -> {
      cables();
      Netns.sh("ip addr add 10.0.0.2/24 dev in0");
      options.interfaces = List.of("ours");
      try (Links _ = open(honeynet(List.of(), new RealHost(MACHINE, "in0")), 1)) {
        assertThat(said).anyMatch(line -> line.contains("kernel answers there"));
      }
    });
  }

  @Test
  void defaultInterface_isNotThatOfRealMachines() throws Exception {
    Netns.run(() -> {
      Netns.sh("ip link add a0 type veth peer name a1 && ip link set a0 up");
      assertThatThrownBy(() -> open(honeynet(List.of(), new RealHost(MACHINE, "a0")), 1))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("name one with -i");
    });
  }

  @Test
  void tunnelFromAnotherMachinesAddress_isRefusedWithItsStatement() throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      assertThatThrownBy(() -> TunnelEnds.open(honeynet(List.of(tunnel("192.0.2.77"))), announcer))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(
              "`route 10.0.0.1 add net 10.7.0.0/16 tunnel 192.0.2.77 198.51.100.7`")
          .hasMessageContaining("not an address of this machine")
          .hasMessageContaining("ip route get 198.51.100.7");
    });
  }

  @Test
  void tunnels_keepOneWorker() throws Exception {
    Netns.run(() -> {
      Netns.vethPair();
      options.interfaces = List.of("ours");
      Honeynet honeynet = honeynet(List.of(tunnel("10.9.0.1")));
      try (TunnelEnds ends = TunnelEnds.open(honeynet, announcer);
          Links links = open(honeynet, 3)) {
        assertThat(links.ofWorkers()).hasSize(1);
        assertThat(said)
            .contains("one worker instead of 3: tunnels keep all hosts together")
            .contains(
                "this machine has no route to 198.51.100.7, the other end of a tunnel: what enters"
                    + " the tunnel is dropped");
        assertThat(links.closed()).containsExactly("theirs");
        assertThatThrownBy(() -> ends.adopt(honeynet(List.of(tunnel("192.0.2.77")))))
            .isInstanceOf(StartException.class);
        ends.adopt(honeynet(List.of()));
      }
    });
  }

  @Test
  void reload_saysWhatNeedsARestart() throws Exception {
    Netns.run(() -> {
      cables();
      options.interfaces = List.of("ours");
      try (Links links = open(honeynet(List.of()), 2)) {
        assertThat(links.ofWorkers()).hasSize(2);
        assertThat(links.adopt(honeynet(List.of()), List.of())).containsOnly(List.of());
        assertThat(said).isEmpty();
        var filters =
            links.adopt(
                honeynet(List.of(tunnel("10.9.0.1")), new RealHost(MACHINE, "in0")), List.of());
        assertThat(filters).hasSize(2).allMatch(ofWorker -> ofWorker.size() == 1);
        assertThat(said)
            .containsExactly(
                "`bind 10.0.0.50 to in0`: in0 was not opened at the start; a restart is needed",
                "this machine has no route to 198.51.100.7, the other end of a tunnel: what enters"
                    + " the tunnel is dropped",
                "a tunnel leads over theirs, which was not opened at the start; a restart is"
                    + " needed",
                "real machines and tunnels need all hosts with one worker; a restart is"
                    + " needed");
      }
    });
  }

  @Test
  void reload_routesToATunDeviceWhatIsClaimedThen() throws Exception {
    Netns.run(() -> {
      options.tun = "honeyd0";
      try (Links links = open(bound("10.77.0.0/24"), 1)) {
        assertThat(Netns.sh("ip route show")).contains("10.77.0.0/24 dev honeyd0");
        var filters = links.adopt(bound("10.78.0.0/24"), List.of(IpAddress.parse("10.79.0.1")));
        assertThat(filters).hasSize(1);
        assertThat(Netns.sh("ip route show"))
            .contains("10.78.0.0/24 dev honeyd0")
            .contains("10.79.0.1 dev honeyd0")
            .doesNotContain("10.77.0.0/24");
        assertThat(links.claimed())
            .containsExactly(IpRange.parse("10.78.0.0/24"), IpRange.parse("10.79.0.1"));
        assertThat(links.adopt(bound("10.78.0.0/24"), List.of(IpAddress.parse("10.79.0.1"))))
            .containsExactly(List.of());
      }
    });
  }

  @Test
  void hostOutsideOfTheNamedNetworks_isToldOf() throws Exception {
    Netns.run(() -> {
      options.tun = "honeyd0";
      options.nets = List.of(IpRange.parse("10.77.0.0/16"));
      try (Links links = open(bound("10.77.1.1"), 1)) {
        links.adopt(bound("10.78.1.1"), List.of());
        assertThat(said)
            .containsExactly(
                "10.78.1.1 is bound but lies outside of the networks named on the command line, so"
                    + " it is not answered for");
      }
    });
  }

  private static Honeynet bound(String range) {
    Template template = TestHost.host().template();
    return new Honeynet(
        Map.of(),
        new RangeMap.Builder<Template>().put(IpRange.parse(range), template).build(),
        null,
        List.of());
  }

  @Test
  void rangesThatAreNoPrefixes_areRoutedToATunDevice() throws Exception {
    Netns.run(() -> {
      options.tun = "honeyd0";
      options.nets = List.of(IpRange.parse("10.0.0.5-10.0.0.15"));
      try (Links _ = open(honeynet(List.of()), 1)) {
        assertThat(Netns.sh("ip route show"))
            .contains("10.0.0.5 dev honeyd0")
            .contains("10.0.0.6/31 dev honeyd0")
            .contains("10.0.0.8/29 dev honeyd0");
      }
    });
  }
}
