package honeyd.stack.ip;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link.ChecksumState;
import honeyd.model.Route;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.model.topology.Way;
import honeyd.stack.Reach;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.stack.transit.Parcel;
import honeyd.stack.transit.Transit;
import honeyd.wire.EtherType;
import honeyd.wire.GreView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Our ends of GRE tunnels (RFC 2784): what a router sends into one leaves wrapped, what comes out
/// of one is the router's to forward. One worker.
final class Tunnels {
  /// As Linux sends (net/ipv4/ip_gre.c without `ttl`).
  private static final int OUTER_TTL = 64;

  private final Ipv4View outer = new Ipv4View();
  private final Ipv4View inner = new Ipv4View();
  private final GreView gre = new GreView();
  private final StackContext context;
  private final Counters counters;
  private final Transit transit;
  private final Departure departure;
  private final Forwarding forwarding;

  Tunnels(StackContext context, Departure departure, Forwarding forwarding) {
    this.context = context;
    this.departure = departure;
    this.counters = context.counters();
    this.transit = context.transit();
    this.forwarding = forwarding;
  }

  /// Takes a packet of protocol GRE if it is for one of our ends; false if it is none of ours.
  boolean onPacket(
      Ipv4View packet, Topology topology, ReturnPath path, ChecksumState checksum, long nowNs) {
    Route.Tunnel tunnel = topology.tunnel(packet.dstBits(), packet.srcBits());
    Router router = tunnel == null ? null : topology.router(tunnel.router());
    if (tunnel == null || router == null) {
      return false;
    }
    DropReason reason = unwrap(packet, checksum);
    if (reason != DropReason.NONE) {
      counters.drop(reason);
      return true;
    }
    if (path.attachment().hasMacs()) {
      context.neighbours().learn(path, 0, packet.srcLo());
    }
    path.reach(Reach.FAR);
    // The other end sends what fits its tunnel, or left the cutting to its card with GRE around it.
    int room = path.attachment().mtu() - (packet.totalLength() - inner.totalLength());
    Way way = topology.way(router, 0, inner.dstLo());
    departure.depart(inner, path, checksum, room, way, nowNs);
    return true;
  }

  private DropReason unwrap(Ipv4View packet, ChecksumState checksum) {
    if (packet.isFragment()) {
      return DropReason.GRE_FRAGMENT;
    }
    DropReason reason = gre.wrap(packet.bytes(), packet.payloadAt(), packet.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    if (checksum == ChecksumState.UNVERIFIED && !gre.isChecksumValid()) {
      return DropReason.GRE_BAD_CHECKSUM;
    }
    if (gre.protocolType() != EtherType.IPV4) {
      return DropReason.GRE_UNKNOWN_TYPE;
    }
    reason = inner.wrap(packet.bytes(), gre.payloadAt(), gre.end());
    if (reason != DropReason.NONE) {
      return reason;
    }
    return Ipv4Input.check(inner);
  }

  /// Sends a packet to the other end.
  void enter(Parcel parcel, long nowNs) {
    Route.Tunnel tunnel = parcel.way().tunnel();
    if (tunnel == null) {
      throw new IllegalStateException("a way that ends in no tunnel: " + parcel.way());
    }
    int flags = tunnel.checksum() ? GreView.CHECKSUM_PRESENT : 0;
    int header = Ipv4View.HEADER_BYTES + GreView.headerBytes(flags);
    int length = header + parcel.lengthBytes();
    Parcel wrapped = length > Ipv4View.MAX_PACKET_BYTES ? tooLong() : transit.begin(length);
    if (wrapped == null) {
      return;
    }
    MemorySegment out = wrapped.bytes();
    long at = wrapped.at();
    MemorySegment.copy(parcel.bytes(), parcel.at(), out, at + header, parcel.lengthBytes());
    gre.begin(out, at + Ipv4View.HEADER_BYTES, at + length, flags).protocolType(EtherType.IPV4);
    if (tunnel.checksum()) {
      gre.updateChecksum();
    }
    outer
        .begin(out, at, Ipv4View.HEADER_BYTES)
        .totalLength(length)
        .identification(context.rng().nextInt() >>> 16)
        .ttl(OUTER_TTL)
        .protocol(IpProtocol.GRE)
        .srcBits(tunnel.source().v4Bits())
        .dstBits(tunnel.destination().v4Bits())
        .updateChecksum();
    wrapped.lengthBytes(length);
    forwarding.toPeer(wrapped, parcel.way().last(), tunnel.source().v4Bits(), nowNs);
    transit.giveUp(wrapped);
  }

  private @Nullable Parcel tooLong() {
    counters.drop(DropReason.LINK_TOO_LONG);
    return null;
  }
}
