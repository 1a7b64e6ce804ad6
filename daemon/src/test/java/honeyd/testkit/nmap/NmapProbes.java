package honeyd.testkit.nmap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The packets nmap sends (nmap's book, "Probes Sent"; `osscan2.cc` of nmap 7.92).
@SuppressWarnings("ByteBufferBackingArray")
final class NmapProbes {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;
  static final int URG = 32;
  static final int ECE = 64;
  static final int CWR = 128;

  /// Options of the six SEQ probes: scale 10, NOP, MSS 1460, timestamp, SACK; …
  static final List<String> SEQ_OPTIONS =
      List.of(
          "03030a01020405b4080affffffff000000000402",
          "02040578030300010402080affffffff00000000",
          "080affffffff0000000001010303050102040280",
          "0402080affffffff0000000003030a01",
          "020402180402080affffffff0000000003030a01",
          "0204010904020101080affffffff000000000100");

  static final int[] SEQ_WINDOWS = {1, 63, 4, 4, 16, 512};

  /// What the port scan's SYN offers: MSS 1460.
  static final String PORT_SCAN_OPTIONS = "020405b4";

  static final String ECN_OPTIONS = "03030a01020405b404020101";
  static final String T_OPTIONS = "03030a0102040109080affffffff000000000402";
  static final String T7_OPTIONS = "03030f0102040109080affffffff000000000402";

  /// Windows of T2 to T7.
  static final int[] T_WINDOWS = {128, 256, 1024, 31337, 32768, 65535};

  private NmapProbes() {}

  /// A TCP segment in an IPv4 packet.
  @SuppressWarnings("TooManyParameters")
  static byte[] tcp(
      NmapScan.Path path,
      int srcPort,
      int dstPort,
      int seq,
      int ack,
      int flags,
      int reserved,
      int window,
      int urgent,
      boolean df,
      String options) {
    byte[] opts = HexFormat.of().parseHex(options);
    int tcpBytes = 20 + opts.length;
    ByteBuffer b = ip(path, 6, tcpBytes, df, 0, 0x3039);
    b.putShort((short) srcPort).putShort((short) dstPort).putInt(seq).putInt(ack);
    b.putShort((short) ((tcpBytes / 4) << 12 | reserved << 8 | flags));
    b.putShort((short) window).putShort((short) 0).putShort((short) urgent).put(opts);
    b.putShort(36, checksum(b.array(), 20, pseudo(path, 6, tcpBytes)));
    return b.array();
  }

  /// The datagram of the U1 test: 300 bytes of `C`.
  static byte[] udp(NmapScan.Path path, int srcPort, int dstPort) {
    byte[] fill = new byte[300];
    Arrays.fill(fill, (byte) 'C');
    ByteBuffer b = ip(path, 17, 308, false, 0, 0x1042);
    b.putShort((short) srcPort).putShort((short) dstPort).putShort((short) 308).putShort((short) 0);
    b.put(fill);
    b.putShort(26, checksum(b.array(), 20, pseudo(path, 17, 308)));
    return b.array();
  }

  /// An echo request of the IE test.
  static byte[] echo(NmapScan.Path path, boolean df, int tos, int code, int id, int seq, int size) {
    ByteBuffer b = ip(path, 1, 8 + size, df, tos, 0x4444);
    b.put((byte) 8).put((byte) code).putShort((short) 0).putShort((short) id).putShort((short) seq);
    b.putShort(22, checksum(b.array(), 20, 0));
    return b.array();
  }

  private static ByteBuffer ip(
      NmapScan.Path path, int protocol, int payload, boolean df, int tos, int id) {
    ByteBuffer b = ByteBuffer.allocate(20 + payload);
    b.put((byte) 0x45).put((byte) tos).putShort((short) (20 + payload)).putShort((short) id);
    b.putShort((short) (df ? 0x4000 : 0))
        .put((byte) (path.ttl() - path.hops()))
        .put((byte) protocol);
    b.putShort((short) 0).putInt(path.src()).putInt(path.dst());
    b.putShort(10, checksum(Arrays.copyOf(b.array(), 20), 0, 0));
    return b;
  }

  private static int pseudo(NmapScan.Path path, int protocol, int length) {
    return (path.src() >>> 16)
        + (path.src() & 0xffff)
        + (path.dst() >>> 16)
        + (path.dst() & 0xffff)
        + protocol
        + length;
  }

  /// RFC 1071 over `bytes` from `from` on, with a sum to begin with.
  static short checksum(byte[] bytes, int from, int start) {
    long sum = start;
    for (int i = from; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      sum += (bytes[i] & 0xff) << 8 | low;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
