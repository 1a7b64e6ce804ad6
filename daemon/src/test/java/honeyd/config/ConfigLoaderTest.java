package honeyd.config;

import static org.assertj.core.api.Assertions.assertThat;

import honeyd.model.Behaviour;
import honeyd.model.Ethernet;
import honeyd.model.FinScan;
import honeyd.model.FragmentPolicy;
import honeyd.model.Honeynet;
import honeyd.model.Route;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a configuration means: the honeynet it makes.
class ConfigLoaderTest {

  private static Template at(Honeynet net, String address) {
    IpAddress a = IpAddress.parse(address);
    return Objects.requireNonNull(net.find(a.hi(), a.lo()), () -> "nobody at " + address);
  }

  @Test
  void newTemplate_hasOpenTcpClosedUdpAndPing() {
    Template t = at(Configs.honeynet("create a\nbind 10.0.0.1 a\n"), "10.0.0.1");
    assertThat(t.name()).isEqualTo("a");
    assertThat(t.tcp(80)).isEqualTo(new Behaviour.Open());
    assertThat(t.udp(53)).isEqualTo(new Behaviour.Closed());
    assertThat(t.icmpDefault()).isEqualTo(new Behaviour.Open());
    assertThat(t.ethernet()).isEqualTo(new Ethernet.None());
    assertThat(t.fragmentPolicy()).isEqualTo(FragmentPolicy.BY_PERSONALITY);
    assertThat(t.personality().name()).isEqualTo("generic");
    assertThat(t.personalityName()).isNull();
    assertThat(t.uptimeSeconds()).isEqualTo(-1);
    assertThat(t.maxFds()).isEqualTo(30);
    assertThat(t.uid()).isEqualTo(-1);
  }

  @Test
  void everySetting_reachesTheTemplate() {
    Template t =
        at(
            Configs.honeynet(
                """
                annotate "Linux 2.4.20" fragment drop
                create a
                set a personality Linux 2.4.20   # without quotes
                set a ethernet "00:11:22:33:44:55"
                set a uptime 1728650
                set a droprate in 0.5
                set a droprate syn 12
                set a maxfds 35
                set a uid 32767 gid 32766
                set a default tcp action block
                set a default udp action reset
                set a default icmp action filtered
                add a tcp port 21 "sh ftp.sh $ipsrc"
                set a tcp port 445 open
                add a tcp port 80,443,8000-8002 proxy $ipsrc:$dport
                add a udp port 53 proxy 192.0.2.1:53
                bind 10.0.0.1 a
                """),
            "10.0.0.1");
    assertThat(t.personalityName()).isEqualTo("Linux 2.4.20");
    assertThat(t.ethernet()).isEqualTo(new Ethernet.Fixed(MacAddress.parse("00:11:22:33:44:55")));
    assertThat(t.uptimeSeconds()).isEqualTo(1_728_650);
    assertThat(t.dropInPermyriad()).isEqualTo(50);
    assertThat(t.dropSynPermyriad()).isEqualTo(1200);
    assertThat(t.maxFds()).isEqualTo(35);
    assertThat(t.uid()).isEqualTo(32767);
    assertThat(t.gid()).isEqualTo(32766);
    assertThat(t.tcp(1)).isEqualTo(new Behaviour.Filtered());
    assertThat(t.udp(1)).isEqualTo(new Behaviour.Closed());
    assertThat(t.icmpDefault()).isEqualTo(new Behaviour.Filtered());
    assertThat(t.tcp(21)).isEqualTo(new Behaviour.Script("sh ftp.sh $ipsrc"));
    assertThat(t.tcp(445)).isEqualTo(new Behaviour.Open());
    assertThat(t.tcp(8001)).isEqualTo(new Behaviour.Proxy("$ipsrc", "$dport"));
    assertThat(t.udp(53)).isEqualTo(new Behaviour.Proxy("192.0.2.1", "53"));
    assertThat(t.fragmentPolicy()).isEqualTo(FragmentPolicy.DROP);
  }

