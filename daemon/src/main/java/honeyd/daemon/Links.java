package honeyd.daemon;

import honeyd.base.Counters;
import honeyd.base.SystemClock;
import honeyd.event.Event.Severity;
import honeyd.link.CapturingLink;
import honeyd.link.Interfaces;
import honeyd.link.KernelFilter;
import honeyd.link.Link;
import honeyd.link.LinkEvents;
import honeyd.link.PcapWriter;
import honeyd.link.RingLink;
import honeyd.link.Shard;
import honeyd.link.TracingLink;
import honeyd.link.TunDevice;
import honeyd.link.TunLink;
import honeyd.model.Extras;
import honeyd.model.Honeynet;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import honeyd.stack.OutsideRoute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The links of one daemon, opened from its options, and the networks it answers for.
///
/// With several workers each has a link of its own to every interface, which takes the frames of
/// its share of the hosts; what is said about an interface is said by the first worker's link.
final class Links implements AutoCloseable {
  /// What the machine's own packets into a TUN device come from: a documentation address (RFC
  /// 5737), so that it is nobody's.
  static final IpAddress TUN_ADDRESS = IpAddress.parse("192.0.2.1");

  private static final int MAX_SHOWN = 8;

  private final List<List<Link>> ofWorkers;
  private final @Nullable TunDevice tun;
  private final Map<String, String> closed;
  private final List<IpRange> named;
  private final Announcer announcer;
  private List<IpRange> claimed;
  private List<IpAddress> own;
  private Set<String> withMachines;

  private Links(
      List<List<Link>> ofWorkers,
      @Nullable TunDevice tun,
      Map<String, String> closed,
      List<IpRange> named,
      Announcer announcer,
      List<IpRange> claimed,
      List<IpAddress> own,
      Set<String> withMachines) {
    this.ofWorkers = ofWorkers;
    this.tun = tun;
    this.closed = closed;
    this.named = named;
    this.announcer = announcer;
    this.claimed = claimed;
    this.own = own;
    this.withMachines = withMachines;
  }

