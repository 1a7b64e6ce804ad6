package honeyd.dhcp;

import honeyd.base.KeyedHash;
import honeyd.model.Behaviour;
import honeyd.model.Ethernet;
import honeyd.model.Extras.DhcpHost;
import honeyd.model.Honeynet;
import honeyd.model.HostMac;
import honeyd.model.PortTable;
import honeyd.model.Template;
import honeyd.net.MacAddress;
import honeyd.personality.Personality;
import honeyd.wire.DhcpView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// One host of a `dhcp` statement: what makes it up before it has an address. Immutable.
///
/// Where the template leaves a choice (a vendor's prefix, a random personality), the choice is
/// drawn from the statement's place among those with its template and interface, not from an
/// address: so the host is the same under each address, after a reload and after a restart.
///
/// @param template what answers at the host's address: the statement's, with this one MAC and
///   personality, and with its UDP port 68 silent, as somebody listens there
/// @param interfaceName where it lives
/// @param macBits its MAC in the low 48 bits, by which it is told from others on the interface
/// @param kind how its system speaks DHCP
/// @param hostName what it calls itself, empty for nothing
public record LeasedHost(
    Template template, String interfaceName, long macBits, ClientKind kind, String hostName) {
  private static final long PURPOSE_HOST = 0x4c65_6173_6564L;

  /// The hosts that a honeynet's `dhcp` statements ask for, in their order.
  public static List<LeasedHost> of(Honeynet honeynet, KeyedHash hash) {
    Map<String, Integer> seen = new HashMap<>();
    List<LeasedHost> out = new ArrayList<>();
    for (DhcpHost each : honeynet.extras().dhcp()) {
      String name = each.template().name() + "\n" + each.interfaceName();
      int place = seen.merge(name, 1, Integer::sum);
      out.add(of(each, keyOf(hash, name, place)));
    }
    return List.copyOf(out);
  }

  private static LeasedHost of(DhcpHost host, long key) {
    Template template = host.template();
    Personality personality = template.personality().forHost(key);
    long mac = HostMac.of(template.ethernet(), personality, key);
    ClientKind kind = ClientKind.of(personality.traits());
    return new LeasedHost(
        listening(template, personality, mac),
        host.interfaceName(),
        mac,
        kind,
        kind.hostName(mac, key));
  }

  private static long keyOf(KeyedHash hash, String name, int place) {
    long key = place;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      key = hash.apply(key, b, PURPOSE_HOST);
    }
    return key;
  }

  private static Template listening(Template t, Personality personality, long mac) {
    PortTable udp = t.udp();
    if (udp.find(DhcpView.CLIENT_PORT) == null) {
      SortedMap<Integer, Behaviour> ports = udp.asMap();
      ports.put(DhcpView.CLIENT_PORT, new Behaviour.Filtered());
      udp = PortTable.of(ports);
    }
    return new Template(
        t.name(),
        personality,
        t.personalityName(),
        new Ethernet.Fixed(new MacAddress(mac)),
        t.tcpDefault(),
        t.udpDefault(),
        t.icmpDefault(),
        t.tcp(),
        udp,
        t.uptimeSeconds(),
        t.dropInPermyriad(),
        t.dropSynPermyriad(),
        t.maxFds(),
        t.uid(),
        t.gid(),
        t.fragmentPolicy(),
        t.finScan(),
        t.subsystems(),
        t.spoof());
  }

  /// Whether this is the same host after a reload: only what answers at its address may be another.
  public boolean isSameAs(LeasedHost other) {
    return macBits == other.macBits
        && interfaceName.equals(other.interfaceName)
        && kind == other.kind
        && hostName.equals(other.hostName);
  }

  /// For messages: the MAC and the interface.
  @Override
  public String toString() {
    return new MacAddress(macBits) + " on " + interfaceName;
  }
}
