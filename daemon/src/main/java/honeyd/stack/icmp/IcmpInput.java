package honeyd.stack.icmp;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.NoteKind;
import honeyd.event.PacketRemark;
import honeyd.model.Behaviour;
import honeyd.personality.EchoAnswer;
import honeyd.personality.IpShape;
import honeyd.personality.PacketKind;
import honeyd.personality.TimestampReply;
import honeyd.stack.Egress;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.StackContext;
import honeyd.stack.TransportInput;
import honeyd.stack.udp.UdpInput;
import honeyd.wire.IcmpType;
import honeyd.wire.IcmpView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Takes ICMP messages: answers requests as the host's system does and tells UDP of unreachable
/// ports (RFC 792, RFC 950, RFC 1122 §3.2.2). One worker.
public final class IcmpInput implements TransportInput {
  /// Honeyd's mask for every host.
  private static final int ADDRESS_MASK = 0xffff_ff00;

  private final IcmpView request = new IcmpView();
  private final IcmpView reply = new IcmpView();
  private final Ipv4View quotedIp = new Ipv4View();
  private final UdpView quotedUdp = new UdpView();
  private final EchoAnswer echo = new EchoAnswer();
  private final IpShape shape = new IpShape();
  private final StackContext context;
  private final Counters counters;
  private final UdpInput udp;

  public IcmpInput(StackContext context, UdpInput udp) {
    this.context = context;
    this.counters = context.counters();
    this.udp = udp;
  }

  @Override
  public void onPacket(IncomingPacket packet, long nowNs) {
    DropReason reason = request.wrap(packet.bytes, packet.at, packet.limit);
    if (reason == DropReason.NONE && !request.isChecksumValid()) {
      reason = DropReason.ICMP_BAD_CHECKSUM;
    }
    log(packet, reason);
    if (reason == DropReason.NONE
        && !(packet.host().template().icmpDefault() instanceof Behaviour.Open)) {
      reason = DropReason.ICMP_FILTERED;
    }
    if (reason == DropReason.NONE) {
      reason = answer(packet, nowNs);
    }
    if (reason != DropReason.NONE) {
      counters.drop(reason);
    }
  }

  /// Whom an error about a datagram is for: the host that sent it.
  @Override
  public @Nullable Host hostOfFlow(Ipv4View ip, long nowNs) {
    boolean quotes =
        request.wrap(ip.bytes(), ip.payloadAt(), ip.end()) == DropReason.NONE
            && request.type() == IcmpType.UNREACHABLE
            && isUdpQuoted(ip.bytes(), ip.dstLo());
    return quotes
        ? udp.hostOf(quotedIp.dstLo(), quotedUdp.dstPort(), ip.dstLo(), quotedUdp.srcPort())
        : null;
  }

  @Override
  public void close(long nowNs) {}

  private DropReason answer(IncomingPacket packet, long nowNs) {
    return switch (request.type()) {
      case IcmpType.ECHO_REQUEST -> echo(packet, nowNs);
      case IcmpType.TIMESTAMP_REQUEST -> timestamp(packet, nowNs);
      case IcmpType.MASK_REQUEST -> mask(packet, nowNs);
      case IcmpType.INFORMATION_REQUEST -> information(packet, nowNs);
      case IcmpType.UNREACHABLE -> unreachable(packet);
      default -> DropReason.ICMP_UNANSWERED_TYPE;
    };
  }

  private DropReason echo(IncomingPacket packet, long nowNs) {
    Host host = packet.host();
    if (!host.mayEcho(host.personality().traits().icmp().echoesPerSecond(), nowNs)) {
      return DropReason.ICMP_RATE_LIMITED;
    }
    host.personality().echo(packet.tos, request.code(), packet.df, host.state(), nowNs, echo);
    if (!echo.responds) {
      return DropReason.ICMP_UNANSWERED_TYPE;
    }
    int length = request.messageBytes();
    long at = begin(packet, echo.ip, length);
    if (at < 0) {
      return DropReason.NONE;
    }
    MemorySegment out = context.egress().transmitBytes();
    reply
        .begin(out, at, at + length)
        .type(IcmpType.ECHO_REPLY)
        .code(echo.code)
        .identifier(request.identifier())
        .sequence(request.sequence());
    MemorySegment.copy(
        packet.bytes, request.payloadAt(), out, reply.payloadAt(), request.payloadBytes());
    finish(packet, length, NoteKind.ICMP_ECHO_REPLY);
    counters.increment(Counter.ICMP_ECHO_REPLIES);
    return DropReason.NONE;
  }

  private DropReason timestamp(IncomingPacket packet, long nowNs) {
    Host host = packet.host();
    TimestampReply rule = host.personality().traits().icmp().timestamp();
    if (rule == TimestampReply.NONE) {
      return DropReason.ICMP_UNANSWERED_TYPE;
    }
    if (request.messageBytes() < IcmpView.TIMESTAMP_BYTES) {
      return DropReason.ICMP_TRUNCATED;
    }
    host.personality().shape(PacketKind.ICMP_REPLY, host.state(), nowNs, shape);
    long at = begin(packet, shape, IcmpView.TIMESTAMP_BYTES);
    if (at < 0) {
      return DropReason.NONE;
    }
    int ms = host.personality().millisOfDay(host.state(), context.epochMicros());
    if (rule == TimestampReply.REVERSED) {
      ms = Integer.reverseBytes(ms);
    }
    reply
        .begin(context.egress().transmitBytes(), at, at + IcmpView.TIMESTAMP_BYTES)
        .type(IcmpType.TIMESTAMP_REPLY)
        .identifier(request.identifier())
        .sequence(request.sequence())
        .originateTimestamp(request.originateTimestamp())
        .receiveTimestamp(ms)
        .transmitTimestamp(ms);
    finish(packet, IcmpView.TIMESTAMP_BYTES, NoteKind.ICMP_TIMESTAMP_REPLY);
    return DropReason.NONE;
  }

