package honeyd.stack.udp;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.FlowEnd;
import honeyd.event.NoteKind;
import honeyd.event.PacketRemark;
import honeyd.flow.Flow;
import honeyd.flow.FlowDatagrams;
import honeyd.link.Link.ChecksumState;
import honeyd.model.Behaviour;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.Transport;
import honeyd.personality.IpShape;
import honeyd.personality.PacketKind;
import honeyd.stack.Egress;
import honeyd.stack.FlowSummary;
import honeyd.stack.FlowVisitor;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.Inspection;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.stack.TransportInput;
import honeyd.stack.icmp.IcmpErrors;
import honeyd.wire.Checksum;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Takes UDP datagrams, keeps their flows, and sends what services answer (RFC 768). One worker.
public final class UdpInput implements TransportInput {
  /// Honeyd's limit: a peer that says so often that its port is closed is believed.
  private static final int MAX_UNREACHABLES = 3;

  private static final int MDNS_GROUP = 0xe000_00fb;
  private static final long MDNS_MAC = 0x0100_5e00_00fbL;
  private static final long MDNS_ADDRESS = IpAddress.ofV4(MDNS_GROUP).lo();
  private static final int MDNS_PORT = 5353;

  /// RFC 6762 §11.
  private static final int MDNS_TTL = 255;

  private static final int MAX_PAYLOAD_BYTES =
      Ipv4View.MAX_PACKET_BYTES - Ipv4View.HEADER_BYTES - UdpView.HEADER_BYTES;

  private final UdpView udp = new UdpView();
  private final UdpView out = new UdpView();
  private final IpShape shape = new IpShape();
  private final StackContext context;
  private final Counters counters;
  private final IcmpErrors errors;
  private final UdpTable table;

  public UdpInput(StackContext context, IcmpErrors errors) {
    this.context = context;
    this.counters = context.counters();
    this.errors = errors;
    this.table = new UdpTable(context.hash());
  }

  /// How many flows are open.
  @Override
  public int flows() {
    return table.size();
  }

  @Override
  public int scan(int from, int places, FlowVisitor visitor, long nowNs) {
    int place = from;
    for (int i = 0; i < places && place < table.places(); i++) {
      UdpFlow flow = table.at(place);
      if (flow != null
          && visitor.wants(
              flow.remoteHi,
              flow.remoteLo,
              flow.remotePort,
              flow.host.hi(),
              flow.host.lo(),
              flow.localPort)
          && visitor.onFlow(summary(flow, nowNs)) == FlowVisitor.Verdict.END) {
        // Another may have moved to its place.
        end(flow, FlowEnd.RESET_BY_US);
      } else {
        place++;
      }
    }
    return place < table.places() ? place : Inspection.THROUGH;
  }

  private static FlowSummary summary(UdpFlow flow, long nowNs) {
    return new FlowSummary(
        Transport.UDP,
        new IpAddress(flow.remoteHi, flow.remoteLo),
        flow.remotePort,
        flow.host.address(),
        flow.localPort,
        "open",
        flow.host.template().name(),
        serviceOf(flow.behaviour),
        nowNs - flow.openedNs,
        nowNs - flow.lastUsedNs,
        flow.receivedBytes,
        flow.sentBytes);
  }

  private static @Nullable String serviceOf(Behaviour behaviour) {
    return switch (behaviour) {
      case Behaviour.Script s -> s.command();
      case Behaviour.Proxy p -> p.host() + ":" + p.port();
      case Behaviour.Internal i -> "internal " + i.name();
      case Behaviour.OfSubsystem s -> s.command();
      case Behaviour.Open _, Behaviour.Closed _, Behaviour.Filtered _ -> null;
      case Behaviour.Tarpit t -> serviceOf(t.inner());
    };
  }

  @Override
  public void onPacket(IncomingPacket packet, long nowNs) {
    DropReason reason = udp.wrap(packet.bytes, packet.at, packet.limit);
    if (reason != DropReason.NONE) {
      counters.drop(reason);
      return;
    }
    if (packet.checksum == ChecksumState.UNVERIFIED && !isChecksumValid(packet)) {
      counters.drop(DropReason.UDP_BAD_CHECKSUM);
      log(packet, PacketRemark.BAD_CHECKSUM);
      return;
    }
    UdpFlow flow =
        table.find(
            packet.remoteHi,
            packet.remoteLo,
            udp.srcPort(),
            packet.localHi,
            packet.localLo,
            udp.dstPort());
    if (flow != null && flow.host.isGone()) {
      end(flow, FlowEnd.EXPIRED);
      flow = null;
    }
    if (flow == null) {
      flow = firstDatagram(packet, nowNs);
    }
    if (flow != null) {
      deliver(flow, packet, nowNs);
    }
  }