  /// Opens what the options name and what real machines are behind.
  ///
  /// @param counters one for each worker that is wanted; fewer workers get links where an interface
  ///   has frames that cannot be divided among several
  /// @throws StartException with what to do; nothing stays open
  static Links open(
      HoneydOptions options, Honeynet honeynet, List<Counters> counters, Announcer announcer)
      throws StartException {
    List<List<Link>> open = new ArrayList<>();
    try {
      List<IpAddress> own = OwnAddresses.now();
      List<IpRange> claimed =
          OwnAddresses.without(ClaimedNetworks.of(options.nets, honeynet, List.of()), own);
      Set<String> withMachines = InsideInterfaces.verified(honeynet, announcer);
      Set<String> outside = new LinkedHashSet<>(options.interfaces);
      if (outside.isEmpty() && options.tun == null) {
        outside.add(defaultInterface(withMachines));
      }
      honeynet.extras().dhcp().forEach(host -> outside.add(host.interfaceName()));
      Set<String> closed = new LinkedHashSet<>(withMachines);
      closed.addAll(TunnelEnds.interfaces(honeynet, announcer));
      closed.removeAll(outside);
      int workers = workers(options, honeynet, outside, counters.size(), announcer);
      for (int i = 0; i < workers; i++) {
        open.add(new ArrayList<>());
      }
      TunDevice tun = options.tun == null ? null : tun(options.tun, claimed);
      if (tun != null) {
        open.getFirst().add(tunLink(tun, counters.getFirst()));
      }
      Filters filters = new Filters(claimed, withMachines, closed, workers);
      for (String name : outside) {
        for (int i = 0; i < workers; i++) {
          LinkEvents events = i == 0 ? new Announced(announcer) : LinkEvents.NONE;
          open.get(i).add(RingLink.open(name, filters.of(name, i), counters.get(i), events));
        }
      }
      for (String name : closed) {
        LinkEvents events = new Announced(announcer);
        open.getFirst().add(RingLink.open(name, filters.of(name, 0), counters.getFirst(), events));
      }
      decorate(open, options);
      return new Links(
          open.stream().map(List::copyOf).toList(),
          tun,
          closedFilters(closed, withMachines),
          List.copyOf(options.nets),
          announcer,
          claimed,
          own,
          withMachines);
    } catch (IOException e) {
      close(open);
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  /// How many workers there can be, at most `wanted`; says why where the user wanted more.
  private static int workers(
      HoneydOptions options,
      Honeynet honeynet,
      Set<String> outside,
      int wanted,
      Announcer announcer)
      throws IOException {
    String why = "";
    if (!divisible(options, outside)) {
      why = "hosts behind a device without Ethernet headers stay together";
    } else if (!honeynet.extras().realHosts().isEmpty()) {
      why = "real machines in the virtual network keep all hosts together";
    } else if (!TunnelEnds.tunnels(honeynet).isEmpty()) {
      why = "tunnels keep all hosts together";
    }
    if (why.isEmpty()) {
      return wanted;
    }
    if (wanted > 1 && options.workers.isFixed()) {
      announcer.say(Severity.WARNING, "one worker instead of " + wanted + ": " + why);
    }
    return 1;
  }

  /// Whether the frames of all links can be divided by the host they are for: the filter that does
  /// it reads Ethernet headers, and a host reached over two links must meet one worker on both.
  private static boolean divisible(HoneydOptions options, Set<String> interfaces)
      throws IOException {
    if (options.tun != null) {
      return false;
    }
    for (String name : interfaces) {
      if (!Interfaces.find(name).ethernet()) {
        return false;
      }
    }
    return true;
  }

  /// Wraps the links in what `--capture` and `--trace` ask for.
  private static void decorate(List<List<Link>> open, HoneydOptions options) throws IOException {
    int number = 0;
    for (List<Link> links : open) {
      for (int i = 0; i < links.size(); i++) {
        Link link = links.get(i);
        if (options.capture != null) {
          Path file = numbered(options.capture, number++);
          PcapWriter writer = PcapWriter.create(file, link.framing());
          link = new CapturingLink(link, writer, new SystemClock());
        }
        if (options.trace) {
          link = new TracingLink(link, System.err::println);
        }
        links.set(i, link);
      }
    }
  }

  /// One file per link and worker: `x.pcap`, `x.pcap.1` …, as a capture file has one kind of frame
  /// and one writer.
  private static Path numbered(Path file, int index) {
    return index == 0 ? file : file.resolveSibling(file.getFileName() + "." + index);
  }

  private static TunDevice tun(String name, List<IpRange> claimed) throws IOException {
    TunDevice device = TunDevice.create(name);
    try {
      device.address(TUN_ADDRESS);
      for (IpRange prefix : ClaimedNetworks.prefixes(claimed)) {
        device.route(prefix);
      }
      return device;
    } catch (IOException e) {
      device.close();
      throw e;
    }
  }

  private static Link tunLink(TunDevice device, Counters counters) throws IOException {
    try {
      return new TunLink(device, counters);
    } catch (IOException e) {
      device.close();
      throw e;
    }
  }

  /// What the kernel is to let through on each link, at one time.
  ///
  /// @param withMachines interfaces behind which real machines are, which talk to whom they like
  /// @param closed interfaces without visitors
  private record Filters(
      List<IpRange> claimed, Set<String> withMachines, Set<String> closed, int workers) {
    KernelFilter of(String link, int worker) {
      List<IpRange> taken = closed.contains(link) ? List.of() : claimed;
      return KernelFilter.of(
          withMachines.contains(link) ? List.of(ClaimedNetworks.EVERYTHING) : taken,
          new Shard(worker, workers));
    }
  }

  /// Answers for what another honeynet has, and no more for what it has not.
  ///
  /// @param leased addresses that are answered for in any case
  /// @return for each worker the filters of its links, which it has to put in place; empty ones
  ///   when all can stay
  /// @throws IOException when this machine's routes or addresses cannot be read or changed
  List<List<KernelFilter>> adopt(Honeynet honeynet, Collection<IpAddress> leased)
      throws IOException {
    announceMissing(honeynet);
    own = OwnAddresses.now();
    List<IpRange> before = claimed;
    claimed = OwnAddresses.without(ClaimedNetworks.of(named, honeynet, leased), own);
    Set<String> machinesBefore = withMachines;
    withMachines = InsideInterfaces.of(honeynet).keySet();
    if (claimed.equals(before) && withMachines.equals(machinesBefore)) {
      return ofWorkers.stream().map(_ -> List.<KernelFilter>of()).toList();
    }
    if (tun != null) {
      reroute(tun, before);
    }
    Filters filters = new Filters(claimed, withMachines, closed.keySet(), ofWorkers.size());
    List<List<KernelFilter>> out = new ArrayList<>();
    for (int i = 0; i < ofWorkers.size(); i++) {
      int worker = i;
      out.add(ofWorkers.get(i).stream().map(link -> filters.of(link.name(), worker)).toList());
    }
    return out;
  }

  /// Leads into the device what is claimed now, and nothing else.
  private void reroute(TunDevice device, List<IpRange> before) throws IOException {
    Set<IpRange> there = new LinkedHashSet<>(ClaimedNetworks.prefixes(before));
    Set<IpRange> wanted = new LinkedHashSet<>(ClaimedNetworks.prefixes(claimed));
    for (IpRange prefix : wanted) {
      if (!there.contains(prefix)) {
        device.route(prefix);
      }
    }
    for (IpRange prefix : there) {
      if (!wanted.contains(prefix)) {
        device.unroute(prefix);
      }
    }
  }

  static String defaultInterface(Set<String> withMachines) throws IOException, StartException {
    for (String name : Interfaces.names()) {
      Interfaces.Interface candidate = Interfaces.find(name);
      if (candidate.ethernet()
          && candidate.up()
          && !name.equals("lo")
          && !withMachines.contains(name)) {
        return name;
      }
    }
    throw new StartException("no interface is up; name one with -i");
  }

  /// Logs what is listened on, in Honeyd's words.
  void announce() {
    for (Link link : ofWorkers.getFirst()) {
      String filter = closed.getOrDefault(link.name(), filterText());
      announcer.say(
          Severity.INFO,
          link.framing() == Link.Framing.ETHERNET
              ? "listening promiscuously on " + link.name() + ": " + filter
              : "listening on " + link.name() + ": " + filter);
    }
  }

  /// Says what of another honeynet the links opened at start cannot serve.
  private void announceMissing(Honeynet honeynet) throws IOException {
    IpRange unnamed =
        named.isEmpty()
            ? null
            : ClaimedNetworks.firstOutside(
                honeynet.bindings().entries().stream()
                    .map(RangeMap.Entry::range)
                    .filter(range -> range.first().isV4())
                    .toList(),
                ClaimedNetworks.of(named, honeynet, List.of()));
    if (unnamed != null) {
      announcer.say(
          Severity.WARNING,
          unnamed
              + " is bound but lies outside of the networks named on the command line, so it is not"
              + " answered for");
    }
    Set<String> open = new LinkedHashSet<>();
    ofWorkers.getFirst().forEach(link -> open.add(link.name()));
    InsideInterfaces.of(honeynet)
        .forEach((name, statement) -> {
          if (!open.contains(name)) {
            restart("`" + statement + "`: " + name + " was not opened at the start");
          }
        });
    for (Extras.DhcpHost host : honeynet.extras().dhcp()) {
      if (!open.contains(host.interfaceName())) {
        restart(
            "a host is to lease on " + host.interfaceName() + ", which was not opened at start");
      }
    }
    for (String name : TunnelEnds.interfaces(honeynet, announcer)) {
      if (!open.contains(name)) {
        restart("a tunnel leads over " + name + ", which was not opened at the start");
      }
    }
    boolean together =
        !honeynet.extras().realHosts().isEmpty() || !TunnelEnds.tunnels(honeynet).isEmpty();
    if (together && ofWorkers.size() > 1) {
      restart("real machines and tunnels need all hosts with one worker");
    }
  }

  /// What is said of links without visitors.
  private static Map<String, String> closedFilters(Set<String> names, Set<String> withMachines) {
    Map<String, String> out = new LinkedHashMap<>();
    for (String name : names) {
      out.put(name, withMachines.contains(name) ? "(arp or ip)" : "(arp or ip proto 47)");
    }
    return out;
  }

  private void restart(String what) {
    announcer.say(Severity.WARNING, what + "; a restart is needed");
  }

  private String filterText() {
    StringBuilder out = new StringBuilder("(arp or ip proto 47 or (udp and src port 67) or (ip");
    if (!claimed.equals(List.of(ClaimedNetworks.EVERYTHING))) {
      out.append(" and dst");
      String between = " ";
      for (IpRange range : claimed.subList(0, Math.min(claimed.size(), MAX_SHOWN))) {
        out.append(between).append(range);
        between = " or ";
      }
      if (claimed.size() > MAX_SHOWN) {
        out.append(" or ").append(claimed.size() - MAX_SHOWN).append(" more");
      }
    }
    return out.append("))").toString();
  }

  /// The links of each worker, as many lists as there are to be workers.
  List<List<Link>> ofWorkers() {
    return ofWorkers;
  }

  List<IpRange> claimed() {
    return claimed;
  }

  /// How this machine reaches others now: as its kernel does, and itself through its TUN device,
  /// where there is one.
  List<OutsideRoute> outsideRoutes() throws IOException {
    List<OutsideRoute> out = new ArrayList<>(KernelRoutes.now());
    for (Link link : ofWorkers.getFirst()) {
      if (link.framing() == Link.Framing.IP) {
        for (IpAddress address : own) {
          out.add(new OutsideRoute(link.name(), IpRange.of(address), null));
        }
        out.add(new OutsideRoute(link.name(), IpRange.of(TUN_ADDRESS), null));
      }
    }
    return out;
  }

  /// Names of the links over which visitors come.
  List<String> outside() {
    List<String> out = new ArrayList<>();
    for (Link link : ofWorkers.getFirst()) {
      if (link.framing() == Link.Framing.ETHERNET && !closed.containsKey(link.name())) {
        out.add(link.name());
      }
    }
    return out;
  }

  /// Names of the links on which there are no visitors.
  Set<String> closed() {
    return closed.keySet();
  }

  /// Closes all links; only for a start that failed, as a worker closes its own.
  @Override
  public void close() {
    close(ofWorkers);
  }

  private static void close(List<? extends List<Link>> links) {
    links.forEach(each -> each.forEach(Link::close));
  }

  /// Interfaces that come and go become log lines.
  private record Announced(Announcer announcer) implements LinkEvents {
    @Override
    public void onDown(String interfaceName) {
      announcer.say(Severity.WARNING, "interface " + interfaceName + " is down; waiting for it");
    }

    @Override
    public void onUp(String interfaceName) {
      announcer.say(Severity.NOTICE, "interface " + interfaceName + " is up again");
    }
  }
}
