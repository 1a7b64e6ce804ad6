package honeyd.stack.icmp;

import honeyd.base.DropReason;
import honeyd.link.Link.ChecksumState;
import honeyd.model.topology.Router;
import honeyd.stack.Attachment;
import honeyd.stack.Duties;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.Reach;
import honeyd.stack.RouterMailbox;
import honeyd.stack.StackContext;
import honeyd.stack.transit.Parcel;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;

/// Sends the ICMP errors of virtual routers, each in its router's name and habits, within its rate
/// (RFC 1812 §4.3). One worker; what routers of other workers owe goes to their [RouterMailbox].
public final class RouterErrors implements RouterMailbox.Reader {
  private static final int TIME_EXCEEDED = 0;
  private static final int UNREACHABLE = 1;
  private static final int FRAGMENTATION_NEEDED = 2;

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
    tell(TIME_EXCEEDED, 0, parcel, at, nowNs);
  }

  /// Says that there is no way on.
  ///
  /// @param code one of [honeyd.wire.IcmpType]'s codes of unreachable
  public void unreachable(Parcel parcel, Router at, int code, long nowNs) {
    tell(UNREACHABLE, code, parcel, at, nowNs);
  }

  /// Says that a packet is too long for the way on.
  public void fragmentationNeeded(Parcel parcel, Router at, int mtuBytes, long nowNs) {
    tell(FRAGMENTATION_NEEDED, mtuBytes, parcel, at, nowNs);
  }

  private void tell(int what, int argument, Parcel parcel, Router at, long nowNs) {
    if (!context.duties().has(at)) {
      if (!context.duties().mailboxOf(at).offer(what, argument, at.address().lo(), parcel)) {
        context.counters().drop(DropReason.TRANSIT_ERROR_UNTOLD);
      }
      return;
    }
    packet.path.set(parcel.path());
    packet.checksum = parcel.checksum();
    if (fill(parcel.bytes(), parcel.at(), parcel.lengthBytes(), at.address().lo(), nowNs)) {
      tell(what, argument, nowNs);
    }
  }

  private void tell(int what, int argument, long nowNs) {
    switch (what) {
      case TIME_EXCEEDED -> errors.timeExceeded(packet, nowNs);
      case UNREACHABLE -> errors.unreachable(packet, argument, nowNs);
      case FRAGMENTATION_NEEDED -> errors.fragmentationNeeded(packet, argument, nowNs);
      default -> throw new IllegalStateException("no error " + what);
    }
  }

  /// Sends what other workers found that routers of this one owe; returns how many.
  public int takeMail(long nowNs) {
    Duties duties = context.duties();
    return duties.shard().isWhole()
        ? 0
        : duties.mailboxes().get(duties.shard().index()).drain(this, nowNs);
  }

  @Override
  public void read(
      int what,
      int argument,
      long routerLo,
      int linkIndex,
      int vlan,
      long macBits,
      Reach reach,
      MemorySegment bytes,
      long at,
      int lengthBytes,
      long nowNs) {
    packet.path.set(context.insideLinks().attachments().get(linkIndex), vlan, macBits);
    packet.path.reach(reach);
    packet.checksum = ChecksumState.UNVERIFIED;
    if (fill(bytes, at, lengthBytes, routerLo, nowNs)) {
      tell(what, argument, nowNs);
    }
  }

  /// Has the router look at the packet as if it were for it; false when nobody may be told.
  private boolean fill(MemorySegment bytes, long at, int lengthBytes, long routerLo, long nowNs) {
    DropReason reason = ip.wrap(bytes, at, at + lengthBytes);
    Host router = reason == DropReason.NONE ? context.hosts().find(0, routerLo, nowNs) : null;
    // RFC 1812 §4.3.2.7: only the first fragment is complained about.
    if (router == null || ip.fragmentOffsetBytes() > 0) {
      context.counters().drop(DropReason.ICMP_ERROR_FORBIDDEN);
      return false;
    }
    packet.header(ip);
    packet.host(router);
    return true;
  }
}
