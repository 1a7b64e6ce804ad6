package honeyd.stack;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.model.topology.Way;
import honeyd.net.IpAddress;
import honeyd.personality.ArpTraits;
import honeyd.personality.IpShape;
import honeyd.stack.transit.Fragmenter;
import honeyd.stack.transit.Parcel;
import honeyd.stack.transit.Transit;
import honeyd.wire.ArpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The one way out of a worker's stack: every packet that any host sends is begun and committed
/// here.
///
/// ```
/// long at = egress.beginIpv4(path, host, remoteHi, remoteLo, protocol, shape, maxPayload);
/// if (at >= 0) {
///   … write transport header and data into egress.transmitBytes() from at …
///   egress.commitIpv4(payloadBytes);
/// }
/// ```
///
/// The caller computes the transport checksum; IP and Ethernet headers are this class's. What fits
/// one frame to a known MAC is written straight into the link's memory; what must be cut or must
/// wait for ARP is written into a buffer first. What has virtual routers before it is written into
/// a [Parcel] and comes back through [#sendParcel] when it has passed them. One worker.
public final class Egress {
  private static final int MAX_LINK_HEADER_BYTES =
      EthernetView.HEADER_BYTES + EthernetView.TAG_BYTES;

  /// Where the IP header stands in the buffer.
  private static final int BUFFER_IP_AT = 64;

  private final CycleTime time;
  private final Counters counters;
  private final Neighbours neighbours;
  private final HostTable hosts;
  private final Transit transit;
  private final Taps taps;
  private final Spoofing spoofing;
  private final Fragmenter fragmenter = new Fragmenter();
  private final MemorySegment buffer =
      Arena.ofAuto().allocate(BUFFER_IP_AT + Ipv4View.MAX_PACKET_BYTES + 1L, 8);
  private final EthernetView ethernet = new EthernetView();
  private final Ipv4View ipv4 = new Ipv4View();
  private final Ipv4View fragment = new Ipv4View();
  private final ArpView arp = new ArpView();
  private final ReturnPath path;

  private boolean open;
  private boolean direct;
  private @Nullable Parcel parcel;
  private @Nullable Way way;
  private boolean fromRouter;
  private MemorySegment bytes = MemorySegment.NULL;
  private long ipAt;
  private long sourceMac;
  private int askingBits;
  private ArpTraits asking = ArpTraits.of("00000000000", 1, 0);
  private long remoteHi;
  private long remoteLo;

  Egress(
      Attachment any,
      CycleTime time,
      Counters counters,
      Neighbours neighbours,
      HostTable hosts,
      Transit transit,
      Taps taps) {
    this.time = time;
    this.counters = counters;
    this.neighbours = neighbours;
    this.hosts = hosts;
    this.transit = transit;
    this.taps = taps;
    this.spoofing = new Spoofing(counters, neighbours, hosts);
    this.path = new ReturnPath(any, Link.NO_VLAN);
  }

  /// Begins a packet: the offset in [#transmitBytes] at which its transport header goes, or -1 when
  /// it cannot be sent (counted). At most one packet is open; beginning another drops it.
  ///
  /// @param path how the remote address is reached; a MAC of zero on an Ethernet link is looked up
  /// @param from the host that sends
  /// @param maxPayloadBytes room to reserve for transport header and data, at most 65,515
  public long beginIpv4(
      ReturnPath path,
      Host from,
      long remoteHi,
      long remoteLo,
      int protocol,
      IpShape shape,
      int maxPayloadBytes) {
    cancel();
    this.path.set(path);
    this.remoteHi = remoteHi;
    this.remoteLo = remoteLo;
    spoofing.begin(from);
    IpAddress elsewhere = spoofing.destination();
    if (elsewhere != null) {
      this.remoteHi = elsewhere.hi();
      this.remoteLo = spoofing.redirect(elsewhere, this.path, from);
      if (this.remoteLo < 0) {
        return -1;
      }
    }
    Attachment attachment = this.path.attachment();
    askingBits = from.v4Bits();
    sourceMac = from.macBits() != 0 ? from.macBits() : attachment.macBits();
    asking = from.personality().traits().arp();
    int length = Ipv4View.HEADER_BYTES + maxPayloadBytes;
    if (length > Ipv4View.MAX_PACKET_BYTES) {
      counters.drop(DropReason.LINK_TOO_LONG);
      return -1;
    }
    Way toGo = wayOf(this.path, from, this.remoteHi, this.remoteLo);
    int routersPassed = 0;
    if (toGo != null) {
      if (elsewhere != null && !spoofing.mayTake(toGo)) {
        return -1;
      }
      boolean router = from.isRouter();
      // What came from far has come over a link that need not lead to its sender.
      if (toGo.length() > 1 || toGo.end() != Way.End.OUTSIDE || this.path.reach() == Reach.FAR) {
        return beginParcel(toGo, router, from, remoteLo, protocol, shape, length);
      }
      // Only an entry router is before it: no time passes there.
      routersPassed = router ? 0 : 1;
      if (shape.ttl <= routersPassed) {
        counters.drop(DropReason.TRANSIT_EXPIRED);
        return -1;
      }
      sourceMac = hosts.macOf(toGo.last(), attachment, time.nowNs);
    }
    direct = length <= attachment.mtu() && knowsMac();
    if (direct) {
      long at = attachment.link().reserve(linkHeaderBytes() + length);
      if (at < 0) {
        counters.drop(DropReason.LINK_FULL);
        return -1;
      }
      bytes = attachment.link().transmitBytes();
      ipAt = at + linkHeaderBytes();
    } else {
      bytes = buffer;
      ipAt = BUFFER_IP_AT;
    }
    return beginHeader(from, remoteLo, protocol, shape, routersPassed);
  }

