package honeyd.stack.tcp;

import honeyd.flow.BytePipe;
import honeyd.flow.FlowStream;
import honeyd.wire.TcpView;
import org.jspecify.annotations.Nullable;

/// Takes payload in: into the pipe when it is next, ahead of it when something is missing, and
/// decides how much window the peer gets and when it is told.
///
/// A port without a service has no pipe: its bytes are counted and thrown away, and everything else
/// goes on as usual. Stateless; one worker.
final class TcpReceiver {
  /// Size of the receiving pipe: two full windows of a peer without window scaling, so that a
  /// service may lag by one window before the attacker notices.
  static final int RECEIVE_BYTES = 128 << 10;

  private static final int MAX_UNSCALED_WINDOW = 65_535;

  /// RFC 9293 §3.8.6.3: an acknowledgement is late by less than half a second.
  private static final long SLOW_ACK_NS = 400_000_000L;

  /// What rounding up may add to the buffer of a connection that is held.
  private static final int HELD_SLACK = 4 << 10;

  /// How often a slow host opens its window, by one segment.
  private static final long SLOW_OPENING_NS = 10_000_000_000L;

  /// Sets up receiving for a connection that was accepted with this window.
  void begin(TcpConnection c, int window) {
    c.rcvLimit = Math.min(Math.max(window, 2 * c.rcvMss), maxLimit(c));
    c.rcvEdge = c.rcvNxt + window;
    if (c.isLinux()) {
      // The window is announced in units of its scale from now on, rounded up.
      int unit = 1 << c.rcvWndShift;
      c.rcvLimit = Math.min((c.rcvLimit + unit - 1) & -unit, maxLimit(c));
    }
    c.lastAckSent = c.rcvNxt;
  }

  private static int maxLimit(TcpConnection c) {
    return Math.min(RECEIVE_BYTES, MAX_UNSCALED_WINDOW << c.rcvWndShift);
  }

  /// Takes what is new of a segment that touches the window, in a state that receives; returns
  /// whether the peer's FIN was reached. Sets what is to be acknowledged, and when.
  boolean take(TcpConnection c, IncomingSegment s, long nowNs) {
    if (TcpSeq.before(s.seq, c.rcvNxt) && s.payloadBytes > 0) {
      noteDuplicate(c, s.seq, TcpSeq.earlier(s.seq + s.payloadBytes, c.rcvNxt));
      s.trimFront(Math.min(c.rcvNxt - s.seq, s.payloadBytes));
      // RFC 9293 §3.10.7.4: what came twice is acknowledged at once; the ACK was lost.
      c.ackNow = true;
    }
    BytePipe pipe = c.received();
    if (s.payloadBytes > 0) {
      int ahead = s.seq - c.rcvNxt;
      int room = c.announcedWindow();
      if (pipe != null) {
        room = Math.min(room, pipe.writable());
      }
      if (c.peerFinKnown) {
        room = Math.min(room, c.peerFinSeq - c.rcvNxt);
      }
      room = Math.max(0, room - ahead);
      if (s.payloadBytes > room) {
        s.trimBack(s.payloadBytes - room);
        c.ackNow = true;
      }
      if (s.payloadBytes > 0) {
        if (ahead == 0) {
          takeNext(c, s, pipe, nowNs);
        } else {
          keep(c, s, pipe, ahead);
        }
      }
    }
    if (s.has(TcpView.FIN)
        && !c.peerFinKnown
        && !TcpSeq.before(s.seq + s.payloadBytes, c.rcvNxt)
        && !isShut(c)) {
      c.peerFinKnown = true;
      c.peerFinSeq = s.seq + s.payloadBytes;
      c.ackNow |= c.rcvNxt != c.peerFinSeq || !waitsForOurFin(c);
    }
    if (c.peerFinKnown && !c.peerFinReceived && c.rcvNxt == c.peerFinSeq) {
      c.peerFinReceived = true;
      c.rcvNxt++;
      if (!c.isLinux()) {
        // A FIN takes a number but no room.
        c.rcvEdge++;
      }
      if (!c.ackNow && waitsForOurFin(c)) {
        // Linux tcp_fin: the service will close as well, and one segment tells both.
        c.interactive = true;
        c.ackDeadlineNs = nowNs + c.traits().delayedAckNs();
      } else {
        c.ackNow = true;
      }
      if (pipe != null) {
        pipe.finish();
        signal(c);
      }
      return true;
    }
    return false;
  }

