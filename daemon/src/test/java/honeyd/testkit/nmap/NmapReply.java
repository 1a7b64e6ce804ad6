package honeyd.testkit.nmap;

import java.nio.ByteBuffer;

/// A reply as nmap reads it (nmap's book, "Response Tests"; `osscan2.cc` of nmap 7.92).
final class NmapReply {
  private final ByteBuffer b;

  NmapReply(byte[] packet) {
    b = ByteBuffer.wrap(packet);
  }

  int totalLength() {
    return b.getShort(2) & 0xffff;
  }

  int ipId() {
    return b.getShort(4) & 0xffff;
  }

  boolean df() {
    return (b.getShort(6) & 0x4000) != 0;
  }

  int ttl() {
    return b.get(8) & 0xff;
  }

  int srcPort() {
    return b.getShort(20) & 0xffff;
  }

  int dstPort() {
    return b.getShort(22) & 0xffff;
  }

  int seq() {
    return b.getInt(24);
  }

  int ack() {
    return b.getInt(28);
  }

  int flags() {
    return b.get(33) & 0xff;
  }

  int reserved() {
    return b.get(32) & 0xf;
  }

  int window() {
    return b.getShort(34) & 0xffff;
  }

  int urgent() {
    return b.getShort(38) & 0xffff;
  }

  private int tcpHeader() {
    return (b.get(32) >> 4 & 0xf) * 4;
  }

  byte[] payload() {
    byte[] out = new byte[totalLength() - 20 - tcpHeader()];
    b.get(20 + tcpHeader(), out);
    return out;
  }

  boolean isSynAck() {
    int mask = NmapProbes.SYN | NmapProbes.ACK | NmapProbes.RST;
    return (flags() & mask) == (NmapProbes.SYN | NmapProbes.ACK);
  }

  boolean hasTimestamp() {
    return timestampAt() >= 0;
  }

  int tsVal() {
    return timestampAt() < 0 ? 0 : b.getInt(timestampAt() + 2);
  }

  private int timestampAt() {
    int at = 40;
    int end = 20 + tcpHeader();
    while (at < end) {
      int kind = b.get(at) & 0xff;
      if (kind == 8) {
        return at;
      }
      if (kind == 0) {
        return -1;
      }
      at += kind == 1 ? 1 : Math.max(2, b.get(at + 1) & 0xff);
    }
    return -1;
  }

  /// The options in nmap's notation; empty when they do not add up.
  String options() {
    StringBuilder s = new StringBuilder();
    int at = 40;
    int end = 20 + tcpHeader();
    while (at < end) {
      int kind = b.get(at) & 0xff;
      switch (kind) {
        case 0 -> s.append('L');
        case 1 -> s.append('N');
        case 2 -> s.append('M').append(NmapTests.hex(b.getShort(at + 2) & 0xffff));
        case 3 -> s.append('W').append(NmapTests.hex(b.get(at + 2) & 0xff));
        case 4 -> s.append('S');
        case 8 ->
            s.append('T')
                .append(b.getInt(at + 2) == 0 ? '0' : '1')
                .append(b.getInt(at + 6) == 0 ? '0' : '1');
        default -> {
          return "";
        }
      }
      at += kind <= 1 ? 1 : b.get(at + 1);
    }
    return s.toString();
  }
}
