package honeyd.stack;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link;
import honeyd.model.Spoof;
import honeyd.model.topology.Topology;
import honeyd.model.topology.Way;
import honeyd.net.IpAddress;
import honeyd.wire.Checksum;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Other addresses in what a host sends: `set TMPL spoof from … to …`.
///
/// A packet is written with the true addresses and gets the others last, so that layers above and
/// logs know nothing of it. What it quotes of another packet stays as it is, as in Honeyd. One
/// worker; allocates nothing.
final class Spoofing {
  private final Counters counters;
  private final Neighbours neighbours;
  private final HostTable hosts;
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();
  private OutsideRoutes routes = OutsideRoutes.NONE;
  private @Nullable Spoof spoof;

  Spoofing(Counters counters, Neighbours neighbours, HostTable hosts) {
    this.counters = counters;
    this.neighbours = neighbours;
    this.hosts = hosts;
  }

  void routes(OutsideRoutes outside) {
    routes = outside;
  }

  /// Begins a packet of a host's.
  void begin(Host from) {
    spoof = from.template().spoof();
  }

  /// Where the packet is to go instead, or null where that stays.
  @Nullable IpAddress destination() {
    Spoof s = spoof;
    return s == null ? null : s.to();
  }

  /// Leads a path to that other destination.
  ///
  /// @param path that of the packet that is answered; becomes the other one's
  /// @return lower half of the address whose MAC the frame carries, or -1 when nothing leads there
  ///   (counted)
  long redirect(IpAddress to, ReturnPath path, Host from) {
    Topology topology = hosts.topology();
    if (from.site() != null && !topology.isFlat()) {
      path.reach(Reach.FAR);
      return to.lo();
    }
    if (hosts.honeynet().bindings().find(to.hi(), to.lo()) != null) {
      return toHost();
    }
    OutsideRoutes.Hop hop = routes.find(to.hi(), to.lo());
    if (hop != null) {
      path.set(hop.attachment(), Link.NO_VLAN, 0);
      return hop.neighbourLo(to.lo());
    }
    path.set(path.attachment(), path.vlan(), 0);
    if (!path.attachment().hasMacs() || neighbours.knows(path, to.hi(), to.lo())) {
      return to.lo();
    }
    counters.drop(DropReason.TRANSIT_NO_ROUTE);
    return -1;
  }

  /// Whether a way through the virtual network may be taken: two hosts that answer each other would
  /// never end.
  boolean mayTake(Way way) {
    boolean inside =
        switch (way.end()) {
          case HOST, ROUTER -> true;
          case OUTSIDE, REAL_HOST, TUNNEL, UNREACHABLE, NO_ROUTE -> false;
        };
    return !inside || toHost() == 0;
  }

  private long toHost() {
    counters.drop(DropReason.SPOOF_TO_HOST);
    return -1;
  }

  /// Puts the other addresses into a packet that is written but for its header checksum.
  ///
  /// @param payloadBytes length of transport header and data
  void rewrite(Ipv4View ip, MemorySegment bytes, long transportAt, int payloadBytes) {
    Spoof s = spoof;
    if (s == null) {
      return;
    }
    int src = ip.srcBits();
    int dst = ip.dstBits();
    IpAddress from = s.from();
    IpAddress to = s.to();
    int newSrc = from == null ? src : from.v4Bits();
    int newDst = to == null ? dst : to.v4Bits();
    ip.srcBits(newSrc).dstBits(newDst);
    long limit = transportAt + payloadBytes;
    switch (ip.protocol()) {
      case IpProtocol.TCP -> {
        if (tcp.wrap(bytes, transportAt, limit) == DropReason.NONE) {
          tcp.checksum(moved(tcp.checksum(), src, newSrc, dst, newDst));
        }
      }
      case IpProtocol.UDP -> {
        if (udp.wrap(bytes, transportAt, limit) == DropReason.NONE && udp.checksum() != 0) {
          int sum = moved(udp.checksum(), src, newSrc, dst, newDst);
          // RFC 768: zero means that there is none.
          udp.checksum(sum == 0 ? 0xffff : sum);
        }
      }
      default -> {
        // ICMP's checksum does not cover addresses.
      }
    }
    counters.increment(Counter.PACKETS_SPOOFED);
  }

  /// The checksum of a transport whose pseudo header changed.
  private static int moved(int checksum, int src, int newSrc, int dst, int newDst) {
    return Checksum.update32(Checksum.update32(checksum, src, newSrc), dst, newDst);
  }
}