  /// The way of a host's packet to where `path` leads, null where nothing lies between.
  private @Nullable Way wayOf(ReturnPath path, Host from, long remoteHi, long remoteLo) {
    Router site = path.reach() == Reach.DIRECT ? null : from.site();
    if (site == null) {
      return null;
    }
    Topology topology = hosts.topology();
    return path.reach() == Reach.FAR ? topology.way(site, remoteHi, remoteLo) : topology.exit(site);
  }

  private long beginParcel(
      Way toGo,
      boolean router,
      Host from,
      long remoteLo,
      int protocol,
      IpShape shape,
      int lengthBytes) {
    Parcel begun = transit.begin(lengthBytes);
    if (begun == null) {
      return -1;
    }
    parcel = begun;
    way = toGo;
    fromRouter = router;
    direct = false;
    bytes = begun.bytes();
    ipAt = begun.at();
    return beginHeader(from, remoteLo, protocol, shape, 0);
  }

  private long beginHeader(
      Host from, long remoteLo, int protocol, IpShape shape, int routersPassed) {
    open = true;
    ipv4.begin(bytes, ipAt, Ipv4View.HEADER_BYTES)
        .tos(shape.tos)
        .identification(shape.ipId)
        .flagsAndOffset(shape.df ? Ipv4View.DF : 0)
        .ttl(shape.ttl - routersPassed)
        .protocol(protocol)
        .srcBits(from.v4Bits())
        .dstBits((int) remoteLo);
    return ipAt + Ipv4View.HEADER_BYTES;
  }

  /// Largest IP packet that a host can send over a path in one piece, in bytes. A host is taken to
  /// know it, as if earlier traffic had told it (RFC 1191 §6.3).
  public int pathMtu(ReturnPath path, Host from) {
    Way toGo = path.reach() == Reach.ROUTED ? wayOf(path, from, 0, 0) : null;
    int mtu = path.attachment().mtu();
    return toGo == null ? mtu : Math.min(mtu, toGo.leastMtu());
  }

  /// How addresses outside are reached that nobody was heard from.
  void outsideRoutes(OutsideRoutes routes) {
    spoofing.routes(routes);
  }

  /// The memory into which the open packet is written.
  public MemorySegment transmitBytes() {
    return bytes;
  }

  /// The open packet's IP header, all of it but total length and checksum; may be changed.
  public Ipv4View ipv4() {
    return ipv4;
  }

  /// Completes the open packet with its headers and sends it: as one frame, as fragments when it is
  /// longer than the link's MTU, or, when the neighbour's MAC is not known, after ARP.
  ///
  /// @param payloadBytes length of transport header and data
  public void commitIpv4(int payloadBytes) {
    if (!open) {
      throw new IllegalStateException("no packet is open");
    }
    int length = Ipv4View.HEADER_BYTES + payloadBytes;
    ipv4.totalLength(length);
    spoofing.rewrite(ipv4, bytes, ipAt + Ipv4View.HEADER_BYTES, payloadBytes);
    open = false;
    Parcel begun = parcel;
    Way toGo = way;
    if (begun != null && toGo != null) {
      parcel = null;
      way = null;
      depart(begun, toGo, length);
    } else if (direct) {
      ipv4.updateChecksum();
      writeEthernet(bytes, ipAt - linkHeaderBytes(), EtherType.IPV4);
      commitFrame(bytes, ipAt - linkHeaderBytes(), linkHeaderBytes() + length);
    } else if (knowsMac()) {
      sendBuffer(length);
    } else {
      neighbours.await(
          this,
          asking,
          path,
          sourceMac,
          askingBits,
          remoteHi,
          remoteLo,
          buffer,
          BUFFER_IP_AT,
          length);
    }
  }

