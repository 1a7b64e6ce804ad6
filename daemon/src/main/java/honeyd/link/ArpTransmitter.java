package honeyd.link;

import honeyd.wire.ArpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;

/// Writes ARP packets into a link's transmit memory. Belongs to the link's thread.
public final class ArpTransmitter {
  private static final int FRAME_BYTES = EthernetView.HEADER_BYTES + ArpView.PACKET_BYTES;

  private final EthernetView ethernet = new EthernetView();
  private final ArpView arp = new ArpView();
  private final Link link;

  public ArpTransmitter(Link link) {
    this.link = link;
  }

  /// Queues one packet whose frame comes from the sender; false when the link has no room.
  ///
  /// @param toMac whom the frame is for
  /// @param operation [ArpView#REQUEST] or [ArpView#REPLY]
  public boolean send(
      long toMac, int operation, long senderMac, int senderBits, long targetMac, int targetBits) {
    long at = link.reserve(FRAME_BYTES);
    if (at < 0) {
      return false;
    }
    ethernet
        .begin(link.transmitBytes(), at, at + FRAME_BYTES)
        .dstMac(toMac)
        .srcMac(senderMac)
        .etherType(EtherType.ARP);
    arp.begin(link.transmitBytes(), at + EthernetView.HEADER_BYTES)
        .operation(operation)
        .senderMac(senderMac)
        .senderBits(senderBits)
        .targetMac(targetMac)
        .targetBits(targetBits);
    link.commit(FRAME_BYTES);
    return true;
  }
}
