package honeyd.link;

import static honeyd.sys.NetStructs.IOVEC;
import static honeyd.sys.NetStructs.MMSGHDR;
import static honeyd.sys.NetStructs.offset;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link.ChecksumState;
import honeyd.sys.CallState;
import honeyd.sys.Errno;
import honeyd.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Frames on their way out of a packet socket, handed to the kernel many at a time by sendmmsg(2).
///
/// One thread.
final class TransmitBatch {
  private static final int MESSAGES = 64;
  private static final long CAPACITY_BYTES = 1 << 20;
  private static final int MAX_FRAMES = 1 << 11;
  private static final long IOV_LEN = offset(IOVEC, "iov_len");

  private final FrameQueue queue;
  private final MemorySegment messages;
  private final MemorySegment vectors;
  private final long baseAddress;
  private final CallState state;
  private final Counters counters;
  private final int fd;

  TransmitBatch(int fd, CallState state, Counters counters, Arena arena) {
    this.fd = fd;
    this.state = state;
    this.counters = counters;
    this.queue = new FrameQueue(CAPACITY_BYTES, MAX_FRAMES, arena);
    this.baseAddress = queue.bytes().address();
    this.messages = arena.allocate(MMSGHDR, MESSAGES);
    this.vectors = arena.allocate(IOVEC, MESSAGES);
    for (int i = 0; i < MESSAGES; i++) {
      long message = i * MMSGHDR.byteSize();
      messages.set(
          JAVA_LONG,
          message + offset(MMSGHDR, "msg_hdr", "msg_iov"),
          vectors.address() + i * IOVEC.byteSize());
      messages.set(JAVA_LONG, message + offset(MMSGHDR, "msg_hdr", "msg_iovlen"), 1);
    }
  }

  MemorySegment bytes() {
    return queue.bytes();
  }

  long reserve(int lengthBytes) {
    return queue.reserve(lengthBytes);
  }

  void commit(int lengthBytes) {
    queue.commit(lengthBytes, Link.NO_VLAN, ChecksumState.UNVERIFIED, 0);
  }

  /// Hands over what waits; returns how many frames the kernel took. Frames it has no room for now
  /// stay; those it will never take are dropped and counted.
  int flush() {
    int taken = 0;
    while (queue.size() > 0) {
      int n = Math.min(queue.size(), MESSAGES);
      for (int i = 0; i < n; i++) {
        long vector = i * IOVEC.byteSize();
        vectors.set(JAVA_LONG, vector, baseAddress + queue.at(i));
        vectors.set(JAVA_LONG, vector + IOV_LEN, queue.length(i));
      }
      int result = Sockets.sendmmsg(state, fd, messages, n, Sockets.MSG_DONTWAIT);
      if (result > 0) {
        queue.remove(result);
        taken += result;
      } else if (result == -Errno.EAGAIN) {
        break;
      } else if (result != -Errno.EINTR) {
        counters.drop(
            switch (-result) {
              case Errno.ENOBUFS -> DropReason.LINK_FULL;
              case Errno.EMSGSIZE -> DropReason.LINK_TOO_LONG;
              default -> DropReason.LINK_DOWN;
            });
        queue.remove(1);
      }
    }
    return taken;
  }
}