  /// Whether a tarpit's window is closed: a FIN then lies beyond it and is not taken (RFC 9293
  /// §3.10.7.4), so that the peer goes on asking.
  private static boolean isShut(TcpConnection c) {
    if (c.pace == Pace.NORMAL || c.announcedWindow() > 0) {
      return false;
    }
    c.ackNow = true;
    return true;
  }

  /// What a process that hangs leaves of its buffer.
  private static int heldRoom(TcpConnection c) {
    return Math.max(0, RECEIVE_BYTES - (int) c.receivedBytes);
  }

  /// Whether a window may be rounded up to `unit` bytes: at a peer that sends byte by byte the edge
  /// would move on for ever.
  private static boolean roundsUp(TcpConnection c, int unit) {
    return c.isLinux()
        && (c.pace != Pace.HELD
            || c.receivedBytes + c.announcedWindow() + unit <= RECEIVE_BYTES + HELD_SLACK);
  }

  private void takeNext(TcpConnection c, IncomingSegment s, @Nullable BytePipe pipe, long nowNs) {
    int n = s.payloadBytes;
    if (pipe != null) {
      pipe.writeAhead(0, s.bytes, s.payloadAt, n);
    }
    int next = c.rcvNxt + n;
    if (c.hasOutOfOrder()) {
      SequenceRanges runs = c.outOfOrder();
      next = runs.skip(next);
      runs.removeBefore(next);
      // RFC 5681 §4.2: a segment that fills a gap is acknowledged at once.
      c.ackNow = true;
    }
    int published = next - c.rcvNxt;
    c.rcvNxt = next;
    c.receivedBytes += published;
    if (pipe != null) {
      pipe.publish(published);
      signal(c);
    }
    grow(c, published);
    c.unackedBytes += published;
    c.lastReceivedNs = nowNs;
    if (c.pace == Pace.SLOW) {
      if (c.ackDeadlineNs == TcpConnection.NEVER) {
        c.ackDeadlineNs = nowNs + SLOW_ACK_NS;
      }
      return;
    }
    long delayNs = c.traits().delayedAckNs();
    if (delayNs == 0 || c.unackedBytes >= 2 * c.rcvMss || acksQuickly(c, s)) {
      c.ackNow = true;
    } else if (c.ackDeadlineNs == TcpConnection.NEVER) {
      c.ackDeadlineNs = nowNs + delayNs;
    }
  }

  private static void keep(TcpConnection c, IncomingSegment s, @Nullable BytePipe pipe, int ahead) {
    // RFC 5681 §4.2: a duplicate ACK tells the sender of the gap, at once.
    c.ackNow = true;
    if (c.outOfOrder().covers(s.seq, s.seq + s.payloadBytes)) {
      noteDuplicate(c, s.seq, s.seq + s.payloadBytes);
    }
    if (c.outOfOrder().add(s.seq, s.seq + s.payloadBytes)) {
      if (pipe != null) {
        pipe.writeAhead(ahead, s.bytes, s.payloadAt, s.payloadBytes);
      }
    } else {
      // Nothing of it is kept, so a FIN that came with it is not known either.
      s.trimBack(0);
    }
  }

  /// A sender's first segments are acknowledged at once, to open its window, and by Linux small
  /// ones as long as the service does not answer them (tcp_event_data_recv, tcp_cleanup_rbuf).
  private static boolean acksQuickly(TcpConnection c, IncomingSegment s) {
    return !c.interactive
        && (c.quickAcks > 0 || (c.isLinux() && s.payloadBytes < c.rcvMss))
        && !(s.has(TcpView.FIN) && waitsForOurFin(c));
  }

  private static boolean waitsForOurFin(TcpConnection c) {
    return c.isLinux()
        && c.state == TcpState.ESTABLISHED
        && c.stream != null
        && !c.hasOutOfOrder()
        && c.receivedBytes > 0
        && c.traits().delayedAckNs() > 0;
  }