  @Test
  void bind_takesTheTemplateAsItIsThen() {
    Honeynet net =
        Configs.honeynet(
            """
            create a
            bind 10.0.0.1 a
            bind 10.0.0.2 a
            add a tcp port 80 block
            bind 10.0.0.3 a
            """);
    assertThat(at(net, "10.0.0.1").tcp(80)).isEqualTo(new Behaviour.Open());
    assertThat(at(net, "10.0.0.3").tcp(80)).isEqualTo(new Behaviour.Filtered());
    assertThat(at(net, "10.0.0.2")).isSameAs(at(net, "10.0.0.1"));
  }

  @Test
  void rangesOfAnySize_costOneEntry() {
    Honeynet net =
        Configs.honeynet(
            """
            create a
            create b
            bind 10.0.0.0/8 a
            bind 192.0.2.5-192.0.2.90 b
            bind 10.3.0.9 b
            """);
    assertThat(net.bindings().size()).isEqualTo(4);
    assertThat(at(net, "10.255.255.255").name()).isEqualTo("a");
    assertThat(at(net, "10.3.0.9").name()).isEqualTo("b");
    assertThat(at(net, "192.0.2.90").name()).isEqualTo("b");
    assertThat(net.find(0, IpAddress.parse("192.0.2.91").lo())).isNull();
  }

  @Test
  void changingABoundAddress_makesItATemplateOfItsOwn() {
    Honeynet net =
        Configs.honeynet(
            """
            create a
            bind 10.0.0.0/24 a
            set 10.0.0.7 uptime 99
            add 10.0.0.7 tcp port 80 reset
            delete 10.0.0.8
            clone c 10.0.0.7
            bind 10.0.1.1 c
            bind 10.0.1.2 10.0.0.7
            """);
    assertThat(at(net, "10.0.0.7").name()).isEqualTo("10.0.0.7");
    assertThat(at(net, "10.0.0.7").uptimeSeconds()).isEqualTo(99);
    assertThat(at(net, "10.0.0.6").uptimeSeconds()).isEqualTo(-1);
    assertThat(net.find(0, IpAddress.parse("10.0.0.8").lo())).isNull();
    assertThat(at(net, "10.0.1.1").tcp(80)).isEqualTo(new Behaviour.Closed());
    assertThat(at(net, "10.0.1.2")).isSameAs(at(net, "10.0.0.7"));
    assertThat(net.templates()).containsOnlyKeys("a", "10.0.0.7", "c");
  }

  @Test
  void cloneAndDelete_leaveBoundHostsAlone() {
    Honeynet net =
        Configs.honeynet(
            """
            create a
            set a uptime 5
            clone b a
            set b uptime 6
            bind 10.0.0.1 a
            bind 10.0.0.2 b
            delete a
            """);
    assertThat(at(net, "10.0.0.1").uptimeSeconds()).isEqualTo(5);
    assertThat(at(net, "10.0.0.2").uptimeSeconds()).isEqualTo(6);
    assertThat(net.templates()).containsOnlyKeys("b");
  }

  @Test
  void default_answersWhereNobodyIsBound() {
    Honeynet net = Configs.honeynet("create default\nset default default tcp action block\n");
    assertThat(at(net, "203.0.113.5").tcp(1)).isEqualTo(new Behaviour.Filtered());
    assertThat(Configs.honeynet("create a\n").find(0, 1)).isNull();
  }

  @Test
  void rebinding_isTold() {
    assertThat(Configs.complaints("create a\nbind 10.0.0.1 a\nbind 10.0.0.1 a\n"))
        .containsExactly(
            "test.conf:3:6: warning: 10.0.0.1 was bound before; this binding replaces the earlier"
                + " one");
  }

  @Test
  void groupAddressAsEthernet_losesItsGroupBit() {
    Loaded loaded = Configs.load("create a\nset a ethernet \"01:23:45:67:89:ab\"\n");
    assertThat(loaded.diagnostics()).hasSize(1);
    assertThat(Objects.requireNonNull(loaded.honeynet()).templates().get("a"))
        .extracting(Template::ethernet)
        .isEqualTo(new Ethernet.Fixed(MacAddress.parse("00:23:45:67:89:ab")));
  }

