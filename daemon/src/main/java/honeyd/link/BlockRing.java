package honeyd.link;

import static honeyd.sys.NetStructs.TPACKET3_HDR;
import static honeyd.sys.NetStructs.TPACKET_BLOCK_DESC;
import static honeyd.sys.NetStructs.TPACKET_REQ3;
import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import honeyd.link.Link.FrameHandler;
import honeyd.sys.PacketSockets;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// A receive ring of version 3: the kernel fills blocks with frames of any length and hands over a
/// block when it is full or when its time is up.
///
/// Cheapest per frame under load. A frame on a quiet network waits for its block's time-out, which
/// kernels before 6.18 count in timer ticks (4 ms at 250 Hz).
///
/// Source: Documentation/networking/packet_mmap.rst.
final class BlockRing implements ReceiveRing {
  static final int BLOCK_BYTES = 1 << 18;
  static final int BLOCKS = 64;
  static final int RETIRE_MS = 1;
  private static final int NOMINAL_FRAME_BYTES = 1 << 11;

  private static final VarHandle STATUS_WORD = JAVA_INT.varHandle();
  private static final long STATUS = offset(TPACKET_BLOCK_DESC, "hdr", "block_status");
  private static final long NUM_PKTS = offset(TPACKET_BLOCK_DESC, "hdr", "num_pkts");
  private static final long FIRST = offset(TPACKET_BLOCK_DESC, "hdr", "offset_to_first_pkt");
  private static final long NEXT = offset(TPACKET3_HDR, "tp_next_offset");
  private static final long SNAPLEN = offset(TPACKET3_HDR, "tp_snaplen");
  private static final long LEN = offset(TPACKET3_HDR, "tp_len");
  private static final long FRAME_STATUS = offset(TPACKET3_HDR, "tp_status");
  private static final long MAC = offset(TPACKET3_HDR, "tp_mac");
  private static final long VLAN_TCI = offset(TPACKET3_HDR, "hv1", "tp_vlan_tci");
  private static final long SECONDS = offset(TPACKET3_HDR, "tp_sec");
  private static final long NANOS = offset(TPACKET3_HDR, "tp_nsec");
  private static final long ADDRESS = TPACKET3_HDR.byteSize();

  private final MemorySegment ring;
  private int block;
  private int framesLeft;
  private long frameAt;
  private int truncated;
  private long deliveredAt;

  BlockRing(MemorySegment ring) {
    this.ring = ring;
  }

  /// What `PACKET_RX_RING` wants to know.
  static void describe(MemorySegment request) {
    request.set(JAVA_INT, offset(TPACKET_REQ3, "tp_block_size"), BLOCK_BYTES);
    request.set(JAVA_INT, offset(TPACKET_REQ3, "tp_block_nr"), BLOCKS);
    request.set(JAVA_INT, offset(TPACKET_REQ3, "tp_frame_size"), NOMINAL_FRAME_BYTES);
    request.set(
        JAVA_INT, offset(TPACKET_REQ3, "tp_frame_nr"), BLOCK_BYTES / NOMINAL_FRAME_BYTES * BLOCKS);
    request.set(JAVA_INT, offset(TPACKET_REQ3, "tp_retire_blk_tov"), RETIRE_MS);
  }

  @Override
  public int receive(FrameHandler handler, int limit) {
    int n = 0;
    while (n < limit) {
      if (framesLeft == 0 && !openBlock()) {
        break;
      }
      long at = frameAt;
      // Move on first: a frame on which the handler fails must not come again.
      frameAt = at + ring.get(JAVA_INT, at + NEXT);
      framesLeft--;
      n++;
      deliver(handler, at);
      if (framesLeft == 0) {
        closeBlock();
      }
    }
    return n;
  }

  private boolean openBlock() {
    long base = (long) block * BLOCK_BYTES;
    // Acquire: what the kernel wrote into the block before its status must be visible.
    if (((int) STATUS_WORD.getAcquire(ring, base + STATUS) & PacketSockets.TP_STATUS_USER) == 0) {
      return false;
    }
    framesLeft = ring.get(JAVA_INT, base + NUM_PKTS);
    frameAt = base + ring.get(JAVA_INT, base + FIRST);
    if (framesLeft == 0) {
      closeBlock();
      return false;
    }
    return true;
  }

  /// Gives the block back; the write is ordered after every read of its frames.
  private void closeBlock() {
    STATUS_WORD.setVolatile(
        ring, (long) block * BLOCK_BYTES + STATUS, PacketSockets.TP_STATUS_KERNEL);
    block = block + 1 == BLOCKS ? 0 : block + 1;
  }

  private void deliver(FrameHandler handler, long at) {
    deliveredAt = at;
    if (ReceiveRing.isOwn(ring, at + ADDRESS)) {
      return;
    }
    int length = ring.get(JAVA_INT, at + SNAPLEN);
    if (length < ring.get(JAVA_INT, at + LEN)) {
      truncated++;
      return;
    }
    int status = ring.get(JAVA_INT, at + FRAME_STATUS);
    int vlan =
        (status & PacketSockets.TP_STATUS_VLAN_VALID) != 0
            ? ring.get(JAVA_INT, at + VLAN_TCI) & 0xffff
            : Link.NO_VLAN;
    long frame = at + Short.toUnsignedInt(ring.get(JAVA_SHORT, at + MAC));
    handler.onFrame(ring, frame, length, vlan, ReceiveRing.checksum(status));
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
