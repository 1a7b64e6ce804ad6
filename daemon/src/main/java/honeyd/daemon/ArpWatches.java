package honeyd.daemon;

import honeyd.arpd.ArpArea;
import honeyd.arpd.ArpWatch;
import honeyd.arpd.ArpWatch.Answers;
import honeyd.arpd.WatchedAddresses;
import honeyd.base.Clock;
import honeyd.base.Counters;
import honeyd.base.KeyedHash;
import honeyd.link.Interfaces;
import honeyd.link.KernelFilter;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.stack.Vacancies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// `--arpd`: a watch on each interface that visitors come over, so that the daemon answers ARP only
/// for addresses that nobody has. Control thread.
final class ArpWatches implements AutoCloseable {
  private final Counters counters = new Counters();
  private final List<IpRange> excluded;
  private final WatchedAddresses watched = new WatchedAddresses(ArpArea.of(List.of(), List.of()));
  private final List<SideAgent<ArpWatch>> agents = new ArrayList<>();
  private final boolean isOn;
  private volatile Set<IpAddress> gateways = Set.of();
  private List<IpRange> area = List.of();

  /// @param isOn whether anything is watched at all
  /// @param excluded addresses that nobody answers for
  ArpWatches(boolean isOn, List<IpRange> excluded) {
    this.isOn = isOn;
    this.excluded = List.copyOf(excluded);
  }

  /// Opens a watch on each of these interfaces that has Ethernet.
  void open(
      Collection<String> interfaces,
      KeyedHash key,
      Clock clock,
      Announcer announcer,
      SideAgent.Setting setting)
      throws IOException {
    if (!isOn) {
      return;
    }
    for (String name : interfaces) {
      if (Interfaces.find(name).ethernet()) {
        agents.add(
            SideAgent.open(
                name,
                KernelFilter.ofSources(area),
                counters,
                setting,
                (link, idle) ->
                    new ArpWatch(
                        link,
                        clock,
                        idle,
                        watched,
                        this::isGateway,
                        Answers.ELSEWHERE,
                        link.macBits(),
                        key,
                        counters,
                        announcer::say)));
      }
    }
  }

  void start() {
    agents.forEach(SideAgent::start);
  }

  private boolean isGateway(int addressBits) {
    return gateways.contains(IpAddress.ofV4(addressBits));
  }

  /// Watches over what is answered for now.
  ///
  /// @param claimed without addresses of this machine
  /// @param leased addresses that their hosts look after themselves
  void adopt(List<IpRange> claimed, Collection<IpAddress> leased) throws IOException {
    if (!isOn) {
      return;
    }
    gateways = KernelRoutes.gateways();
    List<IpAddress> ours = new ArrayList<>(leased);
    ours.addAll(gateways);
    List<IpRange> next = OwnAddresses.without(claimed, ours);
    // An excluded address is watched and never answered for: no watch asks about it.
    watched.look(ArpArea.of(next, List.of()).excluding(excluded));
    if (!next.equals(area)) {
      area = next;
      agents.forEach(agent -> agent.agent().filter(KernelFilter.ofSources(next)));
    }
  }

  /// What hosts ask before they answer.
  Vacancies vacancies() {
    return isOn ? watched : Vacancies.ALL;
  }

  Counters counters() {
    return counters;
  }

  @Override
  public void close() {
    agents.forEach(SideAgent::close);
  }
}