  @Test
  void portNamedTwice_isReplacedWithHoneydsWarning() {
    assertThat(
            Configs.complaints(
                """
                create t
                set t tcp port 21 "sh ftp.sh"
                set t tcp port 21 "sh ssh.sh"
                """))
        .containsExactly(
            "test.conf:3:16: WARNING: replacing already defined port/protocol for template t:"
                + " port: 21 | protocol: tcp");
  }

  @Test
  void hostNamesInQuotes_standWhereAddressesDo() {
    Honeynet net =
        Configs.honeynet(
            """
            create a
            bind "honey.example" a
            set "honey.example" uptime 7
            route entry "honey.example"
            """);
    assertThat(at(net, "192.0.2.80").uptimeSeconds()).isEqualTo(7);
    assertThat(net.entryRouters()).containsExactly(IpAddress.parse("192.0.2.80"));
    assertThat(Configs.complaints("create a\nbind \"gone.example\" a\n"))
        .containsExactly("test.conf:2:7: no address is known for the host \"gone.example\"");
  }

  @Test
  void annotation_countsForItsNameAndVariant() {
    Honeynet net =
        Configs.honeynet(
            """
            create all
            set all personality "OpenBSD 4.0"
            bind 10.0.0.1 all
            create second
            set second personality "OpenBSD 4.0" variant 2
            bind 10.0.0.2 second
            create other
            set other personality "AIX 4.0 - 4.2"
            bind 10.0.0.3 other
            create cpe
            set cpe personality cpe:/o:ibm:aix
            bind 10.0.0.4 cpe
            create random
            set random personality random
            bind 10.0.0.5 random
            annotate "OpenBSD 4.0" finscan
            annotate "OpenBSD 4.0" fragment drop
            annotate "OpenBSD 4.0" variant 2 no finscan
            annotate cpe:/o:ibm:aix fragment new
            """);
    assertThat(at(net, "10.0.0.1").finScan()).isEqualTo(FinScan.DROPPED);
    assertThat(at(net, "10.0.0.1").fragmentPolicy()).isEqualTo(FragmentPolicy.DROP);
    assertThat(at(net, "10.0.0.2").finScan()).isEqualTo(FinScan.ANSWERED);
    assertThat(at(net, "10.0.0.2").fragmentPolicy()).isEqualTo(FragmentPolicy.DROP);
    for (String untouched : new String[] {"10.0.0.3", "10.0.0.5"}) {
      assertThat(at(net, untouched).finScan()).isEqualTo(FinScan.BY_PERSONALITY);
      assertThat(at(net, untouched).fragmentPolicy()).isEqualTo(FragmentPolicy.BY_PERSONALITY);
    }
    assertThat(at(net, "10.0.0.4").fragmentPolicy()).isEqualTo(FragmentPolicy.NEW);
    assertThat(at(net, "10.0.0.4").personalityName()).isEqualTo("cpe:/o:ibm:aix");
  }

  @Test
  void ethernetAuto_asksForAVendorThatFits() {
    Loaded loaded = Configs.load("create a\nset a ethernet \"auto\"\n");
    assertThat(loaded.diagnostics()).isEmpty();
    assertThat(Objects.requireNonNull(loaded.honeynet()).templates().get("a"))
        .extracting(Template::ethernet)
        .isInstanceOfSatisfying(
            Ethernet.Fitting.class, fitting -> assertThat(fitting.ouis()).isNotEmpty());
  }

  @Test
  void line_hasItsPropertiesAndTheUsualOnes() {
    Honeynet net =
        Configs.honeynet(
            """
            route entry 10.0.0.1
            route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1
            route 10.0.0.1 add net 10.2.0.0/16 10.2.0.1 mtu 1400 drop between .5s - 1s bandwidth 2.5Mbps \
              reorder 3 duplicate 2 loss 0.5 jitter 250 us latency 0.5ms
            route 10.0.0.1 add net 10.3.0.0/16 10.3.0.1 latency 0 jitter 0
            """);
    assertThat(net.routes().stream().filter(r -> r instanceof Route.NextHop))
        .extracting(r -> ((Route.NextHop) r).line())
        .containsExactly(
            Route.Line.USUAL,
            new Route.Line(
                500_000, 250_000, 50, 200, 300, 2_500_000, 500_000_000, 1_000_000_000, 1400),
            Route.Line.PERFECT);
  }

