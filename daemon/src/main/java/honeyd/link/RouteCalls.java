package honeyd.link;

import static honeyd.sys.NetStructs.NLMSGHDR;
import static honeyd.sys.NetStructs.RTMSG;
import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import honeyd.net.IpRange;
import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Files;
import honeyd.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Adds and removes routes through an interface: rtnetlink(7).
final class RouteCalls {
  private static final ValueLayout.OfInt BE32 = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int NETLINK_ROUTE = 0;
  private static final short RTM_NEWROUTE = 24;
  private static final short RTM_DELROUTE = 25;
  private static final short NLMSG_ERROR = 2;
  private static final int NLM_F_REQUEST = 0x001;
  private static final int NLM_F_ACK = 0x004;
  private static final int NLM_F_EXCL = 0x200;
  private static final int NLM_F_CREATE = 0x400;
  private static final byte RT_TABLE_MAIN = (byte) 254;
  private static final byte RT_TABLE_LOCAL = (byte) 255;
  private static final byte RT_SCOPE_HOST = (byte) 254;
  private static final byte RTN_LOCAL = 2;
  private static final IpRange EVERYTHING = IpRange.parse("0.0.0.0/0");
  private static final byte RTPROT_STATIC = 4;
  private static final byte RT_SCOPE_LINK = (byte) 253;
  private static final byte RTN_UNICAST = 1;
  private static final short RTA_DST = 1;
  private static final short RTA_OIF = 4;
  private static final long ATTRIBUTE_BYTES = 8;
  private static final long HEADERS_BYTES = NLMSGHDR.byteSize() + RTMSG.byteSize();
  private static final int REPLY_BYTES = 1024;

  private RouteCalls() {}

  /// Adds a route for an IPv4 prefix.
  ///
  /// @throws IllegalArgumentException when `prefix` is not an IPv4 prefix
  static void add(IpRange prefix, String interfaceName, int interfaceIndex) throws IOException {
    short flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    int result = call(RTM_NEWROUTE, flags, prefix, Kind.LINK, interfaceName, interfaceIndex);
    if (result == -Errno.EEXIST) {
      throw new IOException(
          interfaceName
              + ": this machine has a route to "
              + prefix
              + " already (`ip route show "
              + prefix
              + "`); remove it or take another network");
    }
    if (result < 0) {
      throw LinkErrors.of("RTM_NEWROUTE to " + prefix, interfaceName, result);
    }
  }

  /// Removes the route for an IPv4 prefix through this interface, if there is one.
  ///
  /// @throws IllegalArgumentException when `prefix` is not an IPv4 prefix
  static void remove(IpRange prefix, String interfaceName, int interfaceIndex) throws IOException {
    short flags = NLM_F_REQUEST | NLM_F_ACK;
    int result = call(RTM_DELROUTE, flags, prefix, Kind.LINK, interfaceName, interfaceIndex);
    if (result < 0 && result != -Errno.ESRCH) {
      throw LinkErrors.of("RTM_DELROUTE to " + prefix, interfaceName, result);
    }
  }

  /// Has an interface take every IPv4 address for one of this machine's.
  static void makeEverythingLocal(String interfaceName, int interfaceIndex) throws IOException {
    short flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
    int result = call(RTM_NEWROUTE, flags, EVERYTHING, Kind.LOCAL, interfaceName, interfaceIndex);
    if (result < 0) {
      throw LinkErrors.of("RTM_NEWROUTE of all addresses", interfaceName, result);
    }
  }

  /// What a route means.
  private enum Kind {
    /// A network behind an interface.
    LINK(RT_TABLE_MAIN, RT_SCOPE_LINK, RTN_UNICAST),
    /// Addresses of this machine.
    LOCAL(RT_TABLE_LOCAL, RT_SCOPE_HOST, RTN_LOCAL);

    final byte table;
    final byte scope;
    final byte type;

    Kind(byte table, byte scope, byte type) {
      this.table = table;
      this.scope = scope;
      this.type = type;
    }
  }

  /// One request; 0, or `-errno`.
  private static int call(
      short type, short flags, IpRange prefix, Kind kind, String interfaceName, int interfaceIndex)
      throws IOException {
    int bits = prefixBits(prefix);
    CallState state = new CallState();
    int socketType = Sockets.SOCK_RAW | Sockets.SOCK_CLOEXEC;
    int fd = Sockets.socket(state, Sockets.AF_NETLINK, socketType, NETLINK_ROUTE);
    if (fd < 0) {
      throw LinkErrors.of("socket(AF_NETLINK)", interfaceName, fd);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message =
          message(arena, type, flags, kind, prefix.first().v4Bits(), bits, interfaceIndex);
      long sent = Sockets.sendto(state, fd, message, 0, MemorySegment.NULL);
      MemorySegment reply = arena.allocate(REPLY_BYTES, 8);
      long received = sent < 0 ? sent : Sockets.recv(state, fd, reply, 0);
      if (received < 0) {
        return (int) received;
      }
      return reply.get(JAVA_SHORT, offset(NLMSGHDR, "nlmsg_type")) == NLMSG_ERROR
          ? reply.get(JAVA_INT, NLMSGHDR.byteSize())
          : 0;
    } finally {
      Files.close(state, fd);
    }
  }

  private static int prefixBits(IpRange prefix) {
    if (prefix.first().isV4()) {
      for (int bits = 0; bits <= 32; bits++) {
        if (IpRange.ofPrefix(prefix.first(), bits).equals(prefix)) {
          return bits;
        }
      }
    }
    throw new IllegalArgumentException(prefix + " is not an IPv4 prefix");
  }

  private static MemorySegment message(
      Arena arena, short type, short flags, Kind kind, int network, int bits, int interfaceIndex) {
    long length = HEADERS_BYTES + 2 * ATTRIBUTE_BYTES;
    MemorySegment m = arena.allocate(length, 8);
    m.set(JAVA_INT, offset(NLMSGHDR, "nlmsg_len"), (int) length);
    m.set(JAVA_SHORT, offset(NLMSGHDR, "nlmsg_type"), type);
    m.set(JAVA_SHORT, offset(NLMSGHDR, "nlmsg_flags"), flags);
    MemorySegment route = m.asSlice(NLMSGHDR.byteSize());
    route.set(JAVA_BYTE, offset(RTMSG, "rtm_family"), (byte) Sockets.AF_INET);
    route.set(JAVA_BYTE, offset(RTMSG, "rtm_dst_len"), (byte) bits);
    route.set(JAVA_BYTE, offset(RTMSG, "rtm_table"), kind.table);
    route.set(JAVA_BYTE, offset(RTMSG, "rtm_protocol"), RTPROT_STATIC);
    route.set(JAVA_BYTE, offset(RTMSG, "rtm_scope"), kind.scope);
    route.set(JAVA_BYTE, offset(RTMSG, "rtm_type"), kind.type);
    attribute(m, HEADERS_BYTES, RTA_DST);
    m.set(BE32, HEADERS_BYTES + 4, network);
    attribute(m, HEADERS_BYTES + ATTRIBUTE_BYTES, RTA_OIF);
    m.set(JAVA_INT, HEADERS_BYTES + ATTRIBUTE_BYTES + 4, interfaceIndex);
    return m;
  }

  private static void attribute(MemorySegment m, long at, short type) {
    m.set(JAVA_SHORT, at, (short) ATTRIBUTE_BYTES);
    m.set(JAVA_SHORT, at + 2, type);
  }
}
