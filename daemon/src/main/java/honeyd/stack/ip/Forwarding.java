package honeyd.stack.ip;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link;
import honeyd.model.Extras;
import honeyd.model.topology.Router;
import honeyd.stack.Attachment;
import honeyd.stack.Host;
import honeyd.stack.OutsideRoutes;
import honeyd.stack.Reach;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.stack.icmp.RouterErrors;
import honeyd.stack.transit.Fragmenter;
import honeyd.stack.transit.Parcel;
import honeyd.stack.transit.Transit;
import honeyd.wire.Ipv4View;

/// Puts packets that have passed the virtual network onto real links: to the outside and to real
/// machines. One worker.
final class Forwarding {
  private final Ipv4View ip = new Ipv4View();
  private final Fragmenter fragmenter = new Fragmenter();
  private final StackContext context;
  private final Counters counters;
  private final Transit transit;
  private final RouterErrors errors;
  private final ReturnPath path;

  Forwarding(StackContext context, Attachment any, RouterErrors errors) {
    this.context = context;
    this.counters = context.counters();
    this.transit = context.transit();
    this.errors = errors;
    this.path = new ReturnPath(any, Link.NO_VLAN);
  }

  /// Sends a packet to a real machine on a link of the last router.
  void toMachine(Parcel parcel, long nowNs) {
    Extras.RealHost machine = parcel.way().machine();
    Attachment attachment = machine == null ? null : context.insideLinks().attachmentOf(machine);
    if (machine == null || attachment == null) {
      counters.drop(DropReason.TRANSIT_HOST_ABSENT);
      return;
    }
    path.set(attachment, Link.NO_VLAN, 0);
    long lo = machine.address().lo();
    boolean known = !attachment.hasMacs() || context.neighbours().knows(path, 0, lo);
    send(parcel, lo, nowNs);
    if (!known) {
      // The packet itself waits with the neighbour; this one is for the error, should it be due.
      transit.awaitArp(parcel, nowNs);
    }
  }

  /// Whether the machine at the end of a packet's way has not answered ARP.
  boolean isMachineSilent(Parcel parcel) {
    Extras.RealHost machine = parcel.way().machine();
    Attachment attachment = machine == null ? null : context.insideLinks().attachmentOf(machine);
    if (machine == null || attachment == null) {
      return true;
    }
    path.set(attachment, Link.NO_VLAN, 0);
    return !context.neighbours().knows(path, 0, machine.address().lo());
  }

  /// Sends a packet out of the entry router: an answer the way its question came, anything else as
  /// the machine that the daemon runs on would.
  void toOutside(Parcel parcel, long nowNs) {
    if (parcel.isOurs() && parcel.path().reach() == Reach.ROUTED) {
      path.set(parcel.path());
      send(parcel, destination(parcel), nowNs);
      return;
    }
    long dstLo = destination(parcel);
    OutsideRoutes.Hop hop = context.outsideRoutes().find(0, dstLo);
    if (hop != null) {
      path.set(hop.attachment(), Link.NO_VLAN, 0);
      send(parcel, hop.neighbourLo(dstLo), nowNs);
      return;
    }
    for (Attachment attachment : context.insideLinks().attachments()) {
      path.set(attachment, Link.NO_VLAN, 0);
      if (!attachment.isClosed() && context.neighbours().knows(path, 0, dstLo)) {
        send(parcel, dstLo, nowNs);
        return;
      }
    }
    counters.drop(DropReason.TRANSIT_NO_ROUTE);
  }

  /// Sends a packet that begins here to an outside address: what a router has wrapped for the other
  /// end of a tunnel.
  ///
  /// @param router whose habits an ARP request has
  /// @param sourceBits address of our end, which asks by ARP
  void toPeer(Parcel parcel, Router router, int sourceBits, long nowNs) {
    long dstLo = destination(parcel);
    OutsideRoutes.Hop hop = context.outsideRoutes().find(0, dstLo);
    if (hop == null) {
      counters.drop(DropReason.TRANSIT_NO_ROUTE);
      return;
    }
    path.set(hop.attachment(), Link.NO_VLAN, 0);
    Host asker = context.hosts().find(router.address().hi(), router.address().lo(), nowNs);
    if (asker == null) {
      counters.drop(DropReason.TRANSIT_HOST_ABSENT);
      return;
    }
    int mtu = hop.attachment().mtu();
    if (parcel.lengthBytes() <= mtu) {
      emit(parcel, asker, hop.attachment().macBits(), sourceBits, hop.neighbourLo(dstLo));
    } else {
      cut(parcel, mtu, asker, hop.attachment().macBits(), sourceBits, hop.neighbourLo(dstLo));
    }
  }

  private long destination(Parcel parcel) {
    ip.again(parcel.bytes(), parcel.at());
    return ip.dstLo();
  }

  /// Sends over [#path], in as many pieces as the link needs.
  private void send(Parcel parcel, long nextLo, long nowNs) {
    Router router = parcel.way().last();
    Attachment attachment = path.attachment();
    Host asker = context.hosts().find(router.address().hi(), router.address().lo(), nowNs);
    if (asker == null) {
      counters.drop(DropReason.TRANSIT_HOST_ABSENT);
      return;
    }
    long mac = asker.macBits() != 0 ? asker.macBits() : attachment.macBits();
    int mtu = attachment.mtu();
    if (parcel.lengthBytes() <= mtu) {
      emit(parcel, asker, mac, asker.v4Bits(), nextLo);
      return;
    }
    ip.again(parcel.bytes(), parcel.at());
    if (!ip.isDontFragment()) {
      cut(parcel, mtu, asker, mac, asker.v4Bits(), nextLo);
    } else {
      counters.drop(DropReason.IPV4_NEEDS_FRAGMENTATION);
      if (!parcel.isOurs()) {
        errors.fragmentationNeeded(parcel, router, mtu, nowNs);
      }
    }
  }

  private void cut(Parcel parcel, int mtu, Host asker, long mac, int askingBits, long nextLo) {
    fragmenter.begin(parcel.bytes(), parcel.at(), parcel.lengthBytes(), mtu);
    for (int n = fragmenter.nextBytes(); n > 0; n = fragmenter.nextBytes()) {
      Parcel piece = transit.begin(n);
      if (piece == null) {
        return;
      }
      fragmenter.write(piece.bytes(), piece.at());
      piece.lengthBytes(n);
      emit(piece, asker, mac, askingBits, nextLo);
      transit.giveUp(piece);
    }
  }

  private void emit(Parcel parcel, Host asker, long mac, int askingBits, long nextLo) {
    context
        .egress()
        .sendParcel(parcel, path, mac, asker.personality().traits().arp(), askingBits, nextLo);
  }
}
