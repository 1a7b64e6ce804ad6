package honeyd.wire;

import honeyd.base.DropReason;
import java.lang.foreign.MemorySegment;

/// A DHCP message over Ethernet in place (RFC 2131 §2): the fixed part; [DhcpOptionCursor] walks
/// over the options behind it. Owned by one thread, re-wrapped per message, never stored.
///
/// ```
///   0     1     2     3     4         8     10    12       16       20       24       28
/// +-----+-----+-----+-----+---------+-----+-----+--------+--------+--------+--------+
/// | op  |htype|hlen |hops |   xid   |secs |flags| ciaddr | yiaddr | siaddr | giaddr |
/// +-----+-----+-----+-----+---------+-----+-----+--------+--------+--------+--------+
///  28 chaddr (16)   44 sname (64)   108 file (128)   236 magic cookie   240 options
/// ```
public final class DhcpView {
  static final int OP = 0;
  static final int HARDWARE_TYPE = 1;
  static final int HARDWARE_LENGTH = 2;
  static final int XID = 4;
  static final int SECS = 8;
  static final int FLAGS = 10;
  static final int CLIENT_ADDRESS = 12;
  static final int YOUR_ADDRESS = 16;
  static final int CLIENT_MAC = 28;
  static final int SERVER_NAME = 44;
  static final int FILE = 108;
  static final int COOKIE = 236;

  static final int SERVER_NAME_BYTES = 64;
  static final int FILE_BYTES = 128;

  /// Length of the fixed part with the cookie: where the options begin.
  public static final int FIXED_BYTES = 240;

  public static final int REQUEST = 1;
  public static final int REPLY = 2;

  public static final int SERVER_PORT = 67;
  public static final int CLIENT_PORT = 68;

  /// The flag by which a client that cannot take unicast yet asks for broadcast (RFC 2131 §4.1).
  public static final int BROADCAST = 0x8000;

  private static final int MAGIC_COOKIE = 0x63825363;
  private static final int ETHERNET = 1;
  private static final int MAC_BYTES = 6;

  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private long limit;

  /// Looks at the message in `bytes` from `at` to `limit`, the end of the datagram; only requests
  /// and replies for Ethernet with the cookie are well-formed.
  public DropReason wrap(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    if (limit - at < FIXED_BYTES) {
      return DropReason.DHCP_TRUNCATED;
    }
    if ((op() != REQUEST && op() != REPLY)
        || u8(HARDWARE_TYPE) != ETHERNET
        || u8(HARDWARE_LENGTH) != MAC_BYTES
        || bytes.get(BigEndian.U32, at + COOKIE) != MAGIC_COOKIE) {
      return DropReason.DHCP_BAD_FORMAT;
    }
    return DropReason.NONE;
  }

  /// Stands over bytes that are about to be written and writes the fixed part of a request with
  /// zeroes in all that is set afterwards. Options follow at [#optionsAt].
  public DhcpView begin(MemorySegment bytes, long at, long limit) {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    bytes.asSlice(at, FIXED_BYTES).fill((byte) 0);
    bytes.set(BigEndian.U8, at + OP, (byte) REQUEST);
    bytes.set(BigEndian.U8, at + HARDWARE_TYPE, (byte) ETHERNET);
    bytes.set(BigEndian.U8, at + HARDWARE_LENGTH, (byte) MAC_BYTES);
    bytes.set(BigEndian.U32, at + COOKIE, MAGIC_COOKIE);
    return this;
  }

  /// [#REQUEST] or [#REPLY].
  public int op() {
    return u8(OP);
  }

  public int xid() {
    return bytes.get(BigEndian.U32, at + XID);
  }

  /// Seconds since the client began, as it says.
  public int secs() {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + SECS));
  }

  public int flags() {
    return Short.toUnsignedInt(bytes.get(BigEndian.U16, at + FLAGS));
  }

  /// `ciaddr`: the address that the client has and answers at, or 0.
  public int clientBits() {
    return bytes.get(BigEndian.U32, at + CLIENT_ADDRESS);
  }

  /// `yiaddr`: the address that the client gets.
  public int yourBits() {
    return bytes.get(BigEndian.U32, at + YOUR_ADDRESS);
  }

  /// `chaddr`: the client's Ethernet address in the low 48 bits.
  public long clientMac() {
    return (bytes.get(BigEndian.U16, at + CLIENT_MAC) & 0xffffL) << 32
        | (bytes.get(BigEndian.U32, at + CLIENT_MAC + 2) & 0xffff_ffffL);
  }

  public long optionsAt() {
    return at + FIXED_BYTES;
  }

  /// Where the message ends.
  public long end() {
    return limit;
  }

  public DhcpView op(int op) {
    bytes.set(BigEndian.U8, at + OP, (byte) op);
    return this;
  }

  public DhcpView xid(int xid) {
    bytes.set(BigEndian.U32, at + XID, xid);
    return this;
  }

  public DhcpView secs(int seconds) {
    bytes.set(BigEndian.U16, at + SECS, (short) seconds);
    return this;
  }

  public DhcpView flags(int flags) {
    bytes.set(BigEndian.U16, at + FLAGS, (short) flags);
    return this;
  }

  public DhcpView clientBits(int bits) {
    bytes.set(BigEndian.U32, at + CLIENT_ADDRESS, bits);
    return this;
  }

  public DhcpView yourBits(int bits) {
    bytes.set(BigEndian.U32, at + YOUR_ADDRESS, bits);
    return this;
  }

  public DhcpView clientMac(long mac) {
    bytes.set(BigEndian.U16, at + CLIENT_MAC, (short) (mac >>> 32));
    bytes.set(BigEndian.U32, at + CLIENT_MAC + 2, (int) mac);
    return this;
  }

  MemorySegment bytes() {
    return bytes;
  }

  long at() {
    return at;
  }

  private int u8(int field) {
    return Byte.toUnsignedInt(bytes.get(BigEndian.U8, at + field));
  }
}
