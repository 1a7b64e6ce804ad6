package honeyd.stack.tcp;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.FlowEnd;
import honeyd.flow.FlowStream;
import honeyd.personality.StrayRule;
import honeyd.personality.TcpTraits;
import honeyd.stack.IncomingPacket;
import honeyd.stack.StackContext;
import honeyd.wire.TcpView;

/// A segment arrives for a connection: RFC 9293 §3.10.7.4, step by step, with the defences of RFC
/// 5961 and the timestamp rules of RFC 7323.
///
/// One worker; all state is the connection's.
final class TcpMachine {
  /// RFC 7323 §5.5: an older timestamp proves nothing any more.
  private static final long PAWS_OUTDATED_NS = 24L * 86_400 * 1_000_000_000;

  private static final long MS_NS = 1_000_000;

  /// The low bits of the type-of-service octet when a router saw congestion (RFC 3168 §5).
  private static final int CONGESTION_EXPERIENCED = 3;

  /// What the caller does next.
  enum Verdict {
    /// The segment was dealt with.
    DONE,
    /// The old connection is gone, and the SYN asks for a new one.
    LISTEN
  }

  private final Counters counters;
  private final TcpReceiver receiver;
  private final TcpSender sender;
  private final TcpOutput output;
  private final TcpConnections connections;

  TcpMachine(
      StackContext context,
      TcpReceiver receiver,
      TcpSender sender,
      TcpOutput output,
      TcpConnections connections) {
    this.counters = context.counters();
    this.receiver = receiver;
    this.sender = sender;
    this.output = output;
    this.connections = connections;
  }

  /// Takes a segment with a valid checksum.
  Verdict onSegment(TcpConnection c, IncomingSegment s, IncomingPacket packet, long nowNs) {
    if (isReuse(c, s)) {
      connections.close(c, FlowEnd.CLOSED, nowNs);
      return Verdict.LISTEN;
    }
    process(c, s, packet, nowNs);
    if (c.state != TcpState.CLOSED) {
      connections.timers().arm(c);
    }
    return Verdict.DONE;
  }

  /// A SYN in TIME_WAIT that cannot be an old duplicate begins a new connection (RFC 6191 §2).
  private static boolean isReuse(TcpConnection c, IncomingSegment s) {
    if (c.state != TcpState.TIME_WAIT || !s.has(TcpView.SYN) || s.has(TcpView.RST | TcpView.ACK)) {
      return false;
    }
    if (c.timestamps && s.options.hasTimestamps && s.options.tsVal != c.tsRecent) {
      return TcpSeq.after(s.options.tsVal, c.tsRecent);
    }
    return TcpSeq.after(s.seq, c.rcvNxt);
  }

  private void process(TcpConnection c, IncomingSegment s, IncomingPacket packet, long nowNs) {
    if (c.state == TcpState.SYN_RECEIVED
        && s.seq == c.irs
        && s.has(TcpView.SYN)
        && !s.has(TcpView.ACK | TcpView.RST)) {
      // The SYN again: so is the answer (Linux tcp_check_req).
      output.synAckAgain(c, nowNs);
      return;
    }
    if (s.has(TcpView.SYN) && !s.has(TcpView.RST)) {
      onSyn(c, s, nowNs);
      return;
    }
    // RFC 7323 §5.2: a reset counts whatever its timestamp.
    if (!s.has(TcpView.RST) && isFromThePast(c, s, nowNs)) {
      counters.drop(DropReason.TCP_PAWS);
      acknowledgeStray(c, s, nowNs);
      return;
    }
    if (!isAcceptable(c, s)) {
      counters.drop(DropReason.TCP_OUT_OF_WINDOW);
      if (!s.has(TcpView.RST)) {
        if (s.seq == c.rcvNxt - 1) {
          // RFC 9293 §3.8.4: a keep-alive does what its name says.
          c.lastHeardNs = nowNs;
        }
        acknowledgeStray(c, s, nowNs);
      }
      return;
    }
    if (s.has(TcpView.RST)) {
      onReset(c, s, nowNs);
      return;
    }
    if (!s.has(TcpView.ACK)) {
      counters.drop(DropReason.TCP_BAD_FLAGS);
      return;
    }
    if (c.state == TcpState.SYN_RECEIVED) {
      if (s.ack != c.sndNxt) {
        counters.drop(DropReason.TCP_BAD_ACK);
        output.resetAt(c, s.ack, nowNs);
        return;
      }
    } else if (TcpSeq.after(s.ack, c.sndMax) || TcpSeq.before(s.ack, c.sndUna - c.maxSndWnd)) {
      // RFC 5961 §5.2; RFC 9293 asks for an ACK as well.
      counters.drop(DropReason.TCP_BAD_ACK);
      challenge(c, nowNs);
      return;
    }
    noteTimestamp(c, s, nowNs);
    connections.heard(c, packet, nowNs);
    noteCongestion(c, s);
    if (c.state == TcpState.SYN_RECEIVED) {
      c.sndUna = s.ack;
      c.sndWl1 = s.seq - 1;
      connections.establish(c, nowNs);
    }
    onAcceptable(c, s, nowNs);
  }

