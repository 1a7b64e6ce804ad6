package honeyd.dhcp;

import honeyd.base.DropReason;
import honeyd.wire.DhcpOption;
import honeyd.wire.DhcpOptionCursor;
import honeyd.wire.DhcpView;
import java.lang.foreign.MemorySegment;

/// What a server said in one message: its fixed part and the options that a client here
/// understands. Re-used for each message; one thread.
final class DhcpReply {
  /// A lease time without end (RFC 2131 §3.3).
  static final long INFINITE = 0xffff_ffffL;

  private final DhcpView view = new DhcpView();
  private final DhcpOptionCursor options = new DhcpOptionCursor();

  int type;
  int serverBits;
  int maskBits;
  int routerBits;

  /// In seconds, or -1 where the server does not say.
  long leaseSeconds;

  /// T1 in seconds, or -1.
  long renewSeconds;

  /// T2 in seconds, or -1.
  long rebindSeconds;

  /// Reads a message; anything but [DropReason#NONE] means that it is no reply that can be used.
  DropReason read(MemorySegment bytes, long at, long limit) {
    DropReason reason = view.wrap(bytes, at, limit);
    if (reason != DropReason.NONE) {
      return reason;
    }
    type = 0;
    serverBits = 0;
    maskBits = 0;
    routerBits = 0;
    leaseSeconds = -1;
    renewSeconds = -1;
    rebindSeconds = -1;
    options.wrap(view);
    while (options.next()) {
      take();
    }
    return options.isMalformed() || view.op() != DhcpView.REPLY || type == 0
        ? DropReason.DHCP_BAD_FORMAT
        : DropReason.NONE;
  }

  private void take() {
    int length = options.length();
    if (options.code() == DhcpOption.MESSAGE_TYPE) {
      type = length == 1 ? options.valueU8(0) : 0;
    }
    if (length < 4) {
      return;
    }
    int value = options.valueU32();
    switch (options.code()) {
      case DhcpOption.SERVER_ID -> serverBits = value;
      case DhcpOption.SUBNET_MASK -> maskBits = value;
      case DhcpOption.ROUTER -> routerBits = value;
      case DhcpOption.LEASE_TIME -> leaseSeconds = Integer.toUnsignedLong(value);
      case DhcpOption.RENEWAL_TIME -> renewSeconds = Integer.toUnsignedLong(value);
      case DhcpOption.REBINDING_TIME -> rebindSeconds = Integer.toUnsignedLong(value);
      default -> {}
    }
  }

  int xid() {
    return view.xid();
  }

  long clientMac() {
    return view.clientMac();
  }

  /// The address that the client gets.
  int addressBits() {
    return view.yourBits();
  }

  /// Whether the address is one that a host can have, and a server calls itself something.
  boolean isUsable() {
    return isHostAddress(addressBits()) && isHostAddress(serverBits);
  }

  private static boolean isHostAddress(int bits) {
    int first = bits >>> 24;
    return first != 0 && first != 127 && first < 224;
  }
}
