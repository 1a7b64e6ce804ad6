package honeyd.stack.ip;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.PacketRemark;
import honeyd.link.Link.ChecksumState;
import honeyd.model.Ethernet;
import honeyd.model.Template;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.model.topology.Way;
import honeyd.net.MacAddress;
import honeyd.stack.Attachment;
import honeyd.stack.Host;
import honeyd.stack.InsideLinks;
import honeyd.stack.Reach;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.stack.icmp.IcmpErrors;
import honeyd.stack.icmp.RouterErrors;
import honeyd.stack.transit.Parcel;
import honeyd.stack.transit.Terminus;
import honeyd.stack.transit.Transit;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Where packets enter the virtual network and where they leave it: finds their way, and does at
/// its end what the end asks for.
///
/// ```
///   outside ──► entry router ──┐                       ┌──► virtual host or router
///   real machine ──► router ───┼──► Transit: the way ──┼──► real machine, tunnel, outside
///   tunnel ──► router ─────────┘                       └──► a router's ICMP error
/// ```
///
/// One worker.
final class Ipv4Routing implements Terminus {
  private final Ipv4View ip = new Ipv4View();
  private final StackContext context;
  private final Counters counters;
  private final Transit transit;
  private final InsideLinks insideLinks;
  private final Ipv4Input input;
  private final RouterErrors errors;
  private final Departure departure;
  private final Forwarding forwarding;
  private final Tunnels tunnels;

  Ipv4Routing(StackContext context, Attachment any, IcmpErrors errors, Ipv4Input input) {
    this.context = context;
    this.counters = context.counters();
    this.transit = context.transit();
    this.insideLinks = context.insideLinks();
    this.input = input;
    this.errors = new RouterErrors(context, any, errors);
    this.departure = new Departure(context);
    this.forwarding = new Forwarding(context, any, this.errors);
    this.tunnels = new Tunnels(context, departure, forwarding);
    transit.terminus(this);
  }

  /// Takes one packet off a link; its header has been checked.
  ///
  /// @param packet wrapped around it
  /// @param path how the sender of the frame is reached
  /// @param dstMac the frame's destination
  void onPacket(Ipv4View packet, ReturnPath path, long dstMac, ChecksumState checksum, long nowNs) {
    Attachment attachment = path.attachment();
    if (insideLinks.isFromMachine(attachment, 0, packet.srcLo())) {
      fromInside(packet, path, dstMac, checksum, nowNs);
    } else if (packet.protocol() == IpProtocol.GRE
        && tunnels.onPacket(packet, context.hosts().topology(), path, checksum, nowNs)) {
      // Taken; whichever link the other end comes over.
      return;
    } else if (attachment.isClosed()) {
      counters.drop(DropReason.IPV4_NOT_OURS);
    } else {
      fromOutside(packet, path, dstMac, checksum, nowNs);
    }
  }

  private void fromOutside(
      Ipv4View packet, ReturnPath path, long dstMac, ChecksumState checksum, long nowNs) {
    Topology topology = context.hosts().topology();
    long dstLo = packet.dstLo();
    if (!context.claims().contains(0, dstLo) || context.vacancies().isOwned(dstLo)) {
      counters.drop(DropReason.IPV4_NOT_OURS);
      return;
    }
    Attachment attachment = path.attachment();
    if (attachment.hasMacs()) {
      // RFC 1122 §3.3.6: a unicast packet in a broadcast frame is not for anybody.
      if (MacAddress.isGroup(dstMac)) {
        counters.drop(DropReason.ETHERNET_FOREIGN);
        return;
      }
      if (dstMac != attachment.macBits()
          && !context.hosts().isEntryRouterMac(dstMac, attachment.macBits(), nowNs)) {
        onFrameToHost(packet, path, dstMac, checksum, nowNs);
        return;
      }
      context.neighbours().learn(path, 0, packet.srcLo());
    }
    Way way = topology.inbound(0, dstLo);
    if (way == null) {
      counters.drop(DropReason.IPV4_NOT_OURS);
      return;
    }
    path.reach(Reach.ROUTED);
    depart(packet, path, checksum, way, nowNs);
  }

  /// A frame to a host's own MAC: the host takes it where it is on the same wire, which is an entry
  /// router's link.
  private void onFrameToHost(
      Ipv4View packet, ReturnPath path, long dstMac, ChecksumState checksum, long nowNs) {
    Host host = hostWithMac(packet.dstLo(), dstMac, nowNs);
    Router site = host == null ? null : host.site();
    if (host == null || site == null || !site.isEntry()) {
      counters.drop(DropReason.ETHERNET_FOREIGN);
      return;
    }
    context.neighbours().learn(path, 0, packet.srcLo());
    Host chosen = input.choose(packet, host, checksum, nowNs);
    if (chosen == null) {
      counters.drop(DropReason.TEMPLATE_NO_MEMBER);
      return;
    }
    input.accept(packet, chosen, path, checksum, context.arrivedNs(), nowNs);
  }

  private @Nullable Host hostWithMac(long lo, long mac, long nowNs) {
    Template template = context.hosts().templateOf(0, lo);
    if (template == null || template.ethernet() instanceof Ethernet.None) {
      return null;
    }
    Host host = context.hosts().find(0, lo, nowNs);
    return host != null && host.macBits() == mac ? host : null;
  }