  @Override
  public @Nullable Host hostOfFlow(Ipv4View ip, long nowNs) {
    if (table.size() == 0
        || udp.wrap(ip.bytes(), ip.payloadAt(), ip.end()) == DropReason.UDP_TRUNCATED) {
      return null;
    }
    return hostOf(ip.srcLo(), udp.srcPort(), ip.dstLo(), udp.dstPort());
  }

  /// The host of the IPv4 flow with these ends, or null.
  public @Nullable Host hostOf(long remoteLo, int remotePort, long localLo, int localPort) {
    UdpFlow flow = table.find(0, remoteLo, remotePort, 0, localLo, localPort);
    return flow == null || flow.host.isGone() ? null : flow.host;
  }

  /// Believes a peer that has no use for a flow's datagrams, the third time.
  public void onPortUnreachable(
      long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
    UdpFlow flow = table.find(remoteHi, remoteLo, remotePort, localHi, localLo, localPort);
    if (flow == null) {
      return;
    }
    flow.unreachables++;
    if (context.events().wantsNotes()) {
      context
          .events()
          .noted(
              context.epochMicros(),
              NoteKind.PORT_UNREACHABLE_RECEIVED,
              remoteHi,
              remoteLo,
              localHi,
              localLo,
              flow.unreachables,
              0);
    }
    if (flow.unreachables >= MAX_UNREACHABLES) {
      end(flow, FlowEnd.RESET_BY_PEER);
    }
  }

  @Override
  public void close(long nowNs) {
    for (UdpFlow flow = table.oldest(); flow != null; flow = table.oldest()) {
      end(flow, FlowEnd.SHUTDOWN);
    }
  }

  /// Opens a flow where somebody listens; else answers for the port and returns null.
  private @Nullable UdpFlow firstDatagram(IncomingPacket packet, long nowNs) {
    Behaviour behaviour = packet.host().template().udp(udp.dstPort());
    return switch (behaviour) {
      case Behaviour.Filtered filtered -> {
        counters.drop(DropReason.UDP_FILTERED);
        log(packet, PacketRemark.FILTERED);
        yield null;
      }
      case Behaviour.Closed closed -> {
        log(packet, PacketRemark.CLOSED_PORT);
        errors.portUnreachable(packet, nowNs);
        yield null;
      }
      case Behaviour.Open open -> open(packet, behaviour, nowNs);
      case Behaviour.Script script -> open(packet, behaviour, nowNs);
      case Behaviour.Proxy proxy -> open(packet, behaviour, nowNs);
      case Behaviour.Internal internal -> open(packet, behaviour, nowNs);
      case Behaviour.OfSubsystem subsystem -> open(packet, behaviour, nowNs);
      case Behaviour.Tarpit tarpit -> open(packet, tarpit.inner(), nowNs);
    };
  }

  private UdpFlow open(IncomingPacket packet, Behaviour behaviour, long nowNs) {
    UdpFlow eldest = table.oldest();
    if (eldest != null && table.size() >= context.settings().maxUdpFlows()) {
      end(eldest, FlowEnd.EVICTED);
    }
    UdpFlow flow =
        new UdpFlow(
            this,
            packet.remoteHi,
            packet.remoteLo,
            udp.srcPort(),
            packet.host(),
            udp.dstPort(),
            behaviour,
            packet.path);
    flow.openedNs = nowNs;
    flow.host.hold();
    table.add(flow);
    flow.timer = context.timers().schedule(nowNs + context.settings().udpIdleNs(), flow, 0);
    counters.increment(Counter.UDP_FLOWS_OPENED);
    context
        .events()
        .flowOpened(
            context.epochMicros(),
            IpProtocol.UDP,
            flow.remoteHi,
            flow.remoteLo,
            flow.remotePort,
            flow.host.hi(),
            flow.host.lo(),
            flow.localPort,
            context.remoteOsText(flow.remoteHi, flow.remoteLo));
    return flow;
  }

  private void deliver(UdpFlow flow, IncomingPacket packet, long nowNs) {
    int length = udp.payloadBytes();
    flow.receivedBytes += length;
    flow.lastUsedNs = nowNs;
    flow.path.set(packet.path);
    // RFC 6762 §6: who asks from another port is a plain resolver and wants the answer itself.
    flow.askedByMdns = (int) packet.groupLo == MDNS_GROUP && flow.remotePort == MDNS_PORT;
    table.touch(flow);
    if (flow.behaviour instanceof Behaviour.Open) {
      return;
    }
    byte[] datagram = new byte[length];
    MemorySegment.copy(packet.bytes, ValueLayout.JAVA_BYTE, udp.payloadAt(), datagram, 0, length);
    FlowDatagrams service = flow.service;
    // A service that has ended is begun anew, as inetd does for each client.
    boolean fresh = service == null || service.isServiceDone();
    if (service != null && fresh) {
      service.markGone();
    }
    if (service == null || fresh) {
      service = new FlowDatagrams(describe(flow), context.wakes().wakeOf(flow));
      flow.service = service;
    }
    if (!service.offerReceived(datagram)) {
      counters.drop(DropReason.UDP_UNREAD);
    }
    if (fresh) {
      context.acceptor().opened(service, flow.behaviour);
    }
    if (service.takeTurn()) {
      onServiceOutput(flow, nowNs);
    }
  }

