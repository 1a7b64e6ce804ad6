package honeyd.dhcp;

import honeyd.base.Agent;
import honeyd.base.Clock;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.Inbox;
import honeyd.base.Rng;
import honeyd.base.TimerWheel;
import honeyd.event.Event.Severity;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.net.MacAddress;
import honeyd.wire.ArpView;
import honeyd.wire.DhcpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The leasing hosts of one interface: hears DHCP servers and ARP on a link of its own, and speaks
/// for each host with its MAC (decision 0016).
///
/// Belongs to one thread; [#serve] may be called by any.
public final class LeaseAgent implements Agent, Link.FrameHandler {
  private static final int TIMER_LIMIT = 1024;
  private static final int FRAME_LIMIT = 256;
  private static final int COMMAND_LIMIT = 16;

  private final EthernetView ethernet = new EthernetView();
  private final Ipv4View ip = new Ipv4View();
  private final UdpView udp = new UdpView();
  private final ArpView arp = new ArpView();
  private final DhcpReply reply = new DhcpReply();
  private final Inbox<List<LeasedHost>> wanted = new Inbox<>();
  private final Link link;
  private final Clock clock;
  private final Idle idle;
  private final Counters counters;
  private final TimerWheel timers;
  private final LeaseWire wire;
  private List<DhcpClient> clients = new ArrayList<>();
  private long nowNs;
  private @Nullable RuntimeException error;

  /// @param link hears ARP and UDP port 68; closed by the agent
  /// @param idle how the agent's thread rests, to wake it
  /// @param announcer takes sentences for people; any thread
  public LeaseAgent(
      Link link,
      Clock clock,
      Idle idle,
      Rng rng,
      Counters counters,
      LeaseListener listener,
      BiConsumer<Severity, String> announcer) {
    this.link = link;
    this.clock = clock;
    this.idle = idle;
    this.counters = counters;
    nowNs = clock.nanoTime();
    timers = new TimerWheel(nowNs);
    wire = new LeaseWire(link, timers, rng, counters, listener, announcer, this::isClaimed);
  }

  /// Has the agent serve these hosts: those that it serves already keep what they have, others
  /// begin, and whoever is not among them gives its lease back. Any thread.
  public void serve(List<LeasedHost> hosts) {
    wanted.put(List.copyOf(hosts));
    idle.wakeup();
  }

  @Override
  public int doWork() {
    nowNs = clock.nanoTime();
    int work = 0;
    while (work < COMMAND_LIMIT) {
      List<LeasedHost> hosts = wanted.poll();
      if (hosts == null) {
        break;
      }
      take(hosts);
      work++;
    }
    work += timers.poll(nowNs, TIMER_LIMIT);
    work += link.receive(this, FRAME_LIMIT);
    link.flush();
    RuntimeException thrown = error;
    if (thrown != null) {
      error = null;
      throw thrown;
    }
    return work;
  }

  private void take(List<LeasedHost> hosts) {
    List<DhcpClient> next = new ArrayList<>();
    List<DhcpClient> before = new ArrayList<>(clients);
    for (LeasedHost host : hosts) {
      DhcpClient known = find(before, host);
      if (known != null) {
        before.remove(known);
        known.become(host);
        next.add(known);
      } else if (find(next, host) == null) {
        next.add(new DhcpClient(wire, host));
      }
    }
    before.forEach(gone -> gone.stop(nowNs));
    List<DhcpClient> old = clients;
    clients = next;
    for (DhcpClient each : next) {
      if (!old.contains(each)) {
        each.start(nowNs);
      }
    }
  }

  private static @Nullable DhcpClient find(List<DhcpClient> among, LeasedHost host) {
    for (DhcpClient each : among) {
      if (each.host().isSameAs(host)) {
        return each;
      }
    }
    return null;
  }

  private boolean isClaimed(int addressBits) {
    for (DhcpClient each : clients) {
      if (each.claims(addressBits)) {
        return true;
      }
    }
    return false;
  }

  /// Takes one frame. An error of ours is kept for the end of the turn: the link would offer the
  /// same frame again for ever.
  @Override
  public void onFrame(
      MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    try {
      DropReason reason = take(frames, at, at + lengthBytes, vlan, checksum);
      if (reason != DropReason.NONE) {
        counters.drop(reason);
      }
    } catch (RuntimeException e) {
      error = e;
    }
  }

  private DropReason take(
      MemorySegment frames, long at, long limit, int vlan, ChecksumState checksum) {
    DropReason reason = ethernet.wrap(frames, at, limit);
    if (reason != DropReason.NONE) {
      return reason;
    }
    // The hosts live in no VLAN; a tag with VLAN 0 is but a priority.
    if ((vlan != Link.NO_VLAN && (vlan & 0xfff) != 0)
        || (ethernet.headerBytes() != EthernetView.HEADER_BYTES
            && (ethernet.vlanTci() & 0xfff) != 0)) {
      return DropReason.ETHERNET_UNKNOWN_TYPE;
    }
    return switch (ethernet.etherType()) {
      case EtherType.ARP -> onArp(frames, limit);
      case EtherType.IPV4 -> onIpv4(frames, limit, checksum);
      default -> DropReason.ETHERNET_UNKNOWN_TYPE;
    };
  }

  private DropReason onArp(MemorySegment frames, long limit) {
    DropReason reason = arp.wrap(frames, ethernet.payloadAt(), limit);
    if (reason != DropReason.NONE) {
      return reason;
    }
    if (arp.senderMac() == 0 || MacAddress.isGroup(arp.senderMac())) {
      return DropReason.ARP_BAD_FORMAT;
    }
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).onArp(arp, nowNs);
    }
    return DropReason.NONE;
  }

  private DropReason onIpv4(MemorySegment frames, long limit, ChecksumState checksum) {
    DropReason reason = ip.wrap(frames, ethernet.payloadAt(), limit);
    if (reason != DropReason.NONE) {
      return reason;
    }
    if (ip.protocol() != IpProtocol.UDP || ip.isFragment()) {
      return DropReason.DHCP_NOT_OURS;
    }
    if (!ip.isChecksumValid()) {
      return DropReason.IPV4_BAD_CHECKSUM;
    }
    reason = udp.wrap(frames, ip.payloadAt(), ip.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    if (udp.dstPort() != DhcpView.CLIENT_PORT) {
      return DropReason.DHCP_NOT_OURS;
    }
    if (checksum == ChecksumState.UNVERIFIED && !udp.isChecksumValid(ip)) {
      return DropReason.UDP_BAD_CHECKSUM;
    }
    reason = reply.read(frames, udp.payloadAt(), udp.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    long mac = reply.clientMac();
    for (int i = 0; i < clients.size(); i++) {
      DhcpClient each = clients.get(i);
      if (each.host().macBits() == mac) {
        boolean isFor = MacAddress.isGroup(ethernet.dstMac()) || ethernet.dstMac() == mac;
        if (isFor) {
          each.onReply(reply, ethernet.srcMac(), nowNs);
          return DropReason.NONE;
        }
        return DropReason.ETHERNET_FOREIGN;
      }
    }
    return DropReason.DHCP_NOT_OURS;
  }

  @Override
  public long nextDeadlineNs() {
    return timers.nextDeadlineNs();
  }

  /// Timers that are still to come. Agent's thread.
  int pendingTimers() {
    return timers.size();
  }

  /// Gives all leases back.
  @Override
  public void onClose() {
    nowNs = clock.nanoTime();
    clients.forEach(each -> each.stop(nowNs));
    clients.clear();
    link.flush();
    link.close();
  }

  @Override
  public String roleName() {
    return "leases-" + link.name();
  }
}
