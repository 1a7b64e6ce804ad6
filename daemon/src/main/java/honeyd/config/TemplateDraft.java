package honeyd.config;

import honeyd.model.Behaviour;
import honeyd.model.Ethernet;
import honeyd.model.FinScan;
import honeyd.model.FragmentPolicy;
import honeyd.model.PortTable;
import honeyd.model.Spoof;
import honeyd.model.Subsystem;
import honeyd.model.Template;
import honeyd.net.Transport;
import honeyd.personality.PersonalityChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A template while statements still change it. One thread.
///
/// [#freeze] gives the same object until the next change, so any number of bindings share it.
final class TemplateDraft {
  /// What `annotate` said about a personality.
  record Annotation(FragmentPolicy fragmentPolicy, FinScan finScan) {
    static final Annotation NONE =
        new Annotation(FragmentPolicy.BY_PERSONALITY, FinScan.BY_PERSONALITY);
  }

  final String name;
  private @Nullable Template frozen;
  private PersonalityChoice personality;
  private @Nullable String personalityName;
  private Annotation annotation;
  private Ethernet ethernet;
  private Behaviour tcpDefault;
  private Behaviour udpDefault;
  private Behaviour icmpDefault;
  private PortTable tcp;
  private PortTable udp;
  private @Nullable SortedMap<Integer, Behaviour> tcpEdits;
  private @Nullable SortedMap<Integer, Behaviour> udpEdits;
  private long uptimeSeconds;
  private int dropInPermyriad;
  private int dropSynPermyriad;
  private int maxFds;
  private int uid;
  private int gid;
  private List<Subsystem> subsystems;
  private @Nullable Spoof spoof;

  /// A new template: TCP open, UDP closed, ICMP answered.
  TemplateDraft(String name, PersonalityChoice personality, Annotation annotation) {
    this.name = name;
    this.personality = personality;
    this.annotation = annotation;
    ethernet = new Ethernet.None();
    tcpDefault = new Behaviour.Open();
    udpDefault = new Behaviour.Closed();
    icmpDefault = new Behaviour.Open();
    tcp = PortTable.empty();
    udp = PortTable.empty();
    uptimeSeconds = -1;
    maxFds = Template.DEFAULT_MAX_FDS;
    uid = -1;
    gid = -1;
    subsystems = List.of();
  }

  /// A copy of `original` under a new name.
  TemplateDraft(String name, Template original) {
    this.name = name;
    personality = original.personality();
    personalityName = original.personalityName();
    annotation = new Annotation(original.fragmentPolicy(), original.finScan());
    ethernet = original.ethernet();
    tcpDefault = original.tcpDefault();
    udpDefault = original.udpDefault();
    icmpDefault = original.icmpDefault();
    tcp = original.tcp();
    udp = original.udp();
    uptimeSeconds = original.uptimeSeconds();
    dropInPermyriad = original.dropInPermyriad();
    dropSynPermyriad = original.dropSynPermyriad();
    maxFds = original.maxFds();
    uid = original.uid();
    gid = original.gid();
    subsystems = original.subsystems();
    spoof = original.spoof();
  }

  PersonalityChoice personality() {
    return personality;
  }

  Template freeze() {
    Template template = frozen;
    if (template == null) {
      tcp = tcpEdits == null ? tcp : PortTable.of(tcpEdits);
      udp = udpEdits == null ? udp : PortTable.of(udpEdits);
      tcpEdits = null;
      udpEdits = null;
      template =
          new Template(
              name,
              personality,
              personalityName,
              ethernet,
              tcpDefault,
              udpDefault,
              icmpDefault,
              tcp,
              udp,
              uptimeSeconds,
              dropInPermyriad,
              dropSynPermyriad,
              maxFds,
              uid,
              gid,
              annotation.fragmentPolicy(),
              annotation.finScan(),
              subsystems,
              spoof);
      frozen = template;
    }
    return template;
  }

  /// The named ports of a protocol, to be changed.
  SortedMap<Integer, Behaviour> ports(Transport transport) {
    frozen = null;
    if (transport == Transport.TCP) {
      SortedMap<Integer, Behaviour> edits = tcpEdits == null ? tcp.asMap() : tcpEdits;
      tcpEdits = edits;
      return edits;
    }
    SortedMap<Integer, Behaviour> edits = udpEdits == null ? udp.asMap() : udpEdits;
    udpEdits = edits;
    return edits;
  }

  void setDefault(Transport protocol, Behaviour action) {
    frozen = null;
    switch (protocol) {
      case TCP -> tcpDefault = action;
      case UDP -> udpDefault = action;
      case ICMP -> icmpDefault = action;
    }
  }

  void setPersonality(PersonalityChoice value, String writtenName, Annotation itsAnnotation) {
    frozen = null;
    personality = value;
    personalityName = writtenName;
    annotation = itsAnnotation;
  }

  void setEthernet(Ethernet value) {
    frozen = null;
    ethernet = value;
  }

  void setUptime(long seconds) {
    frozen = null;
    uptimeSeconds = seconds;
  }

  void setDropIn(int permyriad) {
    frozen = null;
    dropInPermyriad = permyriad;
  }

  void setDropSyn(int permyriad) {
    frozen = null;
    dropSynPermyriad = permyriad;
  }

  void setMaxFds(int files) {
    frozen = null;
    maxFds = files;
  }

  void setUser(int newUid, int newGid) {
    frozen = null;
    uid = newUid;
    gid = newGid;
  }

  void setSpoof(Spoof value) {
    frozen = null;
    spoof = value;
  }

  void addSubsystem(Subsystem subsystem) {
    frozen = null;
    List<Subsystem> longer = new ArrayList<>(subsystems);
    longer.add(subsystem);
    subsystems = List.copyOf(longer);
  }
}
