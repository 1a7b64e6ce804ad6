package honeyd.stack.ip;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link.ChecksumState;
import honeyd.link.Shard;
import honeyd.model.topology.Router;
import honeyd.net.IpRange;
import honeyd.stack.Attachment;
import honeyd.stack.Host;
import honeyd.stack.ReturnPath;
import honeyd.stack.SecondLimit;
import honeyd.stack.StackContext;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives datagrams that are for everybody on a link to each host there that listens on their port
/// by name: those to 255.255.255.255, to mDNS's group, and to the broadcast address of the link's
/// network or of a claimed one, which only hosts of that network hear.
///
/// Bounded for each datagram and each second, however many hosts there are; each worker does so for
/// its own hosts, within its part of the bounds. One worker.
final class Broadcasts {
  private static final int LIMITED_BROADCAST = 0xffff_ffff;
  private static final int MDNS_GROUP = 0xe000_00fb;
  private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;
  private static final long MDNS_MAC = 0x0100_5e00_00fbL;

  /// Hosts that get one datagram, and all datagrams of a second, of all workers' hosts.
  static final int HOSTS_EACH = 256;

  static final int HOSTS_PER_SECOND = 1_024;

  /// Datagrams of a second that are looked at further.
  private static final int DATAGRAMS_PER_SECOND = 256;

  /// Addresses that are looked at for one datagram.
  private static final int LOOKED_AT = 1 << 12;

  private final StackContext context;
  private final Counters counters;
  private final Ipv4Input input;
  private final Shard shard;
  private final int hostsEach;
  private final int hostsPerSecond;
  private final UdpView udp = new UdpView();
  private final SecondLimit datagrams = new SecondLimit();
  private final SecondLimit deliveries = new SecondLimit();
  private Listeners listeners;
  private int left;
  private int looks;

  Broadcasts(StackContext context, Ipv4Input input) {
    this.context = context;
    this.counters = context.counters();
    this.input = input;
    this.shard = context.duties().shard();
    this.hostsEach = Math.ceilDiv(HOSTS_EACH, shard.count());
    this.hostsPerSecond = Math.ceilDiv(HOSTS_PER_SECOND, shard.count());
    this.listeners = Listeners.of(context.hosts().honeynet());
  }

  void adopt() {
    listeners = Listeners.of(context.hosts().honeynet());
  }

  /// Whether a packet is for everybody on its link.
  ///
  /// @param dstMac the frame's destination; on links without MACs anything
  boolean takes(Ipv4View ip, ReturnPath path, long dstMac) {
    if (ip.protocol() != IpProtocol.UDP) {
      return false;
    }
    boolean macs = path.attachment().hasMacs();
    return switch (ip.dstBits()) {
      case LIMITED_BROADCAST -> !macs || dstMac == BROADCAST_MAC;
      case MDNS_GROUP -> !macs || dstMac == MDNS_MAC || dstMac == BROADCAST_MAC;
      default ->
          macs && dstMac == BROADCAST_MAC && networkOf(path.attachment(), ip.dstLo()) != null;
    };
  }

  /// The network whose hosts hear what is sent to this address; null where it is for all.
  private @Nullable IpRange networkOf(Attachment attachment, long dstLo) {
    IpRange own = context.outsideRoutes().broadcastNetwork(attachment, 0, dstLo);
    return own != null ? own : context.claims().broadcastNetwork(0, dstLo);
  }

  /// Takes one packet for which [#takes] holds; its header and source have been checked.
  void onPacket(Ipv4View ip, ReturnPath path, ChecksumState checksum, long nowNs) {
    if (path.attachment().isClosed()) {
      counters.drop(DropReason.IPV4_NOT_OURS);
      return;
    }
    if (ip.isFragment()) {
      counters.drop(DropReason.UDP_BROADCAST_UNHEARD);
      return;
    }
    DropReason reason = udp.wrap(ip.bytes(), ip.payloadAt(), ip.end());
    if (reason != DropReason.NONE) {
      counters.drop(reason);
      return;
    }
    int port = udp.dstPort();
    List<Listeners.Group> groups = listeners.on(port);
    if (groups.isEmpty()) {
      counters.drop(DropReason.UDP_BROADCAST_UNHEARD);
      return;
    }
    if (!datagrams.tryTake(DATAGRAMS_PER_SECOND, nowNs)) {
      counters.drop(DropReason.UDP_BROADCAST_LIMITED);
      return;
    }
    if (checksum == ChecksumState.UNVERIFIED && !udp.isChecksumValid(ip)) {
      counters.drop(DropReason.UDP_BAD_CHECKSUM);
      return;
    }
    if (path.attachment().hasMacs()) {
      context.neighbours().learn(path, 0, ip.srcLo());
    }
    IpRange network = networkOf(path.attachment(), ip.dstLo());
    left = hostsEach;
    looks = LOOKED_AT;
    for (int i = 0; i < groups.size(); i++) {
      if (!deliver(ip, path, port, groups.get(i), network, checksum, nowNs)) {
        counters.drop(DropReason.UDP_BROADCAST_LIMITED);
        return;
      }
    }
    if (left == hostsEach) {
      counters.drop(DropReason.UDP_BROADCAST_UNHEARD);
    }
  }

  /// Gives the datagram to a group's hosts; false when that was enough.
  private boolean deliver(
      Ipv4View ip,
      ReturnPath path,
      int port,
      Listeners.Group group,
      @Nullable IpRange network,
      ChecksumState checksum,
      long nowNs) {
    for (int i = 0; i < group.ranges().size(); i++) {
      IpRange range = group.ranges().get(i);
      long from = range.first().lo();
      long to = range.last().lo();
      if (network != null) {
        from = Math.max(from, network.first().lo());
        to = Math.min(to, network.last().lo());
      }
      for (long lo = from; lo <= to; lo++) {
        if (looks-- == 0) {
          return false;
        }
        if (!hears(lo, ip.dstLo(), group)) {
          continue;
        }
        Host any = context.hosts().find(0, lo, nowNs);
        Host host = any == null ? null : input.choose(ip, any, checksum, nowNs);
        if (host == null || !Listeners.listens(host.template(), port)) {
          continue;
        }
        if (left == 0 || !deliveries.tryTake(hostsPerSecond, nowNs)) {
          return false;
        }
        left--;
        input.acceptBroadcast(ip, host, path, nowNs);
      }
    }
    return true;
  }

  /// Whether an address is on this wire, ours to answer for, and of this group.
  private boolean hears(long lo, long dstLo, Listeners.Group group) {
    if (!shard.owns((int) lo) || lo == dstLo || !context.claims().contains(0, lo)) {
      return false;
    }
    if (group.dynamic() != (context.hosts().choiceAt(0, lo) != null)) {
      return false;
    }
    if (context.hosts().topology().isFlat()) {
      return true;
    }
    // Routers pass no broadcasts on.
    Router site = context.hosts().topology().siteOf(0, lo);
    return site != null && site.isEntry();
  }
}
