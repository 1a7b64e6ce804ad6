package honeyd.stack.tcp;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.Rng;
import honeyd.flow.BytePipe;
import honeyd.flow.FlowStream;
import honeyd.stack.StackContext;
import honeyd.wire.TcpView;

/// Sends data and FIN within what peer and network allow, and again when they were lost.
///
/// Loss is found by duplicate acknowledgements (RFC 5681, NewReno of RFC 6582), by SACK (RFC 6675)
/// and by time (RFC 6298); a closed window is probed (RFC 9293 §3.8.6.1). Nagle is off. State is
/// the connection's; one worker.
final class TcpSender {
  /// Size of the sending pipe: more than a congestion window reaches on most paths, and two of the
  /// largest receive windows that a peer without tuning has.
  static final int SEND_BYTES = 256 << 10;

  /// How long a full link is given to drain.
  static final long LINK_RETRY_NS = 1_000_000;

  /// RFC 9293 §3.8.6.1 leaves the longest interval between probes open; RFC 1122 names 60 s.
  private static final long MAX_PROBE_NS = 60_000_000_000L;

  private static final int DUP_THRESH = 3;

  /// A slow host sends a byte, then nothing for so long and up to as long again.
  private static final long SLOW_SEND_NS = 600_000_000L;

  /// What the peer's silence or ours means for the connection.
  enum Outcome {
    GOES_ON,
    GIVEN_UP
  }

  private final TcpOutput output;
  private final Counters counters;
  private final Rng rng;

  TcpSender(StackContext context, TcpOutput output) {
    this.output = output;
    this.counters = context.counters();
    this.rng = context.rng();
  }

  /// Sets up sending once the handshake is done.
  void begin(TcpConnection c, long nowNs) {
    c.sndBase = c.iss + 1;
    c.sndNxt = c.iss + 1;
    c.sndMax = c.sndNxt;
    c.recover = c.iss;
    c.highRxt = c.sndNxt;
    c.ecnRecover = c.iss;
    c.lastSentNs = nowNs;
    // RFC 5681 §3.1: a lost SYN/ACK means an initial window of one segment.
    c.congestion.reset(c.retries > 0 ? c.sndMss : c.traits().initialWindowBytes(c.sndMss));
    c.retries = 0;
    c.resendDeadlineNs = TcpConnection.NEVER;
  }

  // --- acknowledgements

  /// Takes an acceptable acknowledgement (`SND.UNA - max window <= SEG.ACK <= SND.MAX`) and the
  /// window that came with it.
  void onAck(TcpConnection c, IncomingSegment s, long nowNs) {
    int ack = s.ack;
    int window = s.window << c.sndWndShift;
    boolean news = c.sack && s.options.sackBlocks > 0 && takeSack(c, s);
    boolean advances = TcpSeq.after(ack, c.sndUna);
    // RFC 5681 §2; with SACK, RFC 6675 §2: what tells nothing new does not count.
    boolean duplicate =
        ack == c.sndUna
            && c.sndNxt != c.sndUna
            && (c.sack
                ? news
                : window == c.sndWnd && s.payloadBytes == 0 && !s.has(TcpView.SYN | TcpView.FIN));
    c.probes = 0;
    takeWindow(c, s, window);
    if (c.persisting && window == 0 && c.isLinux()) {
      // tcp_ack_probe: the wait begins anew with every answer.
      c.resendDeadlineNs = nowNs + Math.min(rto(c) << c.probeBackoff, MAX_PROBE_NS);
    }
    boolean congested =
        c.ecn && s.has(TcpView.ECE) && c.isOutstanding() && !TcpSeq.before(ack, c.ecnRecover);
    if (congested) {
      // RFC 3168 §6.1.2: once per round trip, as if a segment had been lost.
      c.ecnRecover = c.sndMax;
      c.congestion.enterRecovery(c.sndMax - c.sndUna, c.sndMss, 0);
      c.ecnReduced = true;
    }
    if (advances) {
      advance(c, ack, congested, nowNs);
    } else if (duplicate) {
      duplicate(c, nowNs);
    }
  }

