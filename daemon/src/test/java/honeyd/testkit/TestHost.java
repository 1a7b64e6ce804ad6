package honeyd.testkit;

import honeyd.model.Behaviour;
import honeyd.model.Ethernet;
import honeyd.model.FinScan;
import honeyd.model.FragmentPolicy;
import honeyd.model.PortTable;
import honeyd.model.Template;
import honeyd.net.MacAddress;
import honeyd.personality.PersonalityChoice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A template made in a test: closed ports, ping answered, no MAC, unless said otherwise.
public final class TestHost {
  private PersonalityChoice personality = new PlainPersonality();
  private Ethernet ethernet = new Ethernet.None();
  private Behaviour tcpDefault = new Behaviour.Closed();
  private Behaviour udpDefault = new Behaviour.Closed();
  private Behaviour icmp = new Behaviour.Open();
  private final Map<Integer, Behaviour> tcp = new HashMap<>();
  private final Map<Integer, Behaviour> udp = new HashMap<>();
  private int dropIn;
  private int dropSyn;
  private FragmentPolicy fragments = FragmentPolicy.OLD;
  private FinScan finScan = FinScan.BY_PERSONALITY;
  private long uptimeSeconds = -1;

  public static TestHost host() {
    return new TestHost();
  }

  public TestHost personality(PersonalityChoice personality) {
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

  public TestHost finScan(FinScan annotated) {
    finScan = annotated;
    return this;
  }

  public TestHost uptime(long seconds) {
    uptimeSeconds = seconds;
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
        uptimeSeconds,
        dropIn,
        dropSyn,
        Template.DEFAULT_MAX_FDS,
        -1,
        -1,
        fragments,
        finScan,
        List.of(),
        null);
  }
}