  /// Something came again: Linux names it in the acknowledgement (RFC 2883, tcp_dsack_set) and
  /// acknowledges quickly for a while (tcp_enter_quickack_mode).
  static void noteDuplicate(TcpConnection c, int left, int right) {
    if (!c.isLinux() || c.state == TcpState.TIME_WAIT) {
      return;
    }
    c.quickAcks = c.traits().quickAcks();
    c.interactive = false;
    if (c.sack) {
      c.duplicateSeen = true;
      c.duplicateLeft = left;
      c.duplicateRight = right;
    }
  }

  /// With window scaling the window follows the sender, twice as fast as data comes, as systems
  /// that tune their buffers do; without it stays what the personality announced.
  private static void grow(TcpConnection c, int bytes) {
    if (c.isLinux()) {
      // tcp_grow_window: two segments for each full one, none for small ones.
      int segments = bytes / c.rcvMss;
      c.rcvLimit = Math.min(maxLimit(c), c.rcvLimit + 2 * segments * c.rcvMss);
    } else if (c.windowScaling && c.rcvLimit < RECEIVE_BYTES) {
      c.rcvLimit = Math.min(maxLimit(c), c.rcvLimit + 2 * bytes);
    }
  }

  /// Moves the right edge as far as there is room and returns the window field to send.
  ///
  /// The edge never goes back, and goes forward only by a full segment or half the buffer: receiver
  /// silly window avoidance (RFC 9293 §3.8.6.2.2).
  int announce(TcpConnection c, long nowNs) {
    FlowStream stream = c.stream;
    move(c, nowNs);
    if (stream != null) {
      boolean tight = c.announcedWindow() < c.rcvLimit / 2;
      stream.wakeOnRead(tight);
      if (tight) {
        // The service may have read between the two; from here on it tells.
        move(c, nowNs);
      }
    }
    int unit = 1 << c.rcvWndShift;
    int up = roundsUp(c, unit) ? unit - 1 : 0;
    // Linux rounds up (__tcp_select_window), and takes what it announced.
    int field = Math.min(MAX_UNSCALED_WINDOW, (c.announcedWindow() + up) >> c.rcvWndShift);
    if (up > 0) {
      c.rcvEdge = TcpSeq.later(c.rcvEdge, c.rcvNxt + (field << c.rcvWndShift));
    }
    if (field == 0 && c.pace != Pace.NORMAL) {
      // What is less than a unit of the scale is not there for the peer.
      c.rcvEdge = c.rcvNxt;
    }
    return field;
  }

  private static void move(TcpConnection c, long nowNs) {
    int gain = c.rcvNxt + room(c) - c.rcvEdge;
    if (gain < Math.min(c.rcvLimit / 2, c.rcvMss)) {
      return;
    }
    if (c.pace == Pace.SLOW) {
      if (nowNs < c.slowOpeningNs || c.announcedWindow() >= c.rcvMss) {
        return;
      }
      c.slowOpeningNs = nowNs + SLOW_OPENING_NS;
      gain = Math.min(gain, c.rcvMss);
    }
    c.rcvEdge += gain;
  }

  private static int room(TcpConnection c) {
    BytePipe pipe = c.received();
    if (pipe == null && c.pace != Pace.HELD) {
      return c.rcvLimit;
    }
    int free = pipe == null ? heldRoom(c) : pipe.writable();
    if (c.isLinux()) {
      // Its buffer holds twice what it announces (tcp_rmem, tcp_adv_win_scale 1).
      return Math.min(free, c.rcvLimit);
    }
    int unread = RECEIVE_BYTES - free;
    return Math.max(0, Math.min(free, c.rcvLimit - unread));
  }

  /// Whether the service read enough that the peer should hear of it: the window was more than half
  /// closed and opens by two segments or half the buffer.
  boolean isUpdateDue(TcpConnection c) {
    if (!c.state.receives() || c.announcedWindow() >= c.rcvLimit / 2 || c.pace != Pace.NORMAL) {
      return false;
    }
    int gain = c.rcvNxt + room(c) - c.rcvEdge;
    return gain >= Math.min(c.rcvLimit / 2, 2 * c.rcvMss);
  }

  private static void signal(TcpConnection c) {
    FlowStream stream = c.stream;
    if (stream != null) {
      stream.signalService();
    }
  }
}