  private static boolean takeSack(TcpConnection c, IncomingSegment s) {
    boolean news = false;
    SackScoreboard board = c.scoreboard();
    for (int i = 0; i < s.options.sackBlocks; i++) {
      news |= board.add(s.options.sackLeft[i], s.options.sackRight[i], c.sndUna, c.sndMax);
    }
    return news;
  }

  /// RFC 9293 §3.10.7.4: only a newer segment may change the window.
  private static void takeWindow(TcpConnection c, IncomingSegment s, int window) {
    if (TcpSeq.before(s.ack, c.sndUna)) {
      return;
    }
    if (TcpSeq.before(c.sndWl1, s.seq) || (c.sndWl1 == s.seq && !TcpSeq.before(s.ack, c.sndWl2))) {
      c.sndWnd = window;
      c.sndWl1 = s.seq;
      c.sndWl2 = s.ack;
      c.maxSndWnd = Math.max(c.maxSndWnd, window);
      if (c.persisting && window > 0) {
        // Open again: the time-out that starts now is for data, not for a probe.
        c.persisting = false;
        c.resendDeadlineNs = TcpConnection.NEVER;
      }
    }
  }

  private void advance(TcpConnection c, int ack, boolean congested, long nowNs) {
    int flight = c.sndMax - c.sndUna;
    int acked = ack - c.sndUna;
    BytePipe pipe = c.toSend();
    if (pipe != null) {
      int dataEnd = c.finSent ? TcpSeq.earlier(ack, c.finSeq) : ack;
      int released = dataEnd - c.sndBase;
      if (released > 0) {
        pipe.release(released);
        c.sndBase = dataEnd;
        FlowStream stream = c.stream;
        if (stream != null) {
          stream.signalService();
        }
      }
    }
    c.sndUna = ack;
    c.sndNxt = TcpSeq.later(c.sndNxt, ack);
    c.retries = 0;
    c.persisting = false;
    if (c.hasScoreboard()) {
      c.scoreboard().acknowledged(ack);
    }
    if (c.timing && TcpSeq.after(ack, c.timedSeq)) {
      c.timing = false;
      c.rtt.sample(nowNs - c.timedAtNs, c.traits().minRtoNs(), c.traits().maxRtoNs());
    }
    if (c.recovering) {
      recoverFurther(c, ack, acked, nowNs);
    } else {
      c.dupAcks = 0;
      // A window that is not used says nothing about the network (RFC 7661 §4).
      if (!congested && 2 * flight >= c.congestion.cwnd()) {
        c.congestion.acknowledged(acked, c.sndMss);
      }
    }
    c.resendDeadlineNs = c.isOutstanding() ? nowNs + rto(c) : TcpConnection.NEVER;
  }

  private void recoverFurther(TcpConnection c, int ack, int acked, long nowNs) {
    if (!TcpSeq.before(ack, c.recover)) {
      c.recovering = false;
      c.dupAcks = 0;
      c.congestion.exitRecovery(c.sack ? CongestionControl.MAX_WINDOW : c.sndMax - ack, c.sndMss);
    } else if (c.sack) {
      c.highRxt = TcpSeq.later(c.highRxt, ack);
    } else {
      // RFC 6582 §3.2 step 3, partial acknowledgement: the next segment was lost as well.
      c.congestion.deflate(acked, c.sndMss);
      emit(c, ack, c.sndMss, nowNs);
    }
  }

  private void duplicate(TcpConnection c, long nowNs) {
    c.dupAcks++;
    if (c.recovering) {
      if (!c.sack) {
        c.congestion.inflate(c.sndMss);
      }
      return;
    }
    boolean lost =
        c.dupAcks >= DUP_THRESH
            || (c.sack
                && c.hasScoreboard()
                && TcpSeq.after(c.scoreboard().lostBefore(c.sndUna, c.sndMss), c.sndUna));
    // RFC 6582 §3.2 step 2: not for what was sent before the last recovery or time-out.
    if (!lost || TcpSeq.before(c.sndUna, c.recover)) {
      return;
    }
    c.recovering = true;
    c.recover = c.sndMax;
    c.congestion.enterRecovery(c.sndMax - c.sndUna, c.sndMss, c.sack ? 0 : DUP_THRESH * c.sndMss);
    int sent = emit(c, c.sndUna, lostBytesAt(c, c.sndUna), nowNs);
    c.highRxt = c.sndUna + sent;
    c.resendDeadlineNs = nowNs + rto(c);
  }

