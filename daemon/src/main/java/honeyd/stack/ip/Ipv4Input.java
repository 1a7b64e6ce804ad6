package honeyd.stack.ip;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.PacketRemark;
import honeyd.link.Link.ChecksumState;
import honeyd.model.Ethernet;
import honeyd.model.FragmentPolicy;
import honeyd.model.Template;
import honeyd.net.MacAddress;
import honeyd.personality.FragmentOverlap;
import honeyd.stack.Attachment;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.stack.TransportInput;
import honeyd.stack.icmp.IcmpErrors;
import honeyd.wire.IcmpType;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Takes IPv4 packets from the link layer, decides whether one of our hosts takes them, and hands
/// them to their transport whole (RFC 791, RFC 1122 §3.2.1). One worker.
public final class Ipv4Input {
  private static final int PERMYRIAD = 10_000;

  private final Ipv4View ip = new Ipv4View();
  private final StackContext context;
  private final Counters counters;
  private final IncomingPacket packet;
  private final Reassembler reassembler;
  private final IcmpErrors errors;
  private final TransportInput icmp;
  private final TransportInput udp;
  private final TransportInput tcp;
  private final Chooser chooser;
  private final Ipv4Routing routing;
  private final Broadcasts broadcasts;

  public Ipv4Input(
      StackContext context,
      Attachment any,
      IcmpErrors errors,
      TransportInput icmp,
      TransportInput udp,
      TransportInput tcp) {
    this.context = context;
    this.counters = context.counters();
    this.packet = new IncomingPacket(any);
    this.reassembler = new Reassembler(context, errors);
    this.errors = errors;
    this.icmp = icmp;
    this.udp = udp;
    this.tcp = tcp;
    this.chooser = new Chooser(context, icmp, udp, tcp);
    this.routing = new Ipv4Routing(context, any, errors, this);
    this.broadcasts = new Broadcasts(context, this);
  }

  /// Takes one packet.
  ///
  /// @param path how the sender of the frame is reached
  /// @param dstMac the frame's destination; on links without MACs anything
  public void onPacket(
      MemorySegment bytes,
      long at,
      long limit,
      ReturnPath path,
      long dstMac,
      ChecksumState checksum,
      long nowNs) {
    DropReason reason = ip.wrap(bytes, at, limit);
    if (reason == DropReason.NONE) {
      reason = checkSource(ip);
    }
    if (reason == DropReason.NONE) {
      if (broadcasts.takes(ip, path, dstMac)) {
        broadcasts.onPacket(ip, path, checksum, nowNs);
        return;
      }
      reason = checkDestination(ip);
    }
    if (reason != DropReason.NONE) {
      counters.drop(reason);
      return;
    }
    if (!context.hosts().topology().isFlat()) {
      routing.onPacket(ip, path, dstMac, checksum, nowNs);
      return;
    }
    long dstLo = ip.dstLo();
    Template template =
        context.claims().contains(0, dstLo) && !context.vacancies().isOwned(dstLo)
            ? context.hosts().templateOf(0, dstLo)
            : null;
    if (template == null) {
      counters.drop(DropReason.IPV4_NOT_OURS);
      return;
    }
    Host host = hostBehind(template, dstLo, path, dstMac, nowNs);
    if (host == null) {
      counters.drop(DropReason.ETHERNET_FOREIGN);
      return;
    }
    if (path.attachment().hasMacs()) {
      context.neighbours().learn(path, 0, ip.srcLo());
    }
    Host chosen = choose(ip, host, checksum, nowNs);
    if (chosen == null) {
      counters.drop(DropReason.TEMPLATE_NO_MEMBER);
      return;
    }
    accept(ip, chosen, path, checksum, context.arrivedNs(), nowNs);
  }

  /// Which of the machines at an address a packet is for, null when none of them. What the packet
  /// tells of its sender is noted before.
  ///
  /// @param host the one there that stands for all
  @Nullable Host choose(Ipv4View received, Host host, ChecksumState checksum, long nowNs) {
    context.remoteSystems().onPacket(received, checksum);
    return context.hosts().hasChoices() ? chooser.choose(received, host, nowNs) : host;
  }

  /// Has a host take a packet that has reached it.
  ///
  /// @param received wrapped around the packet, which has been checked
  /// @param arrivedNs as [IncomingPacket#arrivedNs]
  void accept(
      Ipv4View received,
      Host host,
      ReturnPath path,
      ChecksumState checksum,
      long arrivedNs,
      long nowNs) {
    Template template = host.template();
    if (template.dropInPermyriad() > 0
        && context.rng().nextInt(PERMYRIAD) < template.dropInPermyriad()) {
      counters.drop(DropReason.TEMPLATE_DROPRATE);
      return;
    }
    packet.header(received);
    packet.arrivedNs = arrivedNs;
    packet.checksum = checksum;
    packet.path.set(path);
    packet.host(host);
    if (received.isFragment()) {
      FragmentOverlap rule = overlapRule(template.fragmentPolicy(), host);
      if (rule == null) {
        counters.drop(DropReason.IPV4_FRAGMENT_POLICY);
        reassembler.noteDropped(received);
        return;
      }
      if (!reassembler.onFragment(received, packet, rule, nowNs)) {
        return;
      }
    }
    dispatch(nowNs);
  }

