package honeyd.stack.icmp;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.personality.IcmpTraits;
import honeyd.personality.IpShape;
import honeyd.personality.PacketKind;
import honeyd.personality.UnreachableAnswer;
import honeyd.stack.Egress;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.wire.IcmpType;
import honeyd.wire.IcmpView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Sends ICMP errors in a host's name: unreachable and time exceeded, with the packet that caused
/// them quoted as the personality quotes, within the host's rate (RFC 792, RFC 1122 §3.2.2). One
/// worker.
public final class IcmpErrors {
  private static final int INTERNETWORK_CONTROL = 0xc0;
  private static final int TOS_MASK = 0x1e;

  private final UnreachableAnswer answer = new UnreachableAnswer();
  private final IpShape shape = new IpShape();
  private final IcmpView icmp = new IcmpView();
  private final Ipv4View quoted = new Ipv4View();
  private final UdpView quotedUdp = new UdpView();
  private final ErrorLimits toEach = new ErrorLimits();
  private final StackContext context;

  public IcmpErrors(StackContext context) {
    this.context = context;
  }

  /// Says that nobody listens on the port of a datagram.
  public void portUnreachable(IncomingPacket packet, long nowNs) {
    Host host = packet.host();
    // First the limit: asking the personality counts an identification as used.
    if (!mayErrorTo(packet, host, true, nowNs)) {
      return;
    }
    host.personality().portUnreachable(host.state(), nowNs, answer);
    if (!answer.responds) {
      return;
    }
    answer.ip.tos = errorTos(packet);
    int quote = Math.min(answer.quotedBytes, packet.totalLength);
    send(
        packet.path,
        host,
        packet.remoteHi,
        packet.remoteLo,
        answer.ip,
        IcmpType.UNREACHABLE,
        IcmpType.PORT_UNREACHABLE,
        answer.unused,
        packet.bytes,
        packet.ipAt,
        quote,
        true);
  }

  /// Says that a packet's destination is unreachable for another reason than its port.
  ///
  /// @param code one of [IcmpType]'s codes of unreachable
  public void unreachable(IncomingPacket packet, int code, long nowNs) {
    if (mayErrorTo(packet, packet.host(), true, nowNs)) {
      plain(packet, IcmpType.UNREACHABLE, code, 0, packet.totalLength, nowNs);
    }
  }

  /// Says that a packet's TTL ended at a router, which is the packet's host.
  public void timeExceeded(IncomingPacket packet, long nowNs) {
    Host host = packet.host();
    if (mayErrorTo(packet, host, limitsTimeExceeded(host), nowNs)) {
      plain(packet, IcmpType.TIME_EXCEEDED, IcmpType.TTL_EXCEEDED, 0, packet.totalLength, nowNs);
    }
  }

  /// Says that a packet is longer than what comes after a router, which is the packet's host, and
  /// may not be cut (RFC 1191 §4). Never limited, as in Linux (net/ipv4/icmp.c, icmpv4_mask_allow):
  /// a sender that does not hear of it stays mute.
  public void fragmentationNeeded(IncomingPacket packet, int mtuBytes, long nowNs) {
    if (mayErrorTo(packet, packet.host(), false, nowNs)) {
      plain(
          packet,
          IcmpType.UNREACHABLE,
          IcmpType.FRAGMENTATION_NEEDED,
          mtuBytes,
          packet.totalLength,
          nowNs);
    }
  }

  /// Says that fragments did not come together in time.
  ///
  /// @param first the first fragment, still whole, and whom to tell
  /// @param fragmentBytes its length
  public void reassemblyExceeded(IncomingPacket first, int fragmentBytes, long nowNs) {
    Host host = first.host();
    if (mayErrorTo(first, host, limitsTimeExceeded(host), nowNs)) {
      plain(first, IcmpType.TIME_EXCEEDED, IcmpType.REASSEMBLY_EXCEEDED, 0, fragmentBytes, nowNs);
    }
  }

  /// An error that no fingerprint records looks like the system's port unreachable, if it sends
  /// that, and quotes as much.
  private void plain(
      IncomingPacket packet, int type, int code, int restOfHeader, int length, long nowNs) {
    Host host = packet.host();
    host.personality().portUnreachable(host.state(), nowNs, answer);
    IpShape ip = answer.ip;
    int most = answer.quotedBytes;
    if (!answer.responds) {
      host.personality().shape(PacketKind.ICMP_ERROR, host.state(), nowNs, shape);
      ip = shape;
      most = Ipv4View.HEADER_BYTES + UdpView.HEADER_BYTES;
    }
    ip.tos = errorTos(packet);
    send(
        packet.path,
        host,
        packet.remoteHi,
        packet.remoteLo,
        ip,
        type,
        code,
        restOfHeader,
        packet.bytes,
        packet.ipAt,
        Math.min(most, length),
        false);
  }