  private static int lostBytesAt(TcpConnection c, int seq) {
    return c.hasScoreboard() ? c.scoreboard().holeBytes(seq, c.sndMss) : c.sndMss;
  }

  // --- sending

  /// Sends everything that may be sent now, then an acknowledgement if one is owed.
  void output(TcpConnection c, long nowNs) {
    if (c.state.sends()) {
      if (c.ackNow && c.hasOutOfOrder()) {
        // The blocks go alone, so that segments with data keep their size.
        output.ack(c, nowNs);
      }
      pump(c, nowNs);
    }
    if (c.ackNow) {
      output.ack(c, nowNs);
    }
  }

  private void pump(TcpConnection c, long nowNs) {
    if (c.sndNxt == c.sndUna && nowNs - c.lastSentNs > rto(c)) {
      c.congestion.restartAfterIdle();
    }
    if (c.recovering && c.sack) {
      while (sendInRecovery(c, nowNs)) {
        // Each turn sends one segment of a bounded window.
      }
    } else {
      int allowance = c.recovering ? 0 : Math.min(c.dupAcks, 2) * c.sndMss;
      // RFC 3042: the first two duplicate ACKs let one new segment out each.
      while (sendNext(c, c.congestion.cwnd() + allowance - (c.sndNxt - c.sndUna), nowNs)) {
        // Each turn sends one segment of a bounded window.
      }
    }
    if (c.sndNxt != c.sndUna) {
      c.persisting = false;
      if (c.resendDeadlineNs == TcpConnection.NEVER) {
        c.resendDeadlineNs = nowNs + rto(c);
      }
    } else if (isPending(c)) {
      if (!c.persisting && c.outputDeadlineNs == TcpConnection.NEVER) {
        c.persisting = true;
        c.probes = 0;
        c.probeBackoff = 0;
        c.resendDeadlineNs = nowNs + rto(c);
      }
    } else if (!c.isOutstanding()) {
      c.persisting = false;
      c.resendDeadlineNs = TcpConnection.NEVER;
    }
  }

  /// One segment at `sndNxt`, at most `room` bytes of congestion window; whether one went out.
  private boolean sendNext(TcpConnection c, int room, long nowNs) {
    if (c.sndNxt != c.sndMax && c.hasScoreboard()) {
      // Sending again after a time-out: what the peer holds is left out.
      c.sndNxt = c.scoreboard().skip(c.sndNxt);
    }
    boolean finishing = isFinishing(c);
    int available = dataEnd(c) - c.sndNxt;
    int usable = Math.min(room, c.sndUna + c.sndWnd - c.sndNxt);
    int n = Math.min(Math.min(available, usable), c.sndMss);
    if (n <= 0) {
      // Only a FIN is left, and it needs window like a byte.
      boolean fin = available == 0 && finishing && c.sndUna + c.sndWnd - c.sndNxt > 0;
      return fin && advanceBy(c, emit(c, c.sndNxt, 0, nowNs));
    }
    boolean fresh = c.sndNxt == c.sndMax;
    if (fresh && n < c.sndMss && n < available && n < Math.max(c.maxSndWnd / 2, 1)) {
      // Silly window avoidance (RFC 9293 §3.8.6.2.1): wait for a full segment's worth of window.
      return false;
    }
    if (!fresh) {
      n = Math.min(n, lostBytesAt(c, c.sndNxt));
    } else if (c.pace == Pace.SLOW && nowNs < c.slowSendNs) {
      c.outputDeadlineNs = Math.min(c.outputDeadlineNs, c.slowSendNs);
      return false;
    }
    return advanceBy(c, emit(c, c.sndNxt, n, nowNs));
  }

