package honeyd.testkit;

import honeyd.base.DropReason;
import honeyd.link.Link;
import honeyd.wire.ArpView;
import honeyd.wire.Checksum;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.GreView;
import honeyd.wire.IcmpView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Whether a frame that the machine sent is one that may be sent: it parses, its lengths fit, its
/// checksums are right, and the link can carry it. Allocates nothing for a good frame.
public final class FrameCheck {
  private final EthernetView ethernet = new EthernetView();
  private final ArpView arp = new ArpView();
  private final Ipv4View ip = new Ipv4View();
  private final TcpView tcp = new TcpView();
  private final UdpView udp = new UdpView();
  private final IcmpView icmp = new IcmpView();
  private final GreView gre = new GreView();
  private final Ipv4View inner = new Ipv4View();

  private final boolean ownPayloads;

  public FrameCheck() {
    this(true);
  }

  private FrameCheck(boolean ownPayloads) {
    this.ownPayloads = ownPayloads;
  }

  /// For a machine that also forwards what others send: only IP headers are looked at.
  public static FrameCheck ofForwarder() {
    return new FrameCheck(false);
  }

  /// @throws AssertionError with what is wrong and the frame in hexadecimal
  public void check(MemorySegment bytes, long at, int length, Link.Framing framing, int mtu) {
    String wrong =
        framing == Link.Framing.ETHERNET
            ? ethernet(bytes, at, at + length, mtu)
            : ip(bytes, at, at + length, mtu);
    if (wrong != null) {
      throw new AssertionError(
          "sent "
              + wrong
              + "\n"
              + HexFormat.of()
                  .formatHex(
                      bytes.asSlice(at, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
    }
  }

  private @Nullable String ethernet(MemorySegment bytes, long at, long limit, int mtu) {
    DropReason reason = ethernet.wrap(bytes, at, limit);
    if (reason != DropReason.NONE) {
      return reason.stableName();
    }
    return switch (ethernet.etherType()) {
      case EtherType.IPV4 -> ip(bytes, ethernet.payloadAt(), limit, mtu);
      case EtherType.ARP -> arp(bytes, ethernet.payloadAt(), limit);
      default -> "a frame of another EtherType";
    };
  }

  private @Nullable String arp(MemorySegment bytes, long at, long limit) {
    DropReason reason = arp.wrap(bytes, at, limit);
    if (reason != DropReason.NONE) {
      return reason.stableName();
    }
    return arp.senderMac() == ethernet.srcMac() ? null : "ARP in the name of another MAC";
  }

  private @Nullable String ip(MemorySegment bytes, long at, long limit, int mtu) {
    DropReason reason = ip.wrap(bytes, at, limit);
    if (reason != DropReason.NONE) {
      return reason.stableName();
    }
    if (ip.end() != limit) {
      return "bytes behind the packet";
    }
    if (ip.totalLength() > mtu) {
      return "a packet of " + ip.totalLength() + " bytes over an MTU of " + mtu;
    }
    if (!ip.isChecksumValid()) {
      return "a bad IP checksum";
    }
    if (!ownPayloads) {
      return null;
    }
    if (ip.isFragment()) {
      return ip.isMoreFragments() && (ip.payloadBytes() & 7) != 0 ? "an uneven fragment" : null;
    }
    return switch (ip.protocol()) {
      case IpProtocol.TCP -> transport(tcp.wrap(bytes, ip.payloadAt(), limit), bytes);
      case IpProtocol.UDP -> udp(udp.wrap(bytes, ip.payloadAt(), limit));
      case IpProtocol.GRE -> gre(gre.wrap(bytes, ip.payloadAt(), limit), bytes);
      case IpProtocol.ICMP -> icmp(icmp.wrap(bytes, ip.payloadAt(), limit));
      default -> "another protocol";
    };
  }

  private @Nullable String transport(DropReason reason, MemorySegment bytes) {
    if (reason != DropReason.NONE) {
      return reason.stableName();
    }
    long sum = Checksum.add(ip.pseudoHeader(), bytes, ip.payloadAt(), ip.payloadBytes());
    return Checksum.finish(sum) == 0 ? null : "a bad TCP checksum";
  }

  private @Nullable String udp(DropReason reason) {
    if (reason != DropReason.NONE) {
      return reason.stableName();
    }
    if (udp.end() != ip.end()) {
      return "bytes behind the datagram";
    }
    return udp.isChecksumValid(ip) ? null : "a bad UDP checksum";
  }

  /// Of the packet inside, the header: the rest is its sender's.
  private @Nullable String gre(DropReason reason, MemorySegment bytes) {
    if (reason != DropReason.NONE) {
      return reason.stableName();
    }
    if (!gre.isChecksumValid()) {
      return "a bad GRE checksum";
    }
    DropReason inside = inner.wrap(bytes, gre.payloadAt(), gre.end());
    if (inside != DropReason.NONE) {
      return inside.stableName() + " in GRE";
    }
    return inner.isChecksumValid() ? null : "a bad IP checksum in GRE";
  }

  private @Nullable String icmp(DropReason reason) {
    if (reason != DropReason.NONE) {
      return reason.stableName();
    }
    return icmp.isChecksumValid() ? null : "a bad ICMP checksum";
  }
}
