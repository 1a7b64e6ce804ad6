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
import honeyd.model.Honeynet;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.net.RangeMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The links of one daemon, opened from its options, and the networks it answers for.
///
/// With several workers each has a link of its own to every interface, which takes the frames of
/// its share of the hosts; what is said about an interface is said by the first worker's link.
final class Links implements AutoCloseable {
  /// What the machine's own packets into a TUN device come from: a documentation address (RFC
  /// 5737), so that it is nobody's.
  static final IpAddress TUN_ADDRESS = IpAddress.parse("192.0.2.1");

  private static final IpRange EVERYTHING = IpRange.parse("0.0.0.0/0");
  private static final int MAX_SHOWN = 8;

  private final List<List<Link>> ofWorkers;
  private final List<IpRange> claimed;
  private final Announcer announcer;

  private Links(List<List<Link>> ofWorkers, List<IpRange> claimed, Announcer announcer) {
    this.ofWorkers = ofWorkers;
    this.claimed = claimed;
    this.announcer = announcer;
  }

  /// Opens what the options name.
  ///
  /// @param counters one for each worker that is wanted; fewer workers get links where an interface
  ///   has frames that cannot be divided among several
  /// @throws StartException with what to do; nothing stays open
  static Links open(
      HoneydOptions options, Honeynet honeynet, List<Counters> counters, Announcer announcer)
      throws StartException {
    List<List<Link>> open = new ArrayList<>();
    try {
      List<IpRange> claimed = claimed(options, honeynet);
      List<String> interfaces = options.interfaces;
      if (interfaces.isEmpty() && options.tun == null) {
        interfaces = List.of(defaultInterface());
      }
      int workers = divisible(options, interfaces) ? counters.size() : 1;
      if (workers < counters.size() && options.workers.isFixed()) {
        announcer.say(
            Severity.WARNING,
            "one worker instead of "
                + counters.size()
                + ": hosts behind a device without Ethernet headers stay together");
      }
      for (int i = 0; i < workers; i++) {
        open.add(new ArrayList<>());
      }
      if (options.tun != null) {
        open.getFirst().add(tun(options.tun, claimed, counters.getFirst()));
      }
      for (String name : interfaces) {
        for (int i = 0; i < workers; i++) {
          LinkEvents events = i == 0 ? new Announced(announcer) : LinkEvents.NONE;
          KernelFilter filter = KernelFilter.of(claimed, new Shard(i, workers));
          open.get(i).add(RingLink.open(name, filter, counters.get(i), events));
        }
      }
      decorate(open, options);
      return new Links(open.stream().map(List::copyOf).toList(), claimed, announcer);
    } catch (IOException e) {
      close(open);
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  /// Whether the frames of all links can be divided by the host they are for: the filter that does
  /// it reads Ethernet headers, and a host reached over two links must meet one worker on both.
  private static boolean divisible(HoneydOptions options, List<String> interfaces)
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

  /// What is to be answered for, without the machine's own addresses.
  private static List<IpRange> claimed(HoneydOptions options, Honeynet honeynet)
      throws IOException {
    return OwnAddresses.without(wanted(options, honeynet), OwnAddresses.now());
  }

  /// What was named; or every address when there is a default template, else every bound one.
  static List<IpRange> wanted(HoneydOptions options, Honeynet honeynet) {
    List<IpRange> ranges = options.nets;
    if (ranges.isEmpty() && honeynet.defaultTemplate() != null) {
      ranges = List.of(EVERYTHING);
    } else if (ranges.isEmpty()) {
      ranges = new ArrayList<>();
      for (RangeMap.Entry<?> entry : honeynet.bindings().entries()) {
        ranges.add(entry.range());
      }
      for (IpAddress router : honeynet.entryRouters()) {
        ranges.add(IpRange.of(router));
      }
    }
    return ranges;
  }

  private static Link tun(String name, List<IpRange> claimed, Counters counters)
      throws IOException {
    TunDevice device = TunDevice.create(name);
    try {
      device.address(TUN_ADDRESS);
      for (IpRange range : claimed) {
        device.route(range);
      }
      return new TunLink(device, counters);
    } catch (IOException e) {
      device.close();
      throw e;
    }
  }

  private static String defaultInterface() throws IOException, StartException {
    for (String name : Interfaces.names()) {
      Interfaces.Interface candidate = Interfaces.find(name);
      if (candidate.ethernet() && candidate.up() && !name.equals("lo")) {
        return name;
      }
    }
    throw new StartException("no interface is up; name one with -i");
  }

  /// Logs what is listened on, in Honeyd's words.
  void announce() {
    for (Link link : ofWorkers.getFirst()) {
      announcer.say(
          Severity.INFO,
          link.framing() == Link.Framing.ETHERNET
              ? "listening promiscuously on " + link.name() + ": " + filterText()
              : "listening on " + link.name() + ": " + filterText());
    }
  }

  private String filterText() {
    StringBuilder out = new StringBuilder("(arp or ip proto 47 or (udp and src port 67) or (ip");
    if (!claimed.equals(List.of(EVERYTHING))) {
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
