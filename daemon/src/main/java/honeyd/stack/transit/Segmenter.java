package honeyd.stack.transit;

import honeyd.base.DropReason;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;

/// Does what a real sender left to its network card before a packet goes on to somebody real:
/// finishes its checksum, and cuts a TCP segment that is longer than any frame. One worker.
///
/// ```
/// if (segmenter.begin(bytes, at, length, mtu)) {
///   for (int n = segmenter.nextBytes(); n > 0; n = segmenter.nextBytes()) {
///     … n bytes of room at `to` …
///     segmenter.write(out, to);
///   }
/// }
/// ```
///
/// How long the sender wanted its segments to be is not known here, as the kernel does not tell:
/// they become as long as the way allows, which every receiver takes.
public final class Segmenter {
  private static final int ONLY_LAST = TcpView.FIN | TcpView.PSH;
  private static final int ONLY_FIRST = TcpView.CWR;

  private final Ipv4View whole = new Ipv4View();
  private final TcpView wholeTcp = new TcpView();
  private final UdpView udp = new UdpView();
  private final Ipv4View piece = new Ipv4View();
  private final TcpView pieceTcp = new TcpView();
  private int headers;
  private int room;
  private int offset;
  private int takes;
  private int pieces;

  /// Writes the checksum of a packet whose sender had not finished it; leaves others alone than
  /// whole TCP segments and UDP datagrams.
  public void finishChecksum(MemorySegment bytes, long at, int lengthBytes) {
    if (whole.wrap(bytes, at, at + lengthBytes) != DropReason.NONE || whole.isFragment()) {
      return;
    }
    long from = whole.payloadAt();
    if (whole.protocol() == IpProtocol.TCP
        && wholeTcp.wrap(bytes, from, whole.end()) == DropReason.NONE) {
      wholeTcp.updateChecksum(whole.pseudoHeader());
    } else if (whole.protocol() == IpProtocol.UDP
        && udp.wrap(bytes, from, whole.end()) == DropReason.NONE
        && udp.checksum() != 0) {
      udp.updateChecksum(whole);
    }
  }

  /// Begins with a packet, which must be a valid one and stay until the last piece is written;
  /// false when it is no TCP segment with data, and has to stay whole.
  ///
  /// @param mtuBytes longest packet that a piece may be
  public boolean begin(MemorySegment bytes, long at, int lengthBytes, int mtuBytes) {
    if (whole.wrap(bytes, at, at + lengthBytes) != DropReason.NONE
        || whole.isFragment()
        || whole.protocol() != IpProtocol.TCP
        || wholeTcp.wrap(bytes, whole.payloadAt(), whole.end()) != DropReason.NONE) {
      return false;
    }
    headers = whole.headerBytes() + wholeTcp.headerBytes();
    room = mtuBytes - headers;
    offset = 0;
    takes = 0;
    pieces = -1;
    // Neither is sent so: what urgent data and a SYN's belong to could not be told.
    return room > 0 && wholeTcp.payloadBytes() > 0 && !wholeTcp.has(TcpView.SYN | TcpView.URG);
  }

  /// Whether the checksum of the whole is right; only where it is said to be finished.
  public boolean isChecksumValid() {
    return wholeTcp.isChecksumValid(whole.pseudoHeader());
  }

  /// Length of the next packet, 0 when there is none left.
  public int nextBytes() {
    offset += takes;
    takes = Math.min(room, wholeTcp.payloadBytes() - offset);
    pieces++;
    return takes <= 0 ? 0 : headers + takes;
  }

  /// Writes the packet that [#nextBytes] announced, as a card does it: identifications and sequence
  /// numbers go on, FIN and PSH stay with the last, CWR with the first (Linux `tcp_gso_segment`,
  /// `inet_gso_segment`).
  public void write(MemorySegment out, long to) {
    int length = headers + takes;
    MemorySegment.copy(whole.bytes(), whole.at(), out, to, headers);
    MemorySegment.copy(whole.bytes(), wholeTcp.payloadAt() + offset, out, to + headers, takes);
    boolean last = offset + takes == wholeTcp.payloadBytes();
    int flags = wholeTcp.flags();
    flags &= last ? ~0 : ~ONLY_LAST;
    flags &= offset == 0 ? ~0 : ~ONLY_FIRST;
    piece.wrap(out, to, to + whole.totalLength());
    piece.totalLength(length).identification(whole.identification() + pieces).updateChecksum();
    pieceTcp.wrap(out, piece.payloadAt(), to + length);
    pieceTcp.seq(wholeTcp.seq() + offset).flags(flags).updateChecksum(piece.pseudoHeader());
  }
}
