package honeyd.link;

import static honeyd.sys.NetStructs.TPACKET2_HDR;
import static honeyd.sys.NetStructs.TPACKET_REQ;
import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import honeyd.link.Link.FrameHandler;
import honeyd.sys.CallState;
import honeyd.sys.PacketSockets;
import honeyd.sys.Sockets;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// A receive ring of version 2: slots of one size, each handed over the moment its frame is in it.
///
/// A frame longer than its slot, which segmentation offload makes (up to 64 KiB), waits whole in
/// the socket's own queue (`PACKET_COPY_THRESH`) and costs one recv(2).
///
/// Source: Documentation/networking/packet_mmap.rst.
final class FrameRing implements ReceiveRing {
  static final int FRAME_BYTES = 1 << 11;
  static final int FRAMES = 1 << 13;
  static final int RING_BYTES = FRAME_BYTES * FRAMES;
  private static final int BLOCK_BYTES = 1 << 16;

  private static final VarHandle STATUS_WORD = JAVA_INT.varHandle();
  private static final long STATUS = offset(TPACKET2_HDR, "tp_status");
  private static final long LEN = offset(TPACKET2_HDR, "tp_len");
  private static final long SNAPLEN = offset(TPACKET2_HDR, "tp_snaplen");
  private static final long MAC = offset(TPACKET2_HDR, "tp_mac");
  private static final long VLAN_TCI = offset(TPACKET2_HDR, "tp_vlan_tci");
  private static final long SECONDS = offset(TPACKET2_HDR, "tp_sec");
  private static final long NANOS = offset(TPACKET2_HDR, "tp_nsec");
  private static final long ADDRESS = TPACKET2_HDR.byteSize();

  private final MemorySegment ring;
  private final MemorySegment whole;
  private final CallState state;
  private final int fd;
  private int frame;
  private int truncated;
  private long deliveredAt;

  /// @param whole room for the longest frame
  FrameRing(MemorySegment ring, MemorySegment whole, CallState state, int fd) {
    this.ring = ring;
    this.whole = whole;
    this.state = state;
    this.fd = fd;
  }

  /// What `PACKET_RX_RING` wants to know.
  static void describe(MemorySegment request) {
    request.set(JAVA_INT, offset(TPACKET_REQ, "tp_block_size"), BLOCK_BYTES);
    request.set(JAVA_INT, offset(TPACKET_REQ, "tp_block_nr"), RING_BYTES / BLOCK_BYTES);
    request.set(JAVA_INT, offset(TPACKET_REQ, "tp_frame_size"), FRAME_BYTES);
    request.set(JAVA_INT, offset(TPACKET_REQ, "tp_frame_nr"), FRAMES);
  }

  @Override
  public int receive(FrameHandler handler, int limit) {
    int n = 0;
    while (n < limit) {
      long at = (long) frame * FRAME_BYTES;
      // Acquire: what the kernel wrote into the slot before its status must be visible.
      int status = (int) STATUS_WORD.getAcquire(ring, at + STATUS);
      if ((status & PacketSockets.TP_STATUS_USER) == 0) {
        break;
      }
      frame = (frame + 1) & (FRAMES - 1);
      n++;
      try {
        deliver(handler, at, status);
      } finally {
        // Gives the slot back; the write is ordered after every read of the frame.
        STATUS_WORD.setRelease(ring, at + STATUS, PacketSockets.TP_STATUS_KERNEL);
      }
    }
    return n;
  }

  private void deliver(FrameHandler handler, long at, int status) {
    deliveredAt = at;
    int length = ring.get(JAVA_INT, at + LEN);
    boolean copied = (status & PacketSockets.TP_STATUS_COPY) != 0;
    // The copy is taken out of the queue even when the frame is not wanted, or order would be lost.
    long received = copied ? Sockets.recv(state, fd, whole, Sockets.MSG_DONTWAIT) : 0;
    if (ReceiveRing.isOwn(ring, at + ADDRESS)) {
      return;
    }
    int vlan =
        (status & PacketSockets.TP_STATUS_VLAN_VALID) != 0
            ? Short.toUnsignedInt(ring.get(JAVA_SHORT, at + VLAN_TCI))
            : Link.NO_VLAN;
    if (copied && received == length) {
      handler.onFrame(whole, 0, length, vlan, ReceiveRing.checksum(status));
    } else if (!copied && ring.get(JAVA_INT, at + SNAPLEN) == length) {
      long frameAt = at + Short.toUnsignedInt(ring.get(JAVA_SHORT, at + MAC));
      handler.onFrame(ring, frameAt, length, vlan, ReceiveRing.checksum(status));
    } else {
      truncated++;
    }
  }

  @Override
  public long receivedEpochNs() {
    return ReceiveRing.epochNs(ring, deliveredAt + SECONDS, deliveredAt + NANOS);
  }

  @Override
  public int takeTruncated() {
    int n = truncated;
    truncated = 0;
    return n;
  }
}
