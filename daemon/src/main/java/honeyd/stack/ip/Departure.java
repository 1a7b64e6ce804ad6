package honeyd.stack.ip;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link.ChecksumState;
import honeyd.model.topology.Way;
import honeyd.stack.ReturnPath;
import honeyd.stack.StackContext;
import honeyd.stack.transit.Parcel;
import honeyd.stack.transit.Segmenter;
import honeyd.stack.transit.Transit;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;

/// Sends copies of received packets on their way, as they would have been on a wire: a TCP segment
/// longer than any frame, whose cutting its sender left to a card, goes as several, and what leaves
/// for somebody real has its checksum. They set out when they came, however late that is seen: a
/// worker that was held up owes them nothing on the way. One worker.
final class Departure {
  private final Segmenter segmenter = new Segmenter();
  private final StackContext context;
  private final Counters counters;
  private final Transit transit;

  Departure(StackContext context) {
    this.context = context;
    this.counters = context.counters();
    this.transit = context.transit();
  }

  /// Who works on a packet first.
  private enum Start {
    /// The first router, which forwards it.
    ROUTER,
    /// Nobody: it is on the link that it is for.
    SAME_LINK
  }

  /// Sends one packet on its way.
  ///
  /// @param packet wrapped around it
  /// @param path how its sender is reached
  /// @param wireMtu longest packet that the sender can have meant, in bytes
  void depart(
      Ipv4View packet, ReturnPath path, ChecksumState checksum, int wireMtu, Way way, long nowNs) {
    depart(Start.ROUTER, packet, path, checksum, wireMtu, way, nowNs);
  }

  /// Hands one packet to somebody on the link that it came from.
  ///
  /// @param way that of the link's router to the receiver
  void handOver(
      Ipv4View packet, ReturnPath path, ChecksumState checksum, int wireMtu, Way way, long nowNs) {
    depart(Start.SAME_LINK, packet, path, checksum, wireMtu, way, nowNs);
  }

  private void depart(
      Start start,
      Ipv4View packet,
      ReturnPath path,
      ChecksumState checksum,
      int wireMtu,
      Way way,
      long nowNs) {
    int length = packet.totalLength();
    if (length > wireMtu
        && packet.protocol() == IpProtocol.TCP
        && segmenter.begin(
            packet.bytes(), packet.at(), length, Math.min(wireMtu, way.leastMtu()))) {
      departInPieces(start, path, checksum, way, nowNs);
      return;
    }
    Parcel parcel = transit.begin(length);
    if (parcel == null) {
      return;
    }
    MemorySegment.copy(packet.bytes(), packet.at(), parcel.bytes(), parcel.at(), length);
    ChecksumState state = checksum;
    if (checksum == ChecksumState.NOT_NEEDED && leaves(way)) {
      segmenter.finishChecksum(parcel.bytes(), parcel.at(), length);
      state = ChecksumState.UNVERIFIED;
    }
    depart(start, parcel, length, path, state, way, nowNs);
  }

  private void departInPieces(
      Start start, ReturnPath path, ChecksumState checksum, Way way, long nowNs) {
    // Each piece gets a right checksum: a wrong one must not become one.
    if (checksum == ChecksumState.UNVERIFIED && !segmenter.isChecksumValid()) {
      counters.drop(DropReason.TCP_BAD_CHECKSUM);
      return;
    }
    for (int n = segmenter.nextBytes(); n > 0; n = segmenter.nextBytes()) {
      Parcel piece = transit.begin(n);
      if (piece == null) {
        return;
      }
      segmenter.write(piece.bytes(), piece.at());
      depart(start, piece, n, path, ChecksumState.UNVERIFIED, way, nowNs);
    }
  }

  private void depart(
      Start start,
      Parcel parcel,
      int lengthBytes,
      ReturnPath path,
      ChecksumState checksum,
      Way way,
      long nowNs) {
    parcel.lengthBytes(lengthBytes);
    parcel.checksum(checksum);
    parcel.path().set(path);
    switch (start) {
      case ROUTER -> transit.depart(parcel, way, context.arrivedNs(), nowNs);
      case SAME_LINK -> transit.departFromRouter(parcel, way, context.arrivedNs(), nowNs);
    }
  }

  /// Whether a way ends at somebody real, who verifies checksums.
  private static boolean leaves(Way way) {
    return switch (way.end()) {
      case REAL_HOST, TUNNEL, OUTSIDE -> true;
      case HOST, ROUTER, UNREACHABLE, NO_ROUTE -> false;
    };
  }
}
