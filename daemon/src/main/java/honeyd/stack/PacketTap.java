package honeyd.stack;

import honeyd.base.DropReason;
import honeyd.link.FrameLine;
import honeyd.link.Link;
import honeyd.net.IpAddress;
import honeyd.net.IpRange;
import honeyd.wire.ArpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;

/// Tells the frames of some addresses as lines while somebody follows them. For finding faults: a
/// frame that is told makes garbage, one that is not costs a look at its addresses.
///
/// One for each worker, used on its thread.
public final class PacketTap {
  /// Seen from the machine.
  public enum Way {
    IN,
    OUT
  }

  /// Takes lines; must not wait.
  @FunctionalInterface
  public interface Lines {
    void take(long epochMicros, String line);
  }

  private final EthernetView ethernet = new EthernetView();
  private final ArpView arp = new ArpView();
  private final Ipv4View ip = new Ipv4View();
  private final FrameLine text = new FrameLine();
  private final IpRange addresses;
  private final Lines lines;

  /// @param addresses of either end, or in an ARP packet
  public PacketTap(IpRange addresses, Lines lines) {
    this.addresses = addresses;
    this.lines = lines;
  }

  void onFrame(
      Link link,
      Way way,
      long epochMicros,
      MemorySegment bytes,
      long at,
      int lengthBytes,
      int vlan) {
    boolean wanted =
        switch (link.framing()) {
          case ETHERNET -> isWantedFrame(bytes, at, at + lengthBytes);
          case IP -> isWantedPacket(bytes, at, at + lengthBytes);
        };
    if (wanted) {
      String arrow = way == Way.IN ? FrameLine.IN : FrameLine.OUT;
      lines.take(epochMicros, text.of(link, arrow, bytes, at, lengthBytes, vlan));
    }
  }

  private boolean isWantedFrame(MemorySegment bytes, long at, long limit) {
    if (ethernet.wrap(bytes, at, limit) != DropReason.NONE) {
      return false;
    }
    return switch (ethernet.etherType()) {
      case EtherType.IPV4 -> isWantedPacket(bytes, ethernet.payloadAt(), limit);
      case EtherType.ARP ->
          arp.wrap(bytes, ethernet.payloadAt(), limit) == DropReason.NONE
              && (contains(arp.senderBits()) || contains(arp.targetBits()));
      default -> false;
    };
  }

  private boolean isWantedPacket(MemorySegment bytes, long at, long limit) {
    return ip.wrap(bytes, at, limit) == DropReason.NONE
        && (contains(ip.srcBits()) || contains(ip.dstBits()));
  }

  private boolean contains(int v4Bits) {
    IpAddress address = IpAddress.ofV4(v4Bits);
    return addresses.contains(address.hi(), address.lo());
  }
}
