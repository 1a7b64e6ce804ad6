package honeyd.stack.tcp;

import honeyd.base.TimerWheel;
import honeyd.event.FlowEnd;
import honeyd.flow.FlowStream;
import honeyd.personality.TcpTraits;
import honeyd.stack.StackContext;
import java.util.List;

/// What happens to a connection when time passes or its service calls.
///
/// Each connection has one timer in the wheel, set to its earliest deadline. A deadline that moves
/// away leaves the timer where it is: it fires, finds nothing due and is set again, so that a busy
/// connection costs the wheel next to nothing. One worker.
final class TcpTimers {
  private final TimerWheel wheel;
  private final TcpSender sender;
  private final TcpReceiver receiver;
  private final TcpOutput output;
  private final TcpConnections connections;
  private final TimerWheel.Task halfOpen;
  private final long idleNs;
  private final long synWaitNs;
  private final long closeWaitNs;

  TcpTimers(
      StackContext context,
      TcpSender sender,
      TcpReceiver receiver,
      TcpOutput output,
      TcpConnections connections) {
    this.wheel = context.timers();
    this.sender = sender;
    this.receiver = receiver;
    this.output = output;
    this.connections = connections;
    this.halfOpen = connections::onHalfOpenTimer;
    this.idleNs = context.settings().tcpIdleNs();
    this.synWaitNs = context.settings().synWaitNs();
    this.closeWaitNs = context.settings().closeWaitNs();
  }

  /// Sets the timer so that it fires no later than the connection's earliest deadline.
  void arm(TcpConnection c) {
    long deadline =
        Math.min(
            Math.min(c.resendDeadlineNs, c.ackDeadlineNs),
            Math.min(c.lifeDeadlineNs, c.outputDeadlineNs));
    if (deadline == TcpConnection.NEVER || wheel.deadlineNs(c.timer) <= deadline) {
      return;
    }
    wheel.cancel(c.timer);
    c.timer =
        c.slot == HalfOpenTable.NONE
            ? wheel.schedule(deadline, c, 0)
            : wheel.schedule(deadline, halfOpen, c.slot);
  }

  void cancel(long timer) {
    wheel.cancel(timer);
  }

  void disarm(TcpConnection c) {
    wheel.cancel(c.timer);
    c.timer = TimerWheel.NONE;
  }

  /// Sets the deadlines of a handshake that began at `openedNs`.
  void handshake(TcpConnection c) {
    TcpTraits traits = c.traits();
    long giveUp = traits.synAckGiveUpNs() > 0 ? traits.synAckGiveUpNs() : synWaitNs;
    c.lifeDeadlineNs = c.openedNs + giveUp;
    scheduleSynAck(c, traits.synAckRetransmitNs());
  }

  private static void scheduleSynAck(TcpConnection c, List<Long> times) {
    c.resendDeadlineNs =
        c.retries < times.size() ? c.openedNs + times.get(c.retries) : TcpConnection.NEVER;
  }

  /// The connection lives as long as something is heard.
  void established(TcpConnection c, long nowNs) {
    c.lastHeardNs = nowNs;
    c.lifeDeadlineNs = nowNs + idleNs;
  }

  /// Only the peer's FIN is missing, and nobody is left who would read: it does not wait for long.
  void orphaned(TcpConnection c, long nowNs) {
    c.orphanedNs = nowNs;
    c.lifeDeadlineNs = nowNs + finWait2Ns(c);
  }

  private long finWait2Ns(TcpConnection c) {
    long byPersonality = c.traits().finWait2Ns();
    return byPersonality > 0 ? byPersonality : closeWaitNs;
  }

  void timeWait(TcpConnection c, long nowNs) {
    c.resendDeadlineNs = TcpConnection.NEVER;
    c.outputDeadlineNs = TcpConnection.NEVER;
    c.ackDeadlineNs = TcpConnection.NEVER;
    c.lifeDeadlineNs = nowNs + c.traits().timeWaitNs();
  }

  void onTimer(TcpConnection c, long nowNs) {
    c.timer = TimerWheel.NONE;
    if (c.lifeDeadlineNs <= nowNs && c.pace == Pace.HELD && c.inTable) {
      connections.restAtLast(c);
      return;
    }
    if (c.lifeDeadlineNs <= nowNs && isOver(c, nowNs)) {
      boolean halfOpen = c.state == TcpState.SYN_RECEIVED;
      giveUp(c, halfOpen && c.traits().resetsHalfOpen(), nowNs);
      return;
    }
    if (c.ackDeadlineNs <= nowNs) {
      output.ack(c, nowNs);
    }
    if (c.resendDeadlineNs <= nowNs) {
      if (c.state == TcpState.SYN_RECEIVED) {
        c.retries++;
        output.synAckAgain(c, nowNs);
        scheduleSynAck(c, c.traits().synAckRetransmitNs());
      } else if (sender.onResendTimer(c, nowNs) == TcpSender.Outcome.GIVEN_UP) {
        giveUp(c, c.traits().resetsUnanswered(), nowNs);
        return;
      }
    }
    if (c.outputDeadlineNs <= nowNs) {
      c.outputDeadlineNs = TcpConnection.NEVER;
      sender.output(c, nowNs);
    }
    arm(c);
    if (c.inTable) {
      connections.settle(c, nowNs);
    }
  }

  /// The peer is not heard any more; some systems tell it so.
  private void giveUp(TcpConnection c, boolean reset, long nowNs) {
    if (reset) {
      output.reset(c, nowNs);
    }
    connections.close(c, FlowEnd.EXPIRED, nowNs);
  }

  /// Whether the time is really up: being heard moves the end of an open connection away.
  private boolean isOver(TcpConnection c, long nowNs) {
    return switch (c.state) {
      case SYN_RECEIVED, TIME_WAIT, CLOSED -> true;
      case ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, FIN_WAIT_2, CLOSING, LAST_ACK -> {
        boolean orphan = c.state == TcpState.FIN_WAIT_2 && isOrphan(c);
        long until = c.lastHeardNs + (orphan ? finWait2Ns(c) : idleNs);
        c.lifeDeadlineNs = until;
        yield until <= nowNs;
      }
    };
  }

  static boolean isOrphan(TcpConnection c) {
    FlowStream stream = c.stream;
    return stream == null || stream.isServiceDone();
  }

  /// The service wrote, read, finished or gave up.
  void onWake(TcpConnection c, long nowNs) {
    FlowStream stream = c.stream;
    if (stream == null) {
      return;
    }
    if (stream.isResetByService()) {
      connections.abort(c, nowNs);
      return;
    }
    if (TcpSender.leavesUnread(c) && TcpSender.isDrained(c)) {
      connections.abort(c, nowNs);
      return;
    }
    if (receiver.isUpdateDue(c)) {
      c.ackNow = true;
    }
    sender.output(c, nowNs);
    if (c.state == TcpState.FIN_WAIT_2 && stream.isServiceDone()) {
      orphaned(c, nowNs);
    }
    arm(c);
  }
}
