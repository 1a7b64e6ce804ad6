package honeyd.model;

import honeyd.personality.PersonalityChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A kind of host: how it looks and what it answers. Immutable; many addresses share one.
///
/// A statement that changes a bound address (`set 10.0.0.1 uptime …`) makes that address a template
/// of its own, as in Honeyd.
///
/// @param name as in the configuration
/// @param personality how packets are built, for all hosts or for each; the built-in default when
///   none was set
/// @param personalityName as written in the configuration, or null when none was set
/// @param ethernet hardware address
/// @param tcpDefault for TCP ports that `tcp` does not name
/// @param udpDefault for UDP ports that `udp` does not name
/// @param icmpDefault [Behaviour.Filtered] or [Behaviour.Closed] are both silent
/// @param tcp named TCP ports
/// @param udp named UDP ports
/// @param uptimeSeconds as set, or -1
/// @param dropInPermyriad hundredths of a percent of incoming packets lost
/// @param dropSynPermyriad hundredths of a percent of SYNs lost
/// @param maxFds limit of open files for scripts
/// @param uid user for scripts, or -1
/// @param gid group for scripts, or -1
/// @param fragmentPolicy what happens with overlapping fragments
/// @param finScan what an open port does with a FIN that belongs to no connection
/// @param subsystems real programs that run on the host's address
/// @param spoof rewriting of the addresses in answers, or null for none
public record Template(
    String name,
    PersonalityChoice personality,
    @Nullable String personalityName,
    Ethernet ethernet,
    Behaviour tcpDefault,
    Behaviour udpDefault,
    Behaviour icmpDefault,
    PortTable tcp,
    PortTable udp,
    long uptimeSeconds,
    int dropInPermyriad,
    int dropSynPermyriad,
    int maxFds,
    int uid,
    int gid,
    FragmentPolicy fragmentPolicy,
    FinScan finScan,
    List<Subsystem> subsystems,
    @Nullable Spoof spoof) {

  /// Default of `maxfds`.
  public static final int DEFAULT_MAX_FDS = 30;

  public Template {
    subsystems = List.copyOf(subsystems);
    ethernet = ethernet.fittedTo(personality);
  }

  /// A template without subsystems and spoofed addresses, that leaves stray FINs to the
  /// personality.
  public Template(
      String name,
      PersonalityChoice personality,
      @Nullable String personalityName,
      Ethernet ethernet,
      Behaviour tcpDefault,
      Behaviour udpDefault,
      Behaviour icmpDefault,
      PortTable tcp,
      PortTable udp,
      long uptimeSeconds,
      int dropInPermyriad,
      int dropSynPermyriad,
      int maxFds,
      int uid,
      int gid,
      FragmentPolicy fragmentPolicy) {
    this(
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
        fragmentPolicy,
        FinScan.BY_PERSONALITY,
        List.of(),
        null);
  }

  /// The same with other TCP ports named.
  public Template withTcp(PortTable ports) {
    return new Template(
        name,
        personality,
        personalityName,
        ethernet,
        tcpDefault,
        udpDefault,
        icmpDefault,
        ports,
        udp,
        uptimeSeconds,
        dropInPermyriad,
        dropSynPermyriad,
        maxFds,
        uid,
        gid,
        fragmentPolicy,
        finScan,
        subsystems,
        spoof);
  }

  /// What stands behind a TCP port.
  public Behaviour tcp(int port) {
    Behaviour named = tcp.find(port);
    return named != null ? named : tcpDefault;
  }

  /// What stands behind a UDP port.
  public Behaviour udp(int port) {
    Behaviour named = udp.find(port);
    return named != null ? named : udpDefault;
  }
}
