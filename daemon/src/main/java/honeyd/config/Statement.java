package honeyd.config;

import honeyd.model.Behaviour;
import honeyd.model.FragmentPolicy;
import honeyd.net.IpRange;
import honeyd.net.PortSet;
import honeyd.net.Transport;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a configuration, as written: the tree between text and [honeyd.model.Honeynet].
///
/// A `template` is a name, or an address in its usual form. Immutable.
public sealed interface Statement {
  /// Where the statement begins.
  Origin origin();

  /// `create NAME`.
  record Create(Origin origin, String template) implements Statement {}

  /// `dynamic NAME`.
  record Dynamic(Origin origin, String template) implements Statement {}

  /// `clone NEW TMPL`.
  record Clone(Origin origin, String template, String original) implements Statement {}

  /// `delete TMPL`.
  record Delete(Origin origin, String template) implements Statement {}

  /// `delete TMPL tcp|udp port N`.
  record DeletePort(Origin origin, String template, Transport transport, PortSet ports)
      implements Statement {}

  /// `add TMPL tcp|udp port N ACTION`, and the same with `set`.
  record AddPort(
      Origin origin, String template, Transport transport, PortSet ports, Behaviour action)
      implements Statement {}

  /// `add TMPL subsystem "CMD" [shared] [restart]`.
  record AddSubsystem(
      Origin origin, String template, String command, boolean shared, boolean restart)
      implements Statement {}

  /// `add DYN use TMPL if CONDITION`, and `add DYN otherwise use TMPL`.
  record AddMember(Origin origin, String template, String member, When condition)
      implements Statement {}

  /// `broadcast TMPL srcport N dstport N time SECS ACTION`.
  record Broadcast(
      Origin origin, String template, int srcPort, int dstPort, long everySeconds, Behaviour action)
      implements Statement {}

  /// `bind HOSTS TMPL`.
  record Bind(Origin origin, Hosts hosts, String template) implements Statement {}

  /// `bind CONDITION HOSTS TMPL`.
  record BindIf(Origin origin, When condition, Hosts hosts, String template) implements Statement {}

  /// `bind IP to IFACE`.
  record BindInterface(Origin origin, Hosts hosts, String interfaceName) implements Statement {}

  /// `dhcp TMPL on IFACE [ethernet "…"]`.
  record Dhcp(Origin origin, String template, String interfaceName, @Nullable String ethernet)
      implements Statement {}

  /// `set TMPL default tcp|udp|icmp action ACTION`.
  record SetDefault(Origin origin, String template, Transport protocol, Behaviour action)
      implements Statement {}

  /// `set TMPL personality "NAME" [variant N]`; `variant` is 0 when not given.
  record SetPersonality(Origin origin, String template, String name, int variant)
      implements Statement {}

  /// `set TMPL personality random`.
  record SetRandomPersonality(Origin origin, String template) implements Statement {}

  /// `set TMPL ethernet "VENDOR or MAC"`.
  record SetEthernet(Origin origin, String template, String address) implements Statement {}

  /// `set TMPL uptime SECS`.
  record SetUptime(Origin origin, String template, long seconds) implements Statement {}

  /// `set TMPL droprate in PCT`.
  record SetDropIn(Origin origin, String template, BigDecimal percent) implements Statement {}

  /// `set TMPL droprate syn PCT`.
  record SetDropSyn(Origin origin, String template, BigDecimal percent) implements Statement {}

  /// `set TMPL maxfds N`.
  record SetMaxFds(Origin origin, String template, int files) implements Statement {}

  /// `set TMPL uid N [gid N]`; `gid` is -1 when not given.
  record SetUser(Origin origin, String template, int uid, int gid) implements Statement {}

  /// `set TMPL spoof [from IP] [to IP]`.
  record SetSpoof(Origin origin, String template, @Nullable Hosts from, @Nullable Hosts to)
      implements Statement {}

  /// `annotate "PERSONALITY" [variant N] [no] finscan`.
  record AnnotateFinScan(Origin origin, String personality, int variant, boolean dropped)
      implements Statement {}

  /// `annotate "PERSONALITY" [variant N] fragment drop|old|new`.
  record AnnotateFragment(Origin origin, String personality, int variant, FragmentPolicy policy)
      implements Statement {}

  /// `route entry IP [network NET]`.
  record RouteEntry(Origin origin, Hosts router, @Nullable IpRange network) implements Statement {}

  /// `route IP link NET`.
  record RouteLink(Origin origin, Hosts router, IpRange network) implements Statement {}

  /// `route IP unreach NET`.
  record RouteUnreach(Origin origin, Hosts router, IpRange network) implements Statement {}

  /// `route IP add net NET GW [latency …] [loss …] …`: each kind of property at most once.
  record RouteNet(
      Origin origin, Hosts router, IpRange network, Hosts gateway, List<LineProperty> properties)
      implements Statement {}

  /// `route IP add net NET tunnel SRC DST [no checksum]`.
  record RouteTunnel(
      Origin origin,
      Hosts router,
      IpRange network,
      Hosts source,
      Hosts destination,
      boolean checksum)
      implements Statement {}

  /// `option PLUGIN NAME VALUE`.
  record Option(Origin origin, String plugin, String name, String value) implements Statement {}

  /// `include FILE`.
  record Include(Origin origin, String file) implements Statement {}

  /// `list template|subsystem [GLOB]`.
  record ListThings(Origin origin, Listed what, @Nullable String glob) implements Statement {}

  /// `debug fd|trace N`.
  record Debug(Origin origin, Debugged what, long value) implements Statement {}

  /// `randomipv6 PROBABILITY TMPL LIMIT`.
  record RandomIpv6(Origin origin, BigDecimal probability, String template, long limit)
      implements Statement {}

  /// `randomexclude HOSTS`.
  record RandomExclude(Origin origin, Hosts hosts) implements Statement {}

  /// What `list` shows.
  enum Listed {
    TEMPLATE,
    SUBSYSTEM
  }

  /// What `debug` turns on.
  enum Debugged {
    FD,
    TRACE
  }

  /// A property of the line between two routers. Times are in nanoseconds.
  sealed interface LineProperty {
    /// `latency TIME`.
    record Latency(long ns) implements LineProperty {}

    /// `jitter TIME`.
    record Jitter(long ns) implements LineProperty {}

    /// `loss PCT`.
    record Loss(BigDecimal percent) implements LineProperty {}

    /// `duplicate PCT`.
    record Duplicate(BigDecimal percent) implements LineProperty {}

    /// `reorder PCT`.
    record Reorder(BigDecimal percent) implements LineProperty {}

    /// `bandwidth N[Kbps|Mbps|Gbps]`.
    record Bandwidth(long bitsPerSecond) implements LineProperty {}

    /// `drop between TIME - TIME`.
    record DropBetween(long fromNs, long toNs) implements LineProperty {}

    /// `mtu N`.
    record Mtu(int bytes) implements LineProperty {}
  }
}
