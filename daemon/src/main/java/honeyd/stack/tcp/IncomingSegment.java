package honeyd.stack.tcp;

import honeyd.stack.IncomingPacket;
import honeyd.wire.TcpOptions;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;

/// A received segment as plain numbers, options walked: `SEG.SEQ` and the rest of RFC 9293 §3.3.1.
///
/// Mutable and reused: one per worker, valid until the next packet. [#trimFront] and [#trimBack]
/// cut it to what is new and fits.
final class IncomingSegment {
  MemorySegment bytes = MemorySegment.NULL;
  long payloadAt;
  int payloadBytes;
  int seq;
  int ack;
  int flags;

  /// As it stands, before scaling.
  int window;

  int tos;
  final TcpOptions options;

  IncomingSegment(TcpOptions options) {
    this.options = options;
  }

  void set(IncomingPacket packet, TcpView view) {
    bytes = packet.bytes;
    payloadAt = view.payloadAt();
    payloadBytes = view.payloadBytes();
    seq = view.seq();
    ack = view.ack();
    flags = view.flags();
    window = view.window();
    tos = packet.tos;
  }

  boolean has(int mask) {
    return (flags & mask) != 0;
  }

  /// The number after the last one that the segment takes, FIN included.
  int end() {
    return seq + payloadBytes + (flags & TcpView.FIN);
  }

  /// Drops `n` bytes of payload off the front.
  void trimFront(int n) {
    seq += n;
    payloadAt += n;
    payloadBytes -= n;
  }

  /// Drops `n` bytes of payload off the end, and the FIN that follows them.
  void trimBack(int n) {
    payloadBytes -= n;
    flags &= ~TcpView.FIN;
  }
}
