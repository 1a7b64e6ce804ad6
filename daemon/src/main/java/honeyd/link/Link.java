package honeyd.link;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/// A way for frames in and out: a packet ring, a TUN device, memory, a capture file.
///
/// Belongs to the worker that polls it; nothing here may be called by another thread.
public interface Link extends AutoCloseable {
  /// What a frame begins with.
  enum Framing {
    /// An Ethernet header.
    ETHERNET,
    /// The IP header itself: TUN.
    IP
  }

  /// Takes one received frame.
  @FunctionalInterface
  interface FrameHandler {
    /// Called once per frame, by the thread that called [Link#receive]. The bytes are lent: they
    /// may be read until the call returns and must not be kept.
    ///
    /// @param frames memory that holds the frame
    /// @param at where the frame begins in it
    /// @param lengthBytes the frame's length
    /// @param vlan the 802.1Q tag control information taken off by the kernel, or [#NO_VLAN]
    /// @param checksum what is known of the transport checksum
    void onFrame(MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum);
  }

  /// What the link knows of a received frame's TCP or UDP checksum.
  enum ChecksumState {
    /// Nothing: whoever reads the frame verifies it.
    UNVERIFIED,
    /// The sender's kernel had not finished it (`TP_STATUS_CSUMNOTREADY`) or had it verified: it
    /// must not be looked at.
    NOT_NEEDED
  }

  /// No VLAN tag.
  int NO_VLAN = -1;

  /// The interface or file name, for messages and logs.
  String name();

  Framing framing();

  /// The interface's own MAC in the low 48 bits; zero where there is none.
  long macBits();

  /// Largest IP packet that may be sent, in bytes.
  int mtu();

  /// Hands up to `limit` waiting frames to `handler`; returns how many. Never waits.
  int receive(FrameHandler handler, int limit);

  /// When the kernel took in the frame that is being handed over, in nanoseconds since
  /// 1970-01-01T00:00Z; zero where nobody noted it. Makes sense within [FrameHandler#onFrame] only.
  default long receivedEpochNs() {
    return 0;
  }

  /// Reserves room for one frame of at most `lengthBytes`: the offset in [#transmitBytes] where it
  /// may be written, or -1 when there is none (the caller counts the drop). At most one reservation
  /// is open.
  long reserve(int lengthBytes);

  /// The memory that [#reserve]d offsets point into.
  MemorySegment transmitBytes();

  /// Queues the reserved frame with its final length, zero to give the reservation back unused.
  void commit(int lengthBytes);

  /// Hands queued frames to the device; returns how many went. Never waits.
  int flush();

  /// Replaces what the kernel lets through, from the next frame on. Links that have nothing between
  /// them and the frames ignore it.
  ///
  /// @throws UncheckedIOException when the kernel refuses; the filter before stays
  default void filter(KernelFilter filter) {}

  /// File descriptor that becomes readable when frames wait, or -1 where there is none.
  int pollFd();

  @Override
  void close();
}
