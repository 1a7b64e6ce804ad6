package honeyd.link;

import honeyd.link.Link.ChecksumState;
import honeyd.link.Link.FrameHandler;
import honeyd.sys.NetStructs;
import honeyd.sys.PacketSockets;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The memory a packet socket shares with the kernel, in one of its layouts.
sealed interface ReceiveRing permits BlockRing, FrameRing {
  /// Hands up to `limit` frames to `handler`; returns how many frames left the ring.
  int receive(FrameHandler handler, int limit);

  /// When the kernel took in the frame that is being handed over: nanoseconds since
  /// 1970-01-01T00:00Z.
  long receivedEpochNs();

  /// Frames since the last call that could not be handed over whole.
  int takeTruncated();

  /// What a frame's status word says of its TCP or UDP checksum.
  static ChecksumState checksum(int status) {
    int settled = PacketSockets.TP_STATUS_CSUMNOTREADY | PacketSockets.TP_STATUS_CSUM_VALID;
    return (status & settled) != 0 ? ChecksumState.NOT_NEEDED : ChecksumState.UNVERIFIED;
  }

  /// Whether this machine itself sent the frame: `sll_pkttype` of the address behind the header.
  static boolean isOwn(MemorySegment ring, long addressAt) {
    return ring.get(ValueLayout.JAVA_BYTE, addressAt + PKTTYPE) == PacketSockets.PACKET_OUTGOING;
  }

  /// The time that a ring's header tells in two words.
  static long epochNs(MemorySegment ring, long secondsAt, long nanosAt) {
    return Integer.toUnsignedLong(ring.get(ValueLayout.JAVA_INT, secondsAt)) * 1_000_000_000L
        + ring.get(ValueLayout.JAVA_INT, nanosAt);
  }

  /// Offset of `sll_pkttype` in [NetStructs#SOCKADDR_LL].
  long PKTTYPE = NetStructs.offset(NetStructs.SOCKADDR_LL, "sll_pkttype");
}
