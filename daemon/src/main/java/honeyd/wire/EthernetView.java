package honeyd.wire;

import honeyd.base.DropReason;
import java.lang.foreign.MemorySegment;

/// An Ethernet header in place, with or without one 802.1Q tag.
///
/// Owned by one worker, re-wrapped per frame, never stored. The tag is read through: [#etherType]
/// and [#payloadAt] are those behind it. A second tag is not looked behind; its frame has EtherType
/// [EtherType#VLAN].
///
/// ```
///  0                   6                  12      14
/// +-------------------+-------------------+-------+---------
/// |    destination    |      source       | type  | payload
/// +-------------------+-------------------+-------+---------
///                                          0x8100 | TCI | type | payload
/// ```
public final class EthernetView {
  static final int DST_MAC = 0;
  static final int SRC_MAC = 6;
  static final int ETHER_TYPE = 12;

  /// Length of the header without a tag.
  public static final int HEADER_BYTES = 14;

  /// Length of an 802.1Q tag.
  public static final int TAG_BYTES = 4;

  /// Shortest frame that a sender may put on a wire, without the frame check sequence (IEEE 802.3).
  public static final int MIN_FRAME_BYTES = 60;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private long limit;
  private int headerBytes = HEADER_BYTES;

  /// Looks at the frame in `bytes` from `at` to `limit`.
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    this.headerBytes = HEADER_BYTES;
    if (limit - at < HEADER_BYTES) {
      return DropReason.ETHERNET_TRUNCATED;
    }
    if (Short.toUnsignedInt(bytes.get(BigEndian.U16, at + ETHER_TYPE)) == EtherType.VLAN) {
      if (limit - at < HEADER_BYTES + TAG_BYTES) {
        return DropReason.ETHERNET_TRUNCATED;
      }
      this.headerBytes = HEADER_BYTES + TAG_BYTES;
    }
    return DropReason.NONE;
  }

  /// Stands over bytes that are about to be written as an untagged header.
  public EthernetView begin(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    this.headerBytes = HEADER_BYTES;
    return this;
  }

  /// Destination address in the low 48 bits.
  public long dstMac() {
    return mac(at + DST_MAC);
  }

  /// Source address in the low 48 bits.
  public long srcMac() {
    return mac(at + SRC_MAC);
  }

  /// Tag control information of the tag, or [VlanTag#NONE].
  public int vlanTci() {
    return headerBytes == HEADER_BYTES
        ? VlanTag.NONE
        : Short.toUnsignedInt(bytes.get(BigEndian.U16, at + HEADER_BYTES));
  }

  /// The payload's type, behind the tag if there is one. Below 0x600 it is a length (IEEE 802.3).
  public int etherType() {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + headerBytes - 2));
  }

  /// Length of the header with its tag: 14 or 18.
  public int headerBytes() {
    return headerBytes;
  }

  public long payloadAt() {
    return at + headerBytes;
  }

  /// Where the frame ends, padding included.
  public long end() {
    return limit;
  }

  public EthernetView dstMac(long mac) {
    mac(at + DST_MAC, mac);
    return this;
  }

  public EthernetView srcMac(long mac) {
    mac(at + SRC_MAC, mac);
    return this;
  }

  /// Makes room for a tag after [#begin] and writes it; [#etherType(int)] and the payload follow
  /// it. [VlanTag#NONE] changes nothing.
  public EthernetView vlanTci(int tci) {
    if (tci != VlanTag.NONE) {
      bytes.set(BigEndian.U16, at + ETHER_TYPE, (short) EtherType.VLAN);
      bytes.set(BigEndian.U16, at + HEADER_BYTES, (short) tci);
      headerBytes = HEADER_BYTES + TAG_BYTES;
    }
    return this;
  }

  public EthernetView etherType(int type) {
    bytes.set(BigEndian.U16, at + headerBytes - 2, (short) type);
    return this;
  }

  private long mac(long from) {
    return (bytes.get(BigEndian.U16, from) & 0xffffL) << 32
        | (bytes.get(BigEndian.U32, from + 2) & 0xffff_ffffL);
  }

  private void mac(long to, long mac) {
    bytes.set(BigEndian.U16, to, (short) (mac >>> 32));
    bytes.set(BigEndian.U32, to + 2, (int) mac);
  }
}