  private DropReason mask(IncomingPacket packet, long nowNs) {
    Host host = packet.host();
    if (!host.personality().traits().icmp().answersMask()) {
      return DropReason.ICMP_UNANSWERED_TYPE;
    }
    if (request.messageBytes() < IcmpView.MASK_BYTES) {
      return DropReason.ICMP_TRUNCATED;
    }
    host.personality().shape(PacketKind.ICMP_REPLY, host.state(), nowNs, shape);
    long at = begin(packet, shape, IcmpView.MASK_BYTES);
    if (at < 0) {
      return DropReason.NONE;
    }
    reply
        .begin(context.egress().transmitBytes(), at, at + IcmpView.MASK_BYTES)
        .type(IcmpType.MASK_REPLY)
        .identifier(request.identifier())
        .sequence(request.sequence())
        .addressMask(ADDRESS_MASK);
    finish(packet, IcmpView.MASK_BYTES, NoteKind.ICMP_MASK_REPLY);
    return DropReason.NONE;
  }

  /// RFC 792: the reply is as long as the request, the network number is the reply's own address.
  private DropReason information(IncomingPacket packet, long nowNs) {
    Host host = packet.host();
    if (!host.personality().traits().icmp().answersInformation()) {
      return DropReason.ICMP_UNANSWERED_TYPE;
    }
    host.personality().shape(PacketKind.ICMP_REPLY, host.state(), nowNs, shape);
    long at = begin(packet, shape, IcmpView.HEADER_BYTES);
    if (at < 0) {
      return DropReason.NONE;
    }
    reply
        .begin(context.egress().transmitBytes(), at, at + IcmpView.HEADER_BYTES)
        .type(IcmpType.INFORMATION_REPLY)
        .identifier(request.identifier())
        .sequence(request.sequence());
    finish(packet, IcmpView.HEADER_BYTES, NoteKind.ICMP_INFO_REPLY);
    return DropReason.NONE;
  }

  /// A peer has no use for what one of our hosts sent: the packet it quotes says which flow.
  private DropReason unreachable(IncomingPacket packet) {
    if (request.code() != IcmpType.PORT_UNREACHABLE) {
      return DropReason.ICMP_UNANSWERED_TYPE;
    }
    if (!isUdpQuoted(packet.bytes, packet.localLo)) {
      return DropReason.ICMP_UNANSWERED_TYPE;
    }
    udp.onPortUnreachable(
        0, quotedIp.dstLo(), quotedUdp.dstPort(), 0, packet.localLo, quotedUdp.srcPort());
    return DropReason.NONE;
  }

  /// Whether the request quotes a datagram from this address, which is then in [#quotedUdp].
  private boolean isUdpQuoted(MemorySegment bytes, long localLo) {
    long limit = request.end();
    return quotedIp.wrapQuoted(bytes, request.payloadAt(), limit) == DropReason.NONE
        && quotedIp.protocol() == IpProtocol.UDP
        && quotedIp.srcLo() == localLo
        // The quotation is usually cut short, so a length past its end is no error here.
        && quotedUdp.wrap(bytes, quotedIp.payloadAt(), limit) != DropReason.UDP_TRUNCATED;
  }

  private long begin(IncomingPacket packet, IpShape ip, int lengthBytes) {
    return context
        .egress()
        .beginIpv4(
            packet.path,
            packet.host(),
            packet.remoteHi,
            packet.remoteLo,
            IpProtocol.ICMP,
            ip,
            lengthBytes);
  }

  private void finish(IncomingPacket packet, int lengthBytes, NoteKind note) {
    reply.updateChecksum();
    Egress egress = context.egress();
    egress.commitIpv4(lengthBytes);
    if (context.events().wantsNotes()) {
      context
          .events()
          .noted(
              context.epochMicros(),
              note,
              packet.localHi,
              packet.localLo,
              packet.remoteHi,
              packet.remoteLo,
              0,
              0);
    }
  }

  /// Every message is logged before anything is decided; type and code stand for the ports.
  private void log(IncomingPacket packet, DropReason reason) {
    if (packet.payloadBytes() < 2) {
      return;
    }
    context
        .events()
        .packetSeen(
            context.epochMicros(),
            IpProtocol.ICMP,
            packet.remoteHi,
            packet.remoteLo,
            u8(packet, 0),
            packet.localHi,
            packet.localLo,
            u8(packet, 1),
            packet.totalLength,
            0,
            reason == DropReason.ICMP_BAD_CHECKSUM ? PacketRemark.BAD_CHECKSUM : PacketRemark.NONE,
            context.remoteOsText(packet.remoteHi, packet.remoteLo));
  }

  private static int u8(IncomingPacket packet, int at) {
    return Byte.toUnsignedInt(packet.bytes.get(ValueLayout.JAVA_BYTE, packet.at + at));
  }
}