  /// A real machine's packet: for whoever is on its own link it goes there, for all else to the
  /// router of that link.
  private void fromInside(
      Ipv4View packet, ReturnPath path, long dstMac, ChecksumState checksum, long nowNs) {
    Topology topology = context.hosts().topology();
    Attachment attachment = path.attachment();
    Router gateway = insideLinks.gatewayOf(attachment, 0, packet.srcLo());
    long dstLo = packet.dstLo();
    if (attachment.hasMacs()) {
      if (dstMac != attachment.macBits()
          && dstMac != context.hosts().macOf(gateway, attachment, nowNs)
          && hostWithMac(dstLo, dstMac, nowNs) == null) {
        counters.drop(DropReason.ETHERNET_FOREIGN);
        return;
      }
      context.neighbours().learn(path, 0, packet.srcLo());
    }
    boolean sameLink = topology.siteOf(0, dstLo) == gateway;
    if (sameLink && topology.isFar(0, dstLo)) {
      path.reach(Reach.FAR);
      Way way = topology.way(gateway, 0, dstLo);
      departure.handOver(packet, path, checksum, attachment.mtu(), way, nowNs);
      return;
    }
    if (sameLink) {
      Host host =
          context.claims().contains(0, dstLo) ? context.hosts().find(0, dstLo, nowNs) : null;
      if (host == null) {
        counters.drop(DropReason.IPV4_NOT_OURS);
        return;
      }
      Host chosen = input.choose(packet, host, checksum, nowNs);
      if (chosen == null) {
        counters.drop(DropReason.TEMPLATE_NO_MEMBER);
        return;
      }
      input.accept(packet, chosen, path, checksum, context.arrivedNs(), nowNs);
      return;
    }
    path.reach(Reach.FAR);
    depart(packet, path, checksum, topology.way(gateway, 0, dstLo), nowNs);
  }

  private void depart(
      Ipv4View packet, ReturnPath path, ChecksumState checksum, Way way, long nowNs) {
    departure.depart(packet, path, checksum, path.attachment().mtu(), way, nowNs);
  }

  int takeMail(long nowNs) {
    return errors.takeMail(nowNs);
  }

  @Override
  public void deliver(Parcel parcel, long nowNs) {
    ip.again(parcel.bytes(), parcel.at());
    long dstLo = ip.dstLo();
    // What came from outside was looked up among the claims when it came.
    boolean claimed = parcel.path().reach() == Reach.ROUTED || context.claims().contains(0, dstLo);
    Host any = claimed ? context.hosts().find(0, dstLo, nowNs) : null;
    Host host = any == null ? null : input.choose(ip, any, parcel.checksum(), nowNs);
    if (host == null) {
      if (!parcel.isOurs()) {
        note(parcel);
      }
      counters.drop(DropReason.TRANSIT_HOST_ABSENT);
      transit.awaitArp(parcel, nowNs);
      return;
    }
    input.accept(ip, host, parcel.path(), parcel.checksum(), parcel.dueNs(), nowNs);
  }

  @Override
  public void handOut(Parcel parcel, long nowNs) {
    forwarding.toMachine(parcel, nowNs);
  }

  @Override
  public void enterTunnel(Parcel parcel, long nowNs) {
    tunnels.enter(parcel, nowNs);
  }

  @Override
  public void leave(Parcel parcel, long nowNs) {
    forwarding.toOutside(parcel, nowNs);
  }

  @Override
  public void expired(Parcel parcel, Router at, long nowNs) {
    note(parcel);
    counters.drop(DropReason.TRANSIT_EXPIRED);
    errors.timeExceeded(parcel, at, nowNs);
  }

  @Override
  public void unreachable(Parcel parcel, Router at, int code, long nowNs) {
    switch (parcel.way().end()) {
      case HOST -> {}
      case REAL_HOST -> {
        if (!forwarding.isMachineSilent(parcel)) {
          return;
        }
        note(parcel);
      }
      case ROUTER, UNREACHABLE, NO_ROUTE, TUNNEL, OUTSIDE -> {
        note(parcel);
        counters.drop(DropReason.TRANSIT_NO_ROUTE);
      }
    }
    errors.unreachable(parcel, at, code, nowNs);
  }

  @Override
  public void tooLong(Parcel parcel, Router at, int mtuBytes, long nowNs) {
    note(parcel);
    counters.drop(DropReason.IPV4_NEEDS_FRAGMENTATION);
    errors.fragmentationNeeded(parcel, at, mtuBytes, nowNs);
  }

  /// Logs a packet that no host will see: who sends it shows what they look for all the same.
  private void note(Parcel parcel) {
    ip.again(parcel.bytes(), parcel.at());
    int protocol = ip.protocol();
    boolean ports =
        ip.fragmentOffsetBytes() == 0
            && ip.payloadBytes() >= 4
            && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP);
    boolean icmp = protocol == IpProtocol.ICMP && ip.payloadBytes() >= 2;
    MemorySegment bytes = parcel.bytes();
    long at = ip.payloadAt();
    context
        .events()
        .packetSeen(
            context.epochMicros(),
            protocol,
            0,
            ip.srcLo(),
            ports ? u16(bytes, at) : icmp ? u8(bytes, at) : 0,
            0,
            ip.dstLo(),
            ports ? u16(bytes, at + 2) : icmp ? u8(bytes, at + 1) : 0,
            ip.totalLength(),
            ports && protocol == IpProtocol.TCP && ip.payloadBytes() >= 14 ? u8(bytes, at + 13) : 0,
            PacketRemark.NOT_DELIVERED,
            context.remoteOsText(0, ip.srcLo()));
  }

  private static int u8(MemorySegment bytes, long at) {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at));
  }

  private static int u16(MemorySegment bytes, long at) {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }
}