  /// Sends a written packet on its way through the virtual network, cut by its host where it is
  /// longer than the way allows.
  private void depart(Parcel begun, Way toGo, int length) {
    begun.path().set(path);
    begun.lengthBytes(length);
    int mtu = Math.min(path.attachment().mtu(), toGo.leastMtu());
    if (length <= mtu) {
      ipv4.updateChecksum();
      depart(begun, toGo);
      return;
    }
    if (ipv4.isDontFragment() && ipv4.protocol() == IpProtocol.TCP) {
      counters.drop(DropReason.IPV4_NEEDS_FRAGMENTATION);
    } else {
      ipv4.flagsAndOffset(ipv4.flagsAndOffset() & ~Ipv4View.DF);
      fragmenter.begin(bytes, ipAt, length, mtu);
      for (int n = fragmenter.nextBytes(); n > 0; n = fragmenter.nextBytes()) {
        Parcel piece = transit.begin(n);
        if (piece == null) {
          break;
        }
        piece.path().set(path);
        piece.lengthBytes(n);
        fragmenter.write(piece.bytes(), piece.at());
        depart(piece, toGo);
      }
    }
    transit.giveUp(begun);
  }

  private void depart(Parcel ready, Way toGo) {
    ready.checksum(ChecksumState.UNVERIFIED);
    if (fromRouter) {
      transit.departFromRouter(ready, toGo, time.nowNs, time.nowNs);
    } else {
      transit.departOurs(ready, toGo, time.nowNs);
    }
  }

  /// Sends a packet as one frame that has passed the virtual network, after ARP where the
  /// neighbour's MAC is not known.
  ///
  /// @param to over which link, in which VLAN, to which MAC; zero where it is to be looked up
  /// @param fromMac the source of the frame
  /// @param asking habits of whoever asks by ARP
  /// @param askingBits its IPv4 address
  /// @param nextLo lower half of the address whose MAC is wanted: the destination's or a gateway's
  public void sendParcel(
      Parcel packet, ReturnPath to, long fromMac, ArpTraits asking, int askingBits, long nextLo) {
    cancel();
    path.set(to);
    sourceMac = fromMac;
    remoteHi = 0;
    remoteLo = nextLo;
    int length = packet.lengthBytes();
    if (!knowsMac()) {
      neighbours.await(
          this,
          asking,
          path,
          sourceMac,
          askingBits,
          0,
          nextLo,
          packet.bytes(),
          packet.at(),
          length);
      return;
    }
    Link link = path.attachment().link();
    int headerBytes = linkHeaderBytes();
    long at = link.reserve(headerBytes + length);
    if (at < 0) {
      counters.drop(DropReason.LINK_FULL);
      return;
    }
    MemorySegment target = link.transmitBytes();
    MemorySegment.copy(packet.bytes(), packet.at(), target, at + headerBytes, length);
    writeEthernet(target, at, EtherType.IPV4);
    commitFrame(target, at, headerBytes + length);
  }

  /// Drops the open packet, if there is one.
  public void cancel() {
    Parcel begun = parcel;
    if (begun != null) {
      transit.giveUp(begun);
      parcel = null;
      way = null;
    } else if (open && direct) {
      path.attachment().link().commit(0);
    }
    open = false;
  }

  /// Sends a packet that waited for its neighbour.
  void sendWaiting(ReturnPath to, long fromMac, byte[] packet) {
    cancel();
    path.set(to);
    sourceMac = fromMac;
    MemorySegment.copy(MemorySegment.ofArray(packet), 0, buffer, BUFFER_IP_AT, packet.length);
    bytes = buffer;
    ipAt = BUFFER_IP_AT;
    DropReason reason = ipv4.wrap(buffer, BUFFER_IP_AT, BUFFER_IP_AT + (long) packet.length);
    if (reason != DropReason.NONE) {
      throw new IllegalStateException("a packet of ours is broken: " + reason);
    }
    sendBuffer(packet.length);
  }

  /// Sends an ARP packet; false when the link had no room (counted).
  boolean sendArp(
      ReturnPath to,
      long toMac,
      int operation,
      long senderMac,
      int senderBits,
      long targetMac,
      int targetBits) {
    cancel();
    path.set(to.attachment(), to.vlan(), toMac);
    sourceMac = senderMac;
    Link link = to.attachment().link();
    int headerBytes = linkHeaderBytes();
    long at = link.reserve(headerBytes + ArpView.PACKET_BYTES);
    if (at < 0) {
      counters.drop(DropReason.LINK_FULL);
      return false;
    }
    MemorySegment target = link.transmitBytes();
    arp.begin(target, at + headerBytes)
        .operation(operation)
        .senderMac(senderMac)
        .senderBits(senderBits)
        .targetMac(targetMac)
        .targetBits(targetBits);
    writeEthernet(target, at, EtherType.ARP);
    commitFrame(target, at, headerBytes + ArpView.PACKET_BYTES);
    return true;
  }