  @Test
  void routersOfWhichNothingIsSaid_areHostsAllTheSame() {
    String routes =
        """
        create host
        bind 10.1.0.1 host
        route entry 10.0.0.1
        route 10.0.0.1 link 10.0.0.0/24
        route 10.0.0.1 add net 10.1.0.0/16 10.1.0.1
        route 10.1.0.1 link 10.1.0.0/24
        """;
    Honeynet net = Configs.honeynet(routes);
    Template router = at(net, "10.0.0.1");
    assertThat(router.name()).isEqualTo("built-in router");
    assertThat(router.icmpDefault()).isEqualTo(new Behaviour.Open());
    assertThat(router.tcpDefault()).isEqualTo(new Behaviour.Closed());
    assertThat(router.udpDefault()).isEqualTo(new Behaviour.Closed());
    assertThat(router.personality().name()).isEqualTo("generic");
    assertThat(at(net, "10.1.0.1").name()).isEqualTo("host");
    assertThat(net.templates()).containsOnlyKeys("host");
    assertThat(net.find(0, IpAddress.parse("10.0.0.2").lo())).isNull();

    Honeynet withDefault = Configs.honeynet(routes + "create default\n");
    assertThat(at(withDefault, "10.0.0.1").name()).isEqualTo("default");
    assertThat(withDefault.bindings().size()).isEqualTo(1);

    Honeynet catalogued =
        Objects.requireNonNull(
            new ConfigLoader(
                    new NamedPersonality.Catalog(List.of("cpe:/o:cisco:ios")),
                    Configs.VENDORS,
                    Configs.HOSTS)
                .load("test.conf", routes, ConfigLoader.OnError.REFUSE)
                .honeynet());
    assertThat(at(catalogued, "10.0.0.1").personality().name()).isEqualTo("cpe:/o:cisco:ios");
  }

  /// What was usual in Honeyd: routers on none of their links, gateways inside the net behind them,
  /// default routes back, hosts cut out of a range for a real machine.
  @Test
  void usualTopology_warnsOfNothing() {
    assertThat(
            Configs.complaints(
                """
                create host
                route entry 10.0.0.1
                route entry 10.128.0.1 network 10.128.0.0/9
                route 10.0.0.1 link 10.2.0.0/24
                route 10.0.0.1 add net 10.3.0.0/16 10.3.0.1 latency 8ms bandwidth 10Mbps
                route 10.3.0.1 link 10.3.0.0/24
                route 10.3.0.1 add net 10.3.1.0/24 10.3.1.1 latency 7ms loss 0.5
                route 10.3.1.1 link 10.3.1.0/24
                route 10.3.1.1 add net 0.0.0.0/0 10.3.0.1
                route 10.0.0.1 unreach 10.9.0.0/16
                route 10.128.0.1 link 10.128.0.0/24
                route 10.128.0.1 add net 10.129.0.0/16 tunnel 198.51.100.1 198.51.100.2
                route 10.128.0.1 add net 10.130.0.0/16 tunnel 198.51.100.1 198.51.100.2
                bind 10.2.0.0/24 host
                bind 10.3.0.1 host
                bind 10.3.1.1 host
                bind 10.3.1.4-10.3.1.200 host
                bind 10.3.1.150 to eth1
                bind 10.128.0.7 host
                """))
        .isEmpty();
  }

  @Test
  void manyUnreachableHosts_areOneWarning() {
    StringBuilder text = new StringBuilder("create a\nroute entry 10.0.0.1\n");
    text.append("route 10.0.0.1 link 10.0.0.0/24\n");
    for (int i = 0; i < 1000; i++) {
      text.append("bind 10.9.").append(i / 250).append('.').append(i % 250).append(" a\n");
    }
    assertThat(Configs.complaints(text.toString()))
        .containsExactly(
            "test.conf:4:6: warning: 10.9.0.0 cannot be reached: no router has a link there (and the"
                + " like of 999 more bindings)");
  }
}