  /// Steps five to eight: the acknowledgement, the payload, the FIN.
  private void onAcceptable(TcpConnection c, IncomingSegment s, long nowNs) {
    if (c.state == TcpState.TIME_WAIT) {
      if (s.payloadBytes > 0 || s.has(TcpView.FIN)) {
        // The peer's FIN again: our ACK was lost.
        output.ack(c, nowNs);
        connections.timers().timeWait(c, nowNs);
      }
      return;
    }
    sender.onAck(c, s, nowNs);
    if (c.finSent && c.sndUna == c.finSeq + 1 && finAcknowledged(c, nowNs)) {
      return;
    }
    if (c.state.receives()) {
      if (isUnwanted(c, s)) {
        // Nobody will read it (RFC 9293 §3.6.1, Linux tcp_rcv_state_process).
        output.resetAt(c, s.ack, nowNs);
        connections.close(c, FlowEnd.RESET_BY_US, nowNs);
        return;
      }
      if ((s.payloadBytes > 0 || s.has(TcpView.FIN)) && receiver.take(c, s, nowNs)) {
        finReceived(c, nowNs);
      }
    } else if (s.payloadBytes > 0 || s.has(TcpView.FIN)) {
      onBeyondTheEnd(c, s);
    }
    if (TcpSender.leavesUnread(c) && TcpSender.isDrained(c)) {
      connections.abort(c, nowNs);
      return;
    }
    sender.output(c, nowNs);
  }

  /// Data or FIN after the peer's FIN: what came before is acknowledged again, and anything new is
  /// ignored by Linux (tcp_rcv_state_process) and acknowledged by others.
  private static void onBeyondTheEnd(TcpConnection c, IncomingSegment s) {
    if (TcpSeq.before(s.seq, c.rcvNxt)) {
      TcpReceiver.noteDuplicate(c, s.seq, TcpSeq.earlier(s.end(), c.rcvNxt));
      c.ackNow = true;
    } else if (!c.isLinux()) {
      c.ackNow = true;
    }
  }

  /// Our FIN was acknowledged; returns whether the connection is over.
  private boolean finAcknowledged(TcpConnection c, long nowNs) {
    return switch (c.state) {
      case FIN_WAIT_1 -> {
        c.state = TcpState.FIN_WAIT_2;
        if (TcpTimers.isOrphan(c)) {
          connections.timers().orphaned(c, nowNs);
        }
        yield false;
      }
      case CLOSING -> {
        connections.linger(c, nowNs);
        yield true;
      }
      case LAST_ACK -> {
        connections.close(c, FlowEnd.CLOSED, nowNs);
        yield true;
      }
      case CLOSED, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_2, CLOSE_WAIT, TIME_WAIT -> false;
    };
  }

  private void finReceived(TcpConnection c, long nowNs) {
    switch (c.state) {
      case ESTABLISHED -> c.state = TcpState.CLOSE_WAIT;
      case FIN_WAIT_1 -> c.state = TcpState.CLOSING;
      case FIN_WAIT_2 -> {
        output.ack(c, nowNs);
        connections.linger(c, nowNs);
      }
      case CLOSED, SYN_RECEIVED, CLOSE_WAIT, CLOSING, LAST_ACK, TIME_WAIT -> {}
    }
  }

  /// New payload for a service that has ended and told the peer so.
  private static boolean isUnwanted(TcpConnection c, IncomingSegment s) {
    FlowStream stream = c.stream;
    return s.payloadBytes > 0
        && stream != null
        && stream.isServiceDone()
        && TcpSeq.after(s.seq + s.payloadBytes, c.rcvNxt)
        && c.finSent;
  }

  /// RFC 9293 §3.10.7.4 first step, generous at the right edge as Linux is, so that a FIN or an
  /// acknowledgement at a closed window counts.
  private static boolean isAcceptable(TcpConnection c, IncomingSegment s) {
    return !TcpSeq.before(s.end(), c.rcvNxt)
        && !TcpSeq.after(s.seq, c.rcvNxt + c.announcedWindow());
  }

  /// RFC 7323 §5.3 R1. A segment without the option is let through, as Linux does.
  private static boolean isFromThePast(TcpConnection c, IncomingSegment s, long nowNs) {
    return c.timestamps
        && s.options.hasTimestamps
        && TcpSeq.before(s.options.tsVal, c.tsRecent)
        && nowNs - c.tsRecentNs < PAWS_OUTDATED_NS
        && !isReordered(c, s);
  }

