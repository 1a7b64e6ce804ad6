package honeyd.stack.tcp;

/// What the peer holds beyond the cumulative acknowledgement, and what follows from it for loss
/// recovery: RFC 6675 §4 over [SequenceRanges].
///
/// `DupThresh` is 3. One worker; allocates nothing after construction.
final class SackScoreboard {
  private static final int DUP_THRESH = 3;

  private final SequenceRanges sacked = new SequenceRanges();

  void clear() {
    sacked.clear();
  }

  boolean isEmpty() {
    return sacked.isEmpty();
  }

  /// Takes one SACK block; ignores what lies outside `(sndUna, sndMax]`, which hostile or duplicate
  /// (RFC 2883) blocks do. Returns whether it told anything new.
  boolean add(int start, int end, int sndUna, int sndMax) {
    if (!TcpSeq.before(start, end)
        || !TcpSeq.after(end, sndUna)
        || TcpSeq.before(start, sndUna)
        || TcpSeq.after(end, sndMax)
        || sacked.covers(start, end)) {
      return false;
    }
    return sacked.add(start, end);
  }

  /// The cumulative acknowledgement moved to `sndUna`.
  void acknowledged(int sndUna) {
    sacked.removeBefore(sndUna);
  }

  /// The first number at or after `seq` that the peer did not say it holds.
  int skip(int seq) {
    return sacked.skip(seq);
  }

  /// How many bytes from `seq` on are one hole; at most `limit`.
  int holeBytes(int seq, int limit) {
    for (int i = 0; i < sacked.count(); i++) {
      if (TcpSeq.before(seq, sacked.start(i))) {
        return Math.min(limit, sacked.start(i) - seq);
      }
    }
    return limit;
  }

  /// The end of the highest run held, or `sndUna` when none is.
  int highest(int sndUna) {
    return sacked.isEmpty() ? sndUna : sacked.end(sacked.count() - 1);
  }

  /// Numbers before this one that are not held count as lost: `IsLost` of RFC 6675 §4. `sndUna`
  /// when nothing does.
  int lostBefore(int sndUna, int mss) {
    int bytes = 0;
    int runs = 0;
    for (int i = sacked.count() - 1; i >= 0; i--) {
      bytes += sacked.end(i) - sacked.start(i);
      runs++;
      if (runs >= DUP_THRESH || bytes > (DUP_THRESH - 1) * mss) {
        return sacked.start(i);
      }
    }
    return sndUna;
  }

  /// Bytes that are still in the network: `SetPipe` of RFC 6675 §4.
  ///
  /// @param highRxt the end of what was retransmitted in this recovery
  int pipe(int sndUna, int sndNxt, int highRxt, int mss) {
    int lostBefore = lostBefore(sndUna, mss);
    int pipe = 0;
    int at = sndUna;
    for (int i = 0; i <= sacked.count() && TcpSeq.before(at, sndNxt); i++) {
      int holeEnd = i < sacked.count() ? TcpSeq.earlier(sacked.start(i), sndNxt) : sndNxt;
      int notLostFrom = TcpSeq.later(at, lostBefore);
      if (TcpSeq.before(notLostFrom, holeEnd)) {
        pipe += holeEnd - notLostFrom;
      }
      int resentTo = TcpSeq.earlier(highRxt, holeEnd);
      if (TcpSeq.before(at, resentTo)) {
        pipe += resentTo - at;
      }
      if (i < sacked.count()) {
        at = sacked.end(i);
      }
    }
    return pipe;
  }
}