  private boolean knowsMac() {
    if (!path.attachment().hasMacs() || path.macBits() != 0) {
      return true;
    }
    long mac = neighbours.find(path, remoteHi, remoteLo);
    if (mac == 0) {
      return false;
    }
    path.set(path.attachment(), path.vlan(), mac);
    return true;
  }

  /// Sends the packet in the buffer, cutting it when it is too long.
  private void sendBuffer(int length) {
    if (length <= path.attachment().mtu()) {
      sendWhole(length);
      return;
    }
    // A segment with DF is TCP's to size. Whatever else is too long is cut where it is made, and a
    // packet that was cut cannot carry DF (Linux __ip_make_skb).
    int room = (path.attachment().mtu() - Ipv4View.HEADER_BYTES) & ~7;
    if (room <= 0 || (ipv4.isDontFragment() && ipv4.protocol() == IpProtocol.TCP)) {
      counters.drop(DropReason.IPV4_NEEDS_FRAGMENTATION);
      return;
    }
    int payload = length - Ipv4View.HEADER_BYTES;
    for (int offset = 0; offset < payload; offset += room) {
      int n = Math.min(room, payload - offset);
      int more = offset + n < payload ? Ipv4View.MF : 0;
      if (!sendPiece(offset, n, more | offset >> 3)) {
        return;
      }
    }
  }

  /// A packet that was forwarded may have options, so it goes as it is.
  private void sendWhole(int length) {
    Link link = path.attachment().link();
    int headerBytes = linkHeaderBytes();
    long at = link.reserve(headerBytes + length);
    if (at < 0) {
      counters.drop(DropReason.LINK_FULL);
      return;
    }
    MemorySegment target = link.transmitBytes();
    long to = at + headerBytes;
    MemorySegment.copy(buffer, BUFFER_IP_AT, target, to, length);
    DropReason reason = fragment.wrap(target, to, to + length);
    if (reason != DropReason.NONE) {
      throw new IllegalStateException("a packet of ours is broken: " + reason);
    }
    fragment.updateChecksum();
    writeEthernet(target, at, EtherType.IPV4);
    commitFrame(target, at, headerBytes + length);
  }

  private boolean sendPiece(int offset, int payloadBytes, int flagsAndOffset) {
    Link link = path.attachment().link();
    int headerBytes = linkHeaderBytes();
    int length = Ipv4View.HEADER_BYTES + payloadBytes;
    long at = link.reserve(headerBytes + length);
    if (at < 0) {
      counters.drop(DropReason.LINK_FULL);
      return false;
    }
    MemorySegment target = link.transmitBytes();
    long to = at + headerBytes;
    MemorySegment.copy(
        buffer,
        BUFFER_IP_AT + (long) Ipv4View.HEADER_BYTES + offset,
        target,
        to + Ipv4View.HEADER_BYTES,
        payloadBytes);
    fragment
        .begin(target, to, Ipv4View.HEADER_BYTES)
        .tos(ipv4.tos())
        .totalLength(length)
        .identification(ipv4.identification())
        .flagsAndOffset(flagsAndOffset)
        .ttl(ipv4.ttl())
        .protocol(ipv4.protocol())
        .srcBits(ipv4.srcBits())
        .dstBits(ipv4.dstBits())
        .updateChecksum();
    writeEthernet(target, at, EtherType.IPV4);
    commitFrame(target, at, headerBytes + length);
    return true;
  }

  private int linkHeaderBytes() {
    if (!path.attachment().isEthernet()) {
      return 0;
    }
    return path.isTagged() ? MAX_LINK_HEADER_BYTES : EthernetView.HEADER_BYTES;
  }

  private void writeEthernet(MemorySegment target, long at, int etherType) {
    if (path.attachment().isEthernet()) {
      ethernet
          .begin(target, at, at + linkHeaderBytes())
          .dstMac(path.macBits())
          .srcMac(sourceMac)
          .vlanTci(path.vlan())
          .etherType(etherType);
    }
  }

  private void commitFrame(MemorySegment frame, long at, int lengthBytes) {
    if (taps.any()) {
      taps.sent(path.attachment().link(), time.epochMicros, frame, at, lengthBytes);
    }
    path.attachment().link().commit(lengthBytes);
    counters.increment(Counter.FRAMES_SENT);
    counters.add(Counter.BYTES_SENT, lengthBytes);
  }
}
