package honeyd.dhcp;

import honeyd.dhcp.ClientHabits.ClientId;
import honeyd.link.Link;
import honeyd.wire.DhcpMessageType;
import honeyd.wire.DhcpOption;
import honeyd.wire.DhcpOptionWriter;
import honeyd.wire.DhcpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Writes clients' messages as their systems do, from the Ethernet header to the last option. One
/// thread.
final class DhcpTransmitter {
  /// No client here has as many options that a message of 576 bytes (RFC 2131 §2) would not hold
  /// them.
  private static final int MAX_MESSAGE_BYTES = 576 - Ipv4View.HEADER_BYTES - UdpView.HEADER_BYTES;

  private static final int HEADERS_BYTES =
      EthernetView.HEADER_BYTES + Ipv4View.HEADER_BYTES + UdpView.HEADER_BYTES;
  private static final int BROADCAST = 0xffff_ffff;

  private final EthernetView ethernet = new EthernetView();
  private final Ipv4View ip = new Ipv4View();
  private final UdpView udp = new UdpView();
  private final DhcpView dhcp = new DhcpView();
  private final DhcpOptionWriter options = new DhcpOptionWriter();
  private final Link link;
  private int identification;

  DhcpTransmitter(Link link) {
    this.link = link;
  }

  /// Queues one message; false when the link has no room.
  ///
  /// @param toMac whom the frame is for
  /// @param toBits whom the packet is for, all ones for everybody
  boolean send(LeasedHost host, DhcpMessage message, long toMac, int toBits) {
    int room = HEADERS_BYTES + MAX_MESSAGE_BYTES;
    long at = link.reserve(room);
    if (at < 0) {
      return false;
    }
    ClientHabits habits = host.kind().habits();
    MemorySegment bytes = link.transmitBytes();
    long messageAt = at + HEADERS_BYTES;
    long end = write(host, habits, message, bytes, messageAt);
    while (end < messageAt + habits.leastBytes()) {
      bytes.set(ValueLayout.JAVA_BYTE, end++, (byte) 0);
    }
    ethernet.begin(bytes, at, end).dstMac(toMac).srcMac(host.macBits()).etherType(EtherType.IPV4);
    long ipAt = at + EthernetView.HEADER_BYTES;
    boolean own = toBits != BROADCAST;
    boolean df = own ? habits.ownDf() : habits.df();
    int lengthBytes = (int) (end - ipAt);
    ip.begin(bytes, ipAt, Ipv4View.HEADER_BYTES)
        .totalLength(lengthBytes)
        .tos(own ? 0 : habits.tos())
        .identification(own || habits.counts() ? ++identification : 0)
        .flagsAndOffset(df ? Ipv4View.DF : 0)
        .ttl(own ? habits.ownTtl() : habits.ttl())
        .protocol(IpProtocol.UDP)
        .srcBits(message.clientBits)
        .dstBits(toBits)
        .updateChecksum();
    udp.begin(bytes, ipAt + Ipv4View.HEADER_BYTES)
        .srcPort(DhcpView.CLIENT_PORT)
        .dstPort(DhcpView.SERVER_PORT)
        .length(lengthBytes - Ipv4View.HEADER_BYTES)
        .updateChecksum(ip);
    link.commit((int) (end - at));
    return true;
  }

  private long write(
      LeasedHost host, ClientHabits habits, DhcpMessage message, MemorySegment bytes, long at) {
    boolean unicastCannotBeTaken = message.clientBits == 0 && habits.wantsBroadcast();
    dhcp.begin(bytes, at, at + MAX_MESSAGE_BYTES)
        .xid(message.xid)
        .secs(habits.tellsSeconds() ? Math.min(message.seconds, 0xffff) : 0)
        .flags(unicastCannotBeTaken ? DhcpView.BROADCAST : 0)
        // RFC 2131 §4.4.1, table 5: a client that declines has no address.
        .clientBits(message.form == DhcpMessage.Form.DECLINE ? 0 : message.clientBits)
        .clientMac(host.macBits());
    options.begin(dhcp);
    List<Integer> order =
        switch (message.form) {
          case DISCOVER -> habits.discover();
          case REQUEST -> habits.request();
          case RENEW -> habits.renew();
          case DECLINE, RELEASE -> habits.leave();
        };
    for (int i = 0; i < order.size(); i++) {
      option(order.get(i), host, habits, message);
    }
    return options.end();
  }

  private void option(int code, LeasedHost host, ClientHabits habits, DhcpMessage message) {
    switch (code) {
      case DhcpOption.MESSAGE_TYPE -> options.u8(code, typeOf(message.form));
      case DhcpOption.SERVER_ID -> {
        options.u32(code, message.serverBits);
        if (message.form == DhcpMessage.Form.DECLINE) {
          options.u32(DhcpOption.REQUESTED_ADDRESS, message.requestedBits);
        }
      }
      case DhcpOption.REQUESTED_ADDRESS -> options.u32(code, message.requestedBits);
      case DhcpOption.LEASE_TIME -> options.u32(code, habits.leaseSeconds());
      case DhcpOption.MAX_MESSAGE_SIZE -> options.u16(code, habits.maxMessageBytes());
      case DhcpOption.PARAMETERS -> options.bytes(code, bytesOf(habits.parameters()));
      case DhcpOption.CLIENT_ID -> options.bytes(code, clientId(host, habits.clientId()));
      case DhcpOption.VENDOR_CLASS -> {
        String vendorClass = habits.vendorClass();
        if (vendorClass != null) {
          options.bytes(code, ascii(vendorClass));
        }
      }
      case DhcpOption.HOST_NAME -> {
        if (!host.hostName().isEmpty()) {
          options.bytes(code, ascii(host.hostName()));
        }
      }
      // RFC 4702 §2: flags and two result codes without meaning in a request, then the name.
      case DhcpOption.FQDN -> options.bytes(code, ascii("\0\0\0" + host.hostName()));
      default -> throw new IllegalStateException("option " + code + " in a table of habits");
    }
  }

  private static int typeOf(DhcpMessage.Form form) {
    return switch (form) {
      case DISCOVER -> DhcpMessageType.DISCOVER;
      case REQUEST, RENEW -> DhcpMessageType.REQUEST;
      case DECLINE -> DhcpMessageType.DECLINE;
      case RELEASE -> DhcpMessageType.RELEASE;
    };
  }

  private static byte[] clientId(LeasedHost host, ClientId form) {
    long mac = host.macBits();
    return switch (form) {
      case MAC -> HexFormat.of().parseHex(String.format("01%012x", mac));
      case CISCO -> {
        String hex = String.format("%012x", mac);
        yield ascii(
            "\0cisco-"
                + hex.substring(0, 4)
                + "."
                + hex.substring(4, 8)
                + "."
                + hex.substring(8)
                + "-Gi0/0");
      }
      // RFC 4361 §6.1: type 255, IAID, then DUID type 2 with systemd's enterprise number 43793;
      // both
      // are hashes there, of the interface's name and of the machine's id.
      case DUID -> {
        long mixed = (mac + 1) * 0x9e37_79b9_7f4a_7c15L;
        yield HexFormat.of()
            .parseHex(
                String.format(
                    "ff%08x00020000ab11%016x",
                    (int) (mixed >>> 32), mixed * 0xbf58_476d_1ce4_e5b9L));
      }
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytesOf(List<Integer> codes) {
    byte[] out = new byte[codes.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (int) codes.get(i);
    }
    return out;
  }
}