  private static boolean advanceBy(TcpConnection c, int sent) {
    c.sndNxt += sent;
    return sent > 0;
  }

  /// `NextSeg` of RFC 6675 §4, rules 1 to 3; whether a segment went out.
  private boolean sendInRecovery(TcpConnection c, long nowNs) {
    SackScoreboard board = c.scoreboard();
    int pipe = board.pipe(c.sndUna, c.sndNxt, c.highRxt, c.sndMss);
    int room = c.congestion.cwnd() - pipe;
    if (room < c.sndMss) {
      return false;
    }
    int hole = board.skip(TcpSeq.later(c.highRxt, c.sndUna));
    boolean lost = hole == c.sndUna || TcpSeq.before(hole, board.lostBefore(c.sndUna, c.sndMss));
    if (lost && TcpSeq.before(hole, c.recover)) {
      return resend(c, hole, nowNs);
    }
    if (sendNext(c, room, nowNs)) {
      return true;
    }
    return TcpSeq.before(hole, board.highest(c.sndUna)) && resend(c, hole, nowNs);
  }

  private boolean resend(TcpConnection c, int seq, long nowNs) {
    int window = c.sndUna + c.sndWnd - seq;
    int n = Math.min(lostBytesAt(c, seq), window);
    int sent = n <= 0 ? 0 : emit(c, seq, n, nowNs);
    c.highRxt = TcpSeq.later(c.highRxt, seq + sent);
    return sent > 0;
  }

  /// Sends the segment that begins at `seq` with at most `maxBytes` of payload, the FIN with it
  /// when it reaches the end; returns how many sequence numbers went out, zero when none.
  private int emit(TcpConnection c, int seq, int maxBytes, long nowNs) {
    // The order matters: what is readable once the pipe is finished is all there will be.
    boolean finishing = isFinishing(c);
    int dataEnd = dataEnd(c);
    int most = Math.min(Math.min(maxBytes, dataEnd - seq), c.sndMss);
    if (c.pace == Pace.SLOW) {
      // What was sent before may come again together; anything new is a byte.
      most = Math.min(most, Math.max(1, c.sndMax - seq));
      c.slowSendNs = nowNs + SLOW_SEND_NS + rng.nextInt((int) SLOW_SEND_NS);
    }
    int n = Math.max(0, most);
    boolean fin = finishing && seq + n == dataEnd;
    if (n == 0 && !fin) {
      return 0;
    }
    int flags = TcpView.ACK;
    if (n > 0 && seq + n == dataEnd) {
      flags |= TcpView.PSH;
    }
    if (fin) {
      flags |= TcpView.FIN;
    }
    if (!output.segment(c, seq, flags, seq - c.sndBase, n, nowNs)) {
      c.outputDeadlineNs = nowNs + LINK_RETRY_NS;
      return 0;
    }
    int end = seq + n + (fin ? 1 : 0);
    if (TcpSeq.before(seq, c.sndMax)) {
      // Karn: nothing that was sent twice is timed (RFC 6298 §3).
      c.timing = false;
      counters.increment(Counter.TCP_RETRANSMITS);
    } else if (!c.timing) {
      c.timing = true;
      c.timedSeq = seq;
      c.timedAtNs = nowNs;
    }
    if (TcpSeq.after(end, c.sndMax)) {
      c.sentBytes += end - c.sndMax - (fin && !c.finSent ? 1 : 0);
      c.sndMax = end;
    }
    if (fin && !c.finSent) {
      c.finSent = true;
      c.finSeq = dataEnd;
      c.state =
          switch (c.state) {
            case ESTABLISHED -> TcpState.FIN_WAIT_1;
            case CLOSE_WAIT -> TcpState.LAST_ACK;
            case CLOSED, SYN_RECEIVED, FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK, TIME_WAIT ->
                c.state;
          };
    }
    c.lastSentNs = nowNs;
    if (c.resendDeadlineNs == TcpConnection.NEVER) {
      c.resendDeadlineNs = nowNs + rto(c);
    }
    return end - seq;
  }