  /// Has a host take a datagram that was for everybody on its link.
  ///
  /// @param received wrapped around the packet, which is whole and has a right checksum
  void acceptBroadcast(Ipv4View received, Host host, ReturnPath path, long nowNs) {
    int drop = host.template().dropInPermyriad();
    if (drop > 0 && context.rng().nextInt(PERMYRIAD) < drop) {
      counters.drop(DropReason.TEMPLATE_DROPRATE);
      return;
    }
    packet.header(received);
    packet.arrivedNs = context.arrivedNs();
    packet.groupLo = packet.localLo;
    packet.localHi = host.hi();
    packet.localLo = host.lo();
    packet.checksum = ChecksumState.NOT_NEEDED;
    packet.path.set(path);
    packet.host(host);
    udp.onPacket(packet, nowNs);
  }

  /// Another network is in force.
  public void adopt() {
    broadcasts.adopt();
  }

  /// Whose bytes count where fragments overlap, or null when there are to be no fragments: what an
  /// annotation says comes before what the system does.
  private static @Nullable FragmentOverlap overlapRule(FragmentPolicy policy, Host host) {
    return switch (policy) {
      case BY_PERSONALITY -> host.personality().traits().ip().overlap();
      case DROP -> null;
      case OLD -> FragmentOverlap.FIRST;
      case NEW -> FragmentOverlap.LAST;
    };
  }

  /// Does what other workers found that routers of this one owe; returns how much.
  public int takeMail(long nowNs) {
    return routing.takeMail(nowNs);
  }

  /// Ends what the layers above hold.
  public void close(long nowNs) {
    tcp.close(nowNs);
    udp.close(nowNs);
    icmp.close(nowNs);
    reassembler.close();
  }

  /// Whether a packet that is whole makes sense besides.
  static DropReason check(Ipv4View ip) {
    DropReason reason = checkSource(ip);
    return reason == DropReason.NONE ? checkDestination(ip) : reason;
  }

  private static DropReason checkSource(Ipv4View ip) {
    if (!ip.isChecksumValid()) {
      return DropReason.IPV4_BAD_CHECKSUM;
    }
    int src = ip.srcBits();
    // RFC 1122 §3.2.1.3: this network, loopback, multicast and broadcast are nobody's source; a
    // packet from its own destination is the LAND attack.
    if (src >>> 24 == 0 || src >>> 24 == 127 || src >>> 28 >= 0xe || src == ip.dstBits()) {
      return DropReason.IPV4_BAD_SOURCE;
    }
    return DropReason.NONE;
  }

  private static DropReason checkDestination(Ipv4View ip) {
    int dst = ip.dstBits();
    if (dst >>> 24 == 0 || dst >>> 24 == 127 || dst >>> 28 >= 0xe) {
      return DropReason.IPV4_NOT_OURS;
    }
    return DropReason.NONE;
  }

  /// The host, if the frame was addressed to it: to its own MAC, to an entry router's, or to the
  /// interface's. What is addressed to another host's MAC is not for it.
  private @Nullable Host hostBehind(
      Template template, long dstLo, ReturnPath path, long dstMac, long nowNs) {
    Attachment attachment = path.attachment();
    if (!attachment.hasMacs()) {
      return context.hosts().find(0, dstLo, nowNs);
    }
    // RFC 1122 §3.3.6: a unicast packet in a broadcast frame is not for anybody.
    if (MacAddress.isGroup(dstMac)) {
      return null;
    }
    // A router that was told to send the net our way asks for our own address and puts its answer
    // on
    // every frame, whatever `ethernet` the template has.
    if (dstMac == attachment.macBits()) {
      return context.hosts().find(0, dstLo, nowNs);
    }
    Host host =
        template.ethernet() instanceof Ethernet.None ? null : context.hosts().find(0, dstLo, nowNs);
    if (host != null && host.macBits() == dstMac) {
      return host;
    }
    return context.hosts().isEntryRouterMac(dstMac, attachment.macBits(), nowNs)
        ? context.hosts().find(0, dstLo, nowNs)
        : null;
  }

  private void dispatch(long nowNs) {
    switch (packet.protocol) {
      case IpProtocol.TCP -> tcp.onPacket(packet, nowNs);
      case IpProtocol.UDP -> udp.onPacket(packet, nowNs);
      case IpProtocol.ICMP -> icmp.onPacket(packet, nowNs);
      default -> onUnknown(nowNs);
    }
  }

  private void onUnknown(long nowNs) {
    context
        .events()
        .packetSeen(
            context.epochMicros(),
            packet.protocol,
            packet.remoteHi,
            packet.remoteLo,
            0,
            packet.localHi,
            packet.localLo,
            0,
            packet.totalLength,
            0,
            PacketRemark.NONE,
            context.remoteOsText(packet.remoteHi, packet.remoteLo));
    counters.drop(DropReason.IP_UNKNOWN_PROTOCOL);
    // Every system of the table has IGMP, if only to listen.
    if (packet.protocol != IpProtocol.IGMP
        && packet.host().personality().traits().ip().protocolUnreachable()) {
      errors.unreachable(packet, IcmpType.PROTOCOL_UNREACHABLE, nowNs);
    }
  }
}