  /// Precedence 6 as RFC 1812 §4.3.2.5 asks of routers; Linux does so on every machine, and keeps
  /// the low bits of the packet's own (net/ipv4/icmp.c, __icmp_send).
  private static int errorTos(IncomingPacket packet) {
    return switch (packet.host().personality().traits().family()) {
      case LINUX -> INTERNETWORK_CONTROL | (packet.tos & TOS_MASK);
      case CISCO -> INTERNETWORK_CONTROL;
      case WINDOWS, BSD, MACOS, SOLARIS, EMBEDDED, GENERIC -> 0;
    };
  }

  private static boolean limitsTimeExceeded(Host host) {
    return host.personality().traits().icmp().limitsTimeExceeded();
  }

  private boolean mayErrorTo(IncomingPacket packet, Host host, boolean limited, long nowNs) {
    // RFC 1122 §3.2.2: an error is never answered with an error.
    if (packet.protocol == IpProtocol.ICMP
        && packet.limit > packet.at
        && IcmpType.isError(
            Byte.toUnsignedInt(packet.bytes.get(ValueLayout.JAVA_BYTE, packet.at)))) {
      context.counters().drop(DropReason.ICMP_ERROR_FORBIDDEN);
      return false;
    }
    IcmpTraits traits = host.personality().traits().icmp();
    if (limited && !mayError(host, packet, traits, nowNs)) {
      context.counters().drop(DropReason.ICMP_RATE_LIMITED);
      return false;
    }
    return true;
  }

  private boolean mayError(Host host, IncomingPacket packet, IcmpTraits traits, long nowNs) {
    if (!traits.perDestination()) {
      return host.mayComplain(traits.errorsPerSecond(), traits.errorBurst(), nowNs);
    }
    return toEach.tryTake(
            host.state().key(),
            packet.remoteHi,
            packet.remoteLo,
            traits.errorsPerSecond(),
            traits.errorBurst(),
            nowNs)
        && host.mayComplain(traits.allErrorsPerSecond(), traits.allErrorsBurst(), nowNs);
  }

  private void send(
      ReturnPath path,
      Host host,
      long remoteHi,
      long remoteLo,
      IpShape ip,
      int type,
      int code,
      int restOfHeader,
      MemorySegment source,
      long from,
      int quote,
      boolean altered) {
    Egress egress = context.egress();
    int padded = altered ? Math.max(quote, answer.paddedQuoteBytes) : quote;
    int length = IcmpView.HEADER_BYTES + padded;
    long at = egress.beginIpv4(path, host, remoteHi, remoteLo, IpProtocol.ICMP, ip, length);
    if (at < 0) {
      return;
    }
    MemorySegment out = egress.transmitBytes();
    icmp.begin(out, at, at + length).type(type).code(code).restOfHeader(restOfHeader);
    MemorySegment.copy(source, from, out, at + IcmpView.HEADER_BYTES, quote);
    zero(out, at + IcmpView.HEADER_BYTES + quote, at + length);
    if (altered) {
      alterQuote(out, at + IcmpView.HEADER_BYTES, quote);
    }
    icmp.updateChecksum();
    egress.commitIpv4(length);
    context.counters().increment(Counter.ICMP_ERRORS_SENT);
  }

  /// Does to the quoted packet what the system does to it.
  private void alterQuote(MemorySegment out, long at, int quote) {
    if (quote < Ipv4View.HEADER_BYTES
        || quoted.wrapQuoted(out, at, at + quote) != DropReason.NONE) {
      return;
    }
    boolean changed = false;
    if (answer.quotedTotalLength >= 0) {
      quoted.totalLength(answer.quotedTotalLength);
      changed = true;
    }
    if (answer.quotedIpId >= 0) {
      quoted.identification(answer.quotedIpId);
      changed = true;
    }
    if (answer.quotedTtlDrop != 0) {
      quoted.ttl(Math.clamp(quoted.ttl() - answer.quotedTtlDrop, 0, 255));
      changed = true;
    }
    switch (answer.quotedIpChecksum) {
      case KEPT -> {
        if (changed) {
          quoted.updateChecksum();
        }
      }
      case ZERO -> quoted.checksum(0);
      case WRONG -> {
        quoted.updateChecksum();
        // One off, and not zero, which would be a mark of its own.
        quoted.checksum(quoted.checksum() == 0xffff ? 1 : quoted.checksum() + 1);
      }
    }
    long udpAt = at + quoted.headerBytes();
    // The quotation is usually cut short, so a length past its end is no error here.
    if (quotedUdp.wrap(out, udpAt, at + quote) == DropReason.UDP_TRUNCATED) {
      return;
    }
    if (answer.quotedUdpChecksum >= 0) {
      quotedUdp.checksum(answer.quotedUdpChecksum);
    }
    if (answer.payloadDamaged) {
      zero(out, udpAt + UdpView.HEADER_BYTES, at + quote);
    }
  }

  private static void zero(MemorySegment bytes, long from, long to) {
    for (long at = from; at < to; at++) {
      bytes.set(ValueLayout.JAVA_BYTE, at, (byte) 0);
    }
  }
}
