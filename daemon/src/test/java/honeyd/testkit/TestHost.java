package honeyd.testkit;

import honeyd.model.Behaviour;
import honeyd.model.Ethernet;
import honeyd.model.FragmentPolicy;
import honeyd.model.PortTable;
import honeyd.model.Template;
import honeyd.net.MacAddress;
import honeyd.personality.Personality;
import java.util.HashMap;
import java.util.Map;

/// A template made in a test: closed ports, ping answered, no MAC, unless said otherwise.
public final class TestHost {
  private Personality personality = new PlainPersonality();
  private Ethernet ethernet = new Ethernet.None();
  private Behaviour tcpDefault = new Behaviour.Closed();
  private Behaviour udpDefault = new Behaviour.Closed();
  private Behaviour icmp = new Behaviour.Open();
  private final Map<Integer, Behaviour> tcp = new HashMap<>();
  private final Map<Integer, Behaviour> udp = new HashMap<>();
  private int dropIn;
  private int dropSyn;
  private FragmentPolicy fragments = FragmentPolicy.OLD;

  public static TestHost host() {
    return new TestHost();
  }

  public TestHost personality(Personality personality) {
    this.personality = personality;
    return this;
  }

  public TestHost mac(String mac) {
    ethernet = new Ethernet.Fixed(MacAddress.parse(mac));
    return this;
  }

  public TestHost ethernet(Ethernet ethernet) {
    this.ethernet = ethernet;
    return this;
  }

  public TestHost tcp(int port, Behaviour behaviour) {
    tcp.put(port, behaviour);
    return this;
  }

  public TestHost udp(int port, Behaviour behaviour) {
    udp.put(port, behaviour);
    return this;
  }

  public TestHost tcpDefault(Behaviour behaviour) {
    tcpDefault = behaviour;
    return this;
  }

  public TestHost udpDefault(Behaviour behaviour) {
    udpDefault = behaviour;
    return this;
  }

  public TestHost icmp(Behaviour behaviour) {
    icmp = behaviour;
    return this;
  }

  /// Hundredths of a percent of incoming packets, and of SYNs, that are lost.
  public TestHost dropping(int inPermyriad, int synPermyriad) {
    dropIn = inPermyriad;
    dropSyn = synPermyriad;
    return this;
  }

  public TestHost fragments(FragmentPolicy policy) {
    fragments = policy;
    return this;
  }

  public Template template() {
    return new Template(
        "host",
        personality,
        personality.name(),
        ethernet,
        tcpDefault,
        udpDefault,
        icmp,
        PortTable.of(tcp),
        PortTable.of(udp),
        -1,
        dropIn,
        dropSyn,
        Template.DEFAULT_MAX_FDS,
        -1,
        -1,
        fragments);
  }
}