  /// A pure acknowledgement that tells nothing new and is only a little older may have been
  /// overtaken; Linux lets it pass (tcp_disordered_ack).
  private static boolean isReordered(TcpConnection c, IncomingSegment s) {
    return c.isLinux()
        && s.payloadBytes == 0
        && !s.has(TcpView.FIN)
        && s.seq == c.rcvNxt
        && s.ack == c.sndUna
        && s.window << c.sndWndShift == c.sndWnd
        && (long) (c.tsRecent - s.options.tsVal) * MS_NS <= c.rtt.rtoNs(c.traits().maxRtoNs());
  }

  /// RFC 7323 §4.3: the timestamp to echo is that of the segment that was acknowledged last.
  private static void noteTimestamp(TcpConnection c, IncomingSegment s, long nowNs) {
    if (c.timestamps
        && s.options.hasTimestamps
        && !TcpSeq.after(s.seq, c.lastAckSent)
        && (c.state != TcpState.TIME_WAIT || (s.seq == c.rcvNxt && s.end() == s.seq))
        && !TcpSeq.before(s.options.tsVal, c.tsRecent)) {
      c.tsRecent = s.options.tsVal;
      c.tsRecentNs = nowNs;
    }
  }

  /// RFC 3168 §6.1.3: congestion is echoed until the sender says that it has heard.
  private static void noteCongestion(TcpConnection c, IncomingSegment s) {
    if (!c.ecn) {
      return;
    }
    if (s.has(TcpView.CWR)) {
      c.ecnEcho = false;
    }
    if ((s.tos & CONGESTION_EXPERIENCED) == CONGESTION_EXPERIENCED) {
      c.ecnEcho = true;
      c.ackNow = true;
    }
  }

  private void onReset(TcpConnection c, IncomingSegment s, long nowNs) {
    StrayRule rule = s.seq == c.rcvNxt ? StrayRule.BELIEVED : c.traits().strayReset();
    switch (rule) {
      case BELIEVED -> connections.close(c, FlowEnd.RESET_BY_PEER, nowNs);
      case CHALLENGED -> {
        // RFC 5961 §3.2: only the exact number resets, any other in the window is asked about.
        counters.drop(DropReason.TCP_OUT_OF_WINDOW);
        challenge(c, nowNs);
      }
      case IGNORED -> counters.drop(DropReason.TCP_OUT_OF_WINDOW);
    }
  }

  private void onSyn(TcpConnection c, IncomingSegment s, long nowNs) {
    if (c.state == TcpState.SYN_RECEIVED && c.isLinux() && isAcceptable(c, s)) {
      // tcp_check_req: the handshake is off.
      output.resetSyn(c, s, nowNs);
      connections.close(c, FlowEnd.RESET_BY_US, nowNs);
      return;
    }
    StrayRule rule = c.traits().straySyn();
    if (rule == StrayRule.BELIEVED && (c.state == TcpState.TIME_WAIT || !isAcceptable(c, s))) {
      // RFC 793 §3.9: what lies outside the window is acknowledged, whatever it is.
      rule = StrayRule.CHALLENGED;
    }
    switch (rule) {
      // RFC 793: a SYN in the window is an error.
      case BELIEVED -> connections.abort(c, nowNs);
      case CHALLENGED -> {
        // RFC 5961 §4.2, whatever the sequence number.
        counters.drop(DropReason.TCP_OUT_OF_WINDOW);
        challenge(c, nowNs);
      }
      case IGNORED -> counters.drop(DropReason.TCP_OUT_OF_WINDOW);
    }
  }

  /// Answers a segment that is not acceptable. Payload that comes again is always acknowledged,
  /// anything else within the challenge limit, so that two machines cannot answer each other for
  /// ever.
  private void acknowledgeStray(TcpConnection c, IncomingSegment s, long nowNs) {
    if (c.state == TcpState.SYN_RECEIVED || s.end() == s.seq) {
      challenge(c, nowNs);
    } else {
      if (TcpSeq.before(s.seq, c.rcvNxt)
          && TcpSeq.atOrBefore(s.end(), c.rcvNxt + c.announcedWindow())) {
        TcpReceiver.noteDuplicate(c, s.seq, TcpSeq.earlier(s.end(), c.rcvNxt));
      }
      output.ack(c, nowNs);
    }
  }

  private void challenge(TcpConnection c, long nowNs) {
    // RFC 5961 §7 asks for a limit.
    TcpTraits traits = c.traits();
    if (c.challenges == 0 || nowNs - c.challengeIntervalNs >= traits.challengeIntervalNs()) {
      c.challengeIntervalNs = nowNs;
      c.challenges = 0;
    }
    if (c.challenges >= traits.challenges()) {
      counters.drop(DropReason.TCP_CHALLENGE_LIMITED);
      return;
    }
    c.challenges++;
    output.ack(c, nowNs);
  }
}
