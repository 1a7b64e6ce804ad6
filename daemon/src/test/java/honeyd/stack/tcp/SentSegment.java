package honeyd.stack.tcp;

import honeyd.base.DropReason;
import honeyd.wire.Checksum;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpOptions;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A segment that came out of the machine, taken apart; checksums and lengths were right.
@SuppressWarnings("ArrayRecordComponent") // compared as text
record SentSegment(
    int srcPort,
    int dstPort,
    int flags,
    int seq,
    int ack,
    int window,
    int tos,
    int ipId,
    int headerBytes,
    TcpOptions options,
    byte[] payload) {

  static SentSegment of(byte[] packet) {
    MemorySegment bytes = MemorySegment.ofArray(packet);
    Ipv4View ip = new Ipv4View();
    TcpView tcp = new TcpView();
    check(ip.wrap(bytes, 0, packet.length), packet);
    long at = ip.headerBytes();
    check(tcp.wrap(bytes, at, ip.totalLength()), packet);
    int length = ip.totalLength() - ip.headerBytes();
    if (!tcp.isChecksumValid(
        Checksum.pseudoHeaderV4(ip.srcBits(), ip.dstBits(), IpProtocol.TCP, length))) {
      throw new AssertionError("bad TCP checksum sent");
    }
    TcpOptions options = new TcpOptions();
    options.parse(bytes, tcp.optionsAt(), tcp.optionsBytes());
    if (options.malformed) {
      throw new AssertionError("malformed options sent");
    }
    byte[] payload =
        bytes.asSlice(tcp.payloadAt(), tcp.payloadBytes()).toArray(ValueLayout.JAVA_BYTE);
    return new SentSegment(
        tcp.srcPort(),
        tcp.dstPort(),
        tcp.flags(),
        tcp.seq(),
        tcp.ack(),
        tcp.window(),
        ip.tos(),
        ip.identification(),
        tcp.headerBytes(),
        options,
        payload);
  }

  private static void check(DropReason reason, byte[] packet) {
    if (reason != DropReason.NONE) {
      throw new AssertionError(
          reason + " in a packet of " + packet.length + " bytes that was sent");
    }
  }

  boolean has(int mask) {
    return (flags & mask) == mask;
  }

  /// Flags as letters, then seq:end, then ack and window: `PA 5001:5006 ack 101 win 8192`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    String letters = "FSRPAUEC";
    for (int i = 0; i < 8; i++) {
      if ((flags & 1 << i) != 0) {
        text.append(letters.charAt(i));
      }
    }
    text.append(' ').append(Integer.toUnsignedString(seq));
    text.append(':').append(Integer.toUnsignedString(seq + payload.length));
    if (has(TcpView.ACK)) {
      text.append(" ack ").append(Integer.toUnsignedString(ack));
    }
    return text.append(" win ").append(window).toString();
  }
}
