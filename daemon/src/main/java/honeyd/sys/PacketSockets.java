package honeyd.sys;

/// Numbers of packet sockets, from packet(7), linux/if_packet.h and linux/if_ether.h.
public final class PacketSockets {
  public static final int SOL_PACKET = 263;
  public static final int PACKET_ADD_MEMBERSHIP = 1;
  public static final int PACKET_RX_RING = 5;
  public static final int PACKET_STATISTICS = 6;
  public static final int PACKET_COPY_THRESH = 7;
  public static final int PACKET_VERSION = 10;
  public static final int PACKET_IGNORE_OUTGOING = 23;

  public static final int TPACKET_V2 = 1;
  public static final int TPACKET_V3 = 2;

  public static final int TP_STATUS_KERNEL = 0;
  public static final int TP_STATUS_USER = 1;

  /// The whole frame waits in the socket's queue because it did not fit into the ring.
  public static final int TP_STATUS_COPY = 1 << 1;

  public static final int TP_STATUS_CSUMNOTREADY = 1 << 3;
  public static final int TP_STATUS_VLAN_VALID = 1 << 4;
  public static final int TP_STATUS_CSUM_VALID = 1 << 7;

  /// A frame's place in the ring is a multiple of this.
  public static final int TPACKET_ALIGNMENT = 16;

  public static final int PACKET_MR_PROMISC = 1;
  public static final int PACKET_OUTGOING = 4;
  public static final int ETH_P_ALL = 3;

  /// Interface types: `ARPHRD_…` of linux/if_arp.h.
  public static final int ARPHRD_ETHER = 1;

  public static final int ARPHRD_LOOPBACK = 772;

  /// A TUN device: no link header.
  public static final int ARPHRD_NONE = 0xfffe;

  private PacketSockets() {}
}