  /// Whether our side ends after what is buffered.
  private static boolean isFinishing(TcpConnection c) {
    if (c.finSent) {
      return true;
    }
    FlowStream stream = c.stream;
    if (stream == null) {
      // Nobody is behind the port: we close when the peer does, and what hangs does not close.
      return c.peerFinReceived && c.pace != Pace.HELD;
    }
    return stream.toSend().isFinished() && !leavesUnread(c);
  }

  /// Whether the service went away without reading everything: Linux then resets instead of closing
  /// (tcp_close, RFC 2525 §2.17).
  static boolean leavesUnread(TcpConnection c) {
    FlowStream stream = c.stream;
    return stream != null
        && !c.finSent
        && stream.isServiceDone()
        && stream.received().readable() > 0;
  }

  /// Whether all data that the service wrote was acknowledged.
  static boolean isDrained(TcpConnection c) {
    BytePipe pipe = c.toSend();
    return pipe == null || pipe.readable() == 0;
  }

  private static int dataEnd(TcpConnection c) {
    if (c.finSent) {
      return c.finSeq;
    }
    BytePipe pipe = c.toSend();
    return pipe == null ? c.sndNxt : c.sndBase + pipe.readable();
  }

  private static boolean isPending(TcpConnection c) {
    boolean finishing = isFinishing(c);
    int available = dataEnd(c) - c.sndNxt;
    return available > 0 || (available == 0 && finishing);
  }

  // --- time

  private static long rto(TcpConnection c) {
    return c.rtt.rtoNs(c.traits().maxRtoNs());
  }

  /// The retransmission or persist timer ran out.
  Outcome onResendTimer(TcpConnection c, long nowNs) {
    c.resendDeadlineNs = TcpConnection.NEVER;
    if (c.persisting || (c.isOutstanding() && c.sndWnd == 0)) {
      return probe(c, nowNs);
    }
    if (!c.isOutstanding()) {
      return Outcome.GOES_ON;
    }
    if (c.retries >= c.traits().dataRetries()) {
      return Outcome.GIVEN_UP;
    }
    c.congestion.timedOut(c.sndMax - c.sndUna, c.sndMss, c.retries > 0);
    c.retries++;
    c.rtt.backOff();
    c.timing = false;
    c.recovering = false;
    c.recover = c.sndMax;
    c.dupAcks = 0;
    if (c.hasScoreboard()) {
      // RFC 2018 §8: after a time-out the peer may have thrown away what it said it holds.
      c.scoreboard().clear();
    }
    c.sndNxt = c.sndUna;
    c.lastSentNs = nowNs;
    pump(c, nowNs);
    return Outcome.GOES_ON;
  }

  private Outcome probe(TcpConnection c, long nowNs) {
    if (c.probes >= Math.max(1, c.traits().dataRetries())) {
      return Outcome.GIVEN_UP;
    }
    if (!c.persisting) {
      c.persisting = true;
      c.probeBackoff = 0;
    }
    c.timing = false;
    c.sndNxt = c.sndUna;
    if (c.sndWnd > 0) {
      // The silly window's override: send what fits.
      int n = Math.min(c.sndWnd, Math.min(c.sndMss, dataEnd(c) - c.sndUna));
      advanceBy(c, emit(c, c.sndUna, Math.max(n, 0), nowNs));
      if (c.sndNxt != c.sndUna) {
        c.persisting = false;
        c.resendDeadlineNs = nowNs + rto(c);
        return Outcome.GOES_ON;
      }
    } else if (c.traits().emptyWindowProbes()) {
      // Linux asks with an old, empty segment (tcp_xmit_probe_skb).
      output.segment(c, c.sndUna - 1, TcpView.ACK, 0, 0, nowNs);
    } else {
      // RFC 9293 §3.8.6.1: one byte beyond the window; it stays unsent in our books.
      emit(c, c.sndUna, 1, nowNs);
    }
    c.timing = false;
    c.probes++;
    c.probeBackoff = Math.min(c.probeBackoff + 1, 16);
    long interval = rto(c) << c.probeBackoff;
    c.resendDeadlineNs = nowNs + Math.min(interval, MAX_PROBE_NS);
    return Outcome.GOES_ON;
  }
}
