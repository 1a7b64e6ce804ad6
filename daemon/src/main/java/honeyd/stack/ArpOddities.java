package honeyd.stack;

import honeyd.personality.ArpOddity;
import honeyd.wire.ArpView;
import honeyd.wire.EtherType;

/// Finds what is odd about an ARP packet: a bit for each [ArpOddity]. Pure.
final class ArpOddities {
  private static final int IPX = 0x8137;
  private static final int MAC_BYTES = 6;
  private static final int IPV4_BYTES = 4;

  /// A host that asks may well be in another network than the one it asks for: who has routes to
  /// both answers.
  private static final int LEARNED_FROM = bit(ArpOddity.FOREIGN_SENDER);

  private ArpOddities() {}

  /// What its types, lengths and operation say.
  static int of(ArpView arp) {
    int odd = 0;
    if (arp.operation() != ArpView.REQUEST && arp.operation() != ArpView.REPLY) {
      odd |= bit(ArpOddity.UNKNOWN_OPERATION);
    }
    int hardware = arp.hardwareType();
    if (hardware != ArpView.ETHERNET_HARDWARE) {
      odd |=
          hardware == ArpView.IEEE_802_HARDWARE
              ? bit(ArpOddity.IEEE_802_HARDWARE)
              : bit(ArpOddity.UNKNOWN_HARDWARE);
    }
    int protocol = arp.protocolType();
    if (protocol != EtherType.IPV4) {
      odd |= protocol == IPX ? bit(ArpOddity.IPX_PROTOCOL) : bit(ArpOddity.UNKNOWN_PROTOCOL);
    }
    if (arp.protocolLength() != IPV4_BYTES) {
      odd |= bit(ArpOddity.WRONG_PROTOCOL_LENGTH);
    }
    if (arp.hardwareLength() != MAC_BYTES) {
      odd |= bit(ArpOddity.WRONG_HARDWARE_LENGTH);
    }
    return odd;
  }

  /// What the sender's address is to the target's. Which networks there are nobody tells us; two
  /// addresses that differ in their first byte are hardly neighbours.
  static int ofSender(int senderBits, int targetBits) {
    if (senderBits == 0) {
      return bit(ArpOddity.ZERO_SENDER);
    }
    if (senderBits >>> 24 == 127) {
      return bit(ArpOddity.LOOPBACK_SENDER);
    }
    if (senderBits >>> 28 >= 0xe) {
      return bit(ArpOddity.BROADCAST_SENDER);
    }
    return senderBits >>> 24 == targetBits >>> 24 ? 0 : bit(ArpOddity.FOREIGN_SENDER);
  }

  /// Whether nothing is to be remembered of such a packet.
  static boolean forbidsLearning(int odd) {
    return (odd & ~LEARNED_FROM) != 0;
  }

  private static int bit(ArpOddity oddity) {
    return 1 << oddity.ordinal();
  }
}
