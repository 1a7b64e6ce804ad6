package honeyd.stack.icmp;

import honeyd.base.DropReason;
import honeyd.model.topology.Router;
import honeyd.stack.Attachment;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.StackContext;
import honeyd.stack.transit.Parcel;
import honeyd.wire.Ipv4View;

/// Sends the ICMP errors of virtual routers, each in its router's name and habits, within its rate
/// (RFC 1812 §4.3). One worker.
public final class RouterErrors {
  private final Ipv4View ip = new Ipv4View();
  private final StackContext context;
  private final IcmpErrors errors;
  private final IncomingPacket packet;

  public RouterErrors(StackContext context, Attachment any, IcmpErrors errors) {
    this.context = context;
    this.errors = errors;
    this.packet = new IncomingPacket(any);
  }

  /// Says that a packet's TTL ended here.
  public void timeExceeded(Parcel parcel, Router at, long nowNs) {
    if (fill(parcel, at, nowNs)) {
      errors.timeExceeded(packet, nowNs);
    }
  }

  /// Says that there is no way on.
  ///
  /// @param code one of [honeyd.wire.IcmpType]'s codes of unreachable
  public void unreachable(Parcel parcel, Router at, int code, long nowNs) {
    if (fill(parcel, at, nowNs)) {
      errors.unreachable(packet, code, nowNs);
    }
  }

  /// Says that a packet is too long for the way on.
  public void fragmentationNeeded(Parcel parcel, Router at, int mtuBytes, long nowNs) {
    if (fill(parcel, at, nowNs)) {
      errors.fragmentationNeeded(packet, mtuBytes, nowNs);
    }
  }

  /// Has the router look at the packet as if it were for it; false when nobody may be told.
  private boolean fill(Parcel parcel, Router at, long nowNs) {
    DropReason reason = ip.wrap(parcel.bytes(), parcel.at(), parcel.at() + parcel.lengthBytes());
    Host router =
        reason == DropReason.NONE
            ? context.hosts().find(at.address().hi(), at.address().lo(), nowNs)
            : null;
    // RFC 1812 §4.3.2.7: only the first fragment is complained about.
    if (router == null || ip.fragmentOffsetBytes() > 0) {
      context.counters().drop(DropReason.ICMP_ERROR_FORBIDDEN);
      return false;
    }
    packet.bytes = parcel.bytes();
    packet.ipAt = parcel.at();
    packet.at = ip.payloadAt();
    packet.limit = ip.end();
    packet.checksum = parcel.checksum();
    packet.reassembled = false;
    packet.path.set(parcel.path());
    packet.host(router);
    packet.protocol = ip.protocol();
    packet.totalLength = ip.totalLength();
    packet.ttl = ip.ttl();
    packet.tos = ip.tos();
    packet.ipId = ip.identification();
    packet.df = ip.isDontFragment();
    packet.remoteHi = 0;
    packet.remoteLo = ip.srcLo();
    packet.localHi = 0;
    packet.localLo = ip.dstLo();
    return true;
  }
}