  private Flow describe(UdpFlow flow) {
    String remoteOs = context.remoteOsText(flow.remoteHi, flow.remoteLo);
    Template template = flow.host.template();
    return new Flow(
        Transport.UDP,
        new IpAddress(flow.remoteHi, flow.remoteLo),
        flow.remotePort,
        flow.host.address(),
        flow.localPort,
        template.name(),
        flow.host.personalityName(),
        flow.path.attachment().name(),
        remoteOs == null ? "" : remoteOs);
  }

  /// Sends what a flow's service has ready; a queue's length at a time.
  void onServiceOutput(UdpFlow flow, long nowNs) {
    FlowDatagrams service = flow.service;
    if (service == null || service.isGone()) {
      return;
    }
    for (int i = 0; i < FlowDatagrams.QUEUE_DATAGRAMS; i++) {
      byte[] datagram = service.pollToSend();
      if (datagram == null) {
        return;
      }
      send(flow, datagram, nowNs);
    }
  }

  /// Ends a flow that was silent for long enough, else waits for the rest of the time.
  void onIdleTimer(UdpFlow flow, long nowNs) {
    long deadlineNs = flow.lastUsedNs + context.settings().udpIdleNs();
    if (deadlineNs - nowNs > 0) {
      flow.timer = context.timers().schedule(deadlineNs, flow, 0);
    } else {
      end(flow, FlowEnd.EXPIRED);
    }
  }

  private void send(UdpFlow flow, byte[] datagram, long nowNs) {
    if (datagram.length > MAX_PAYLOAD_BYTES) {
      counters.drop(DropReason.LINK_TOO_LONG);
      return;
    }
    Host host = flow.host;
    host.personality().shape(PacketKind.UDP_DATAGRAM, host.state(), nowNs, shape);
    int length = UdpView.HEADER_BYTES + datagram.length;
    Egress egress = context.egress();
    ReturnPath path = flow.path;
    long remoteLo = flow.remoteLo;
    if (flow.askedByMdns) {
      path = new ReturnPath(flow.path);
      path.set(flow.path.attachment(), flow.path.vlan(), MDNS_MAC);
      remoteLo = MDNS_ADDRESS;
      shape.ttl = MDNS_TTL;
    }
    long at = egress.beginIpv4(path, host, flow.remoteHi, remoteLo, IpProtocol.UDP, shape, length);
    if (at < 0) {
      return;
    }
    MemorySegment bytes = egress.transmitBytes();
    MemorySegment.copy(
        datagram, 0, bytes, ValueLayout.JAVA_BYTE, at + UdpView.HEADER_BYTES, datagram.length);
    out.begin(bytes, at)
        .srcPort(flow.localPort)
        .dstPort(flow.remotePort)
        .length(length)
        .updateChecksum(egress.ipv4());
    egress.commitIpv4(length);
    flow.sentBytes += datagram.length;
    flow.lastUsedNs = nowNs;
    table.touch(flow);
  }

  private void end(UdpFlow flow, FlowEnd end) {
    context.timers().cancel(flow.timer);
    table.remove(flow);
    flow.host.release();
    FlowDatagrams service = flow.service;
    if (service != null) {
      service.markGone();
    }
    context
        .events()
        .flowClosed(
            context.epochMicros(),
            IpProtocol.UDP,
            flow.remoteHi,
            flow.remoteLo,
            flow.remotePort,
            flow.host.hi(),
            flow.host.lo(),
            flow.localPort,
            flow.receivedBytes,
            flow.sentBytes,
            end);
  }

  private boolean isChecksumValid(IncomingPacket packet) {
    if (udp.checksum() == 0) {
      return true;
    }
    // RFC 768: the pseudo header has UDP's own length, which may be shorter than IP's payload.
    long sum =
        Checksum.pseudoHeader(
            packet.remoteHi,
            packet.remoteLo,
            packet.localHi,
            packet.localLo,
            IpProtocol.UDP,
            udp.length());
    return Checksum.finish(Checksum.add(sum, packet.bytes, packet.at, udp.length())) == 0;
  }

  private void log(IncomingPacket packet, PacketRemark remark) {
    context
        .events()
        .packetSeen(
            context.epochMicros(),
            IpProtocol.UDP,
            packet.remoteHi,
            packet.remoteLo,
            udp.srcPort(),
            packet.localHi,
            packet.localLo,
            udp.dstPort(),
            packet.totalLength,
            0,
            remark,
            context.remoteOsText(packet.remoteHi, packet.remoteLo));
  }
}
