package honeyd.stack.tcp;

import honeyd.base.TimerWheel;
import honeyd.flow.BytePipe;
import honeyd.flow.FlowStream;
import honeyd.model.Behaviour;
import honeyd.personality.OsFamily;
import honeyd.personality.TcpTraits;
import honeyd.stack.Attachment;
import honeyd.stack.Host;
import honeyd.stack.Reach;
import honeyd.stack.ReturnPath;
import honeyd.stack.Wakeable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Everything one TCP connection remembers: RFC 9293's transmission control block.
///
/// No behaviour of its own: [TcpMachine], [TcpReceiver], [TcpSender] and [TcpTimers] work on it. It
/// belongs to its worker and is used again for another connection after [#forget], so that a flood
/// of SYNs allocates nothing; only what a connection needs past its handshake (runs out of order,
/// pipes) is made when first needed.
///
/// ```
///   sending    iss … sndUna … sndNxt … sndMax … dataEnd       front of the pipe = sndBase
///   receiving  irs … rcvNxt … rcvEdge                         end of the pipe   = rcvNxt
/// ```
final class TcpConnection implements TimerWheel.Task, Wakeable {
  static final long NEVER = Long.MAX_VALUE;

  private final TcpTimers timers;

  TcpState state = TcpState.CLOSED;

  // Who talks to whom.
  long remoteHi;
  long remoteLo;
  long localHi;
  long localLo;
  int remotePort;
  int localPort;
  private @Nullable Host host;
  private @Nullable ReturnPath path;

  /// What answers: never a tarpit, which is unwrapped; [#pace] says that there was one.
  @Nullable Behaviour behaviour;

  Pace pace = Pace.NORMAL;

  /// When the next byte may leave, and when the window may open again, where the pace is slow.
  long slowSendNs;

  long slowOpeningNs;

  /// The service's end, null for a port without one and before ESTABLISHED.
  @Nullable FlowStream stream;

  // Sending.
  int iss;
  int sndUna;
  int sndNxt;

  /// The highest `sndNxt` ever; they differ while data is sent again after a time-out.
  int sndMax;

  /// Sequence number of the first byte in the sending pipe.
  int sndBase;

  int sndWnd;
  int sndWl1;
  int sndWl2;
  int maxSndWnd;
  int sndWndShift;

  /// Payload bytes of a full segment: what peer and path allow, less the options we always send.
  int sndMss;

  /// Whether our FIN was sent, and its sequence number then.
  boolean finSent;

  int finSeq;

  /// The connection's own IP identification, for systems that count so.
  int ipId;

  // Receiving.
  int irs;
  int rcvNxt;

  /// First number beyond the window we announced; never goes back.
  int rcvEdge;

  /// The most that we announce: begins as the personality's window and grows with scaling.
  int rcvLimit;

  int rcvWndShift;
  boolean windowScaling;

  /// Payload bytes of a full segment of the peer's.
  int rcvMss;

  int lastAckSent;
  int unackedBytes;

  /// Acknowledgements that are still sent without delay, as systems do while the peer's window
  /// opens.
  int quickAcks;

  boolean ackNow;

  /// Whether the service answers quickly, so that acknowledgements wait for its answers (Linux:
  /// pingpong of struct inet_connection_sock).
  boolean interactive;

  long lastReceivedNs;

  /// What arrived again, to be told in the next acknowledgement (RFC 2883).
  boolean duplicateSeen;

  int duplicateLeft;
  int duplicateRight;
  boolean peerFinKnown;
  int peerFinSeq;
  boolean peerFinReceived;

  // Options agreed on.
  boolean timestamps;

  /// What our TSval adds to the host's clock.
  int timestampOffset;

  int tsRecent;
  long tsRecentNs;
  boolean sack;
  boolean ecn;
  boolean ecnEcho;
  boolean ecnReduced;
  int ecnRecover;

  // Loss recovery.
  final RttEstimator rtt = new RttEstimator();
  final CongestionControl congestion = new CongestionControl();
  private @Nullable SackScoreboard scoreboard;
  private @Nullable SequenceRanges outOfOrder;
  boolean recovering;
  int recover;
  int highRxt;
  int dupAcks;
  boolean timing;
  int timedSeq;
  long timedAtNs;
  int retries;
  boolean persisting;

  /// Window probes since the peer was last heard, and how often their interval was doubled.
  int probes;

  int probeBackoff;
  long lastSentNs;

  // Deadlines, NEVER when off.
  long resendDeadlineNs = NEVER;
  long ackDeadlineNs = NEVER;
  long lifeDeadlineNs = NEVER;

  /// When the link, which was full, is tried again.
  long outputDeadlineNs = NEVER;

  long lastHeardNs;
  long openedNs;

  /// When nobody was left who would read, in FIN_WAIT_2.
  long orphanedNs;

  long timer = TimerWheel.NONE;

  // RFC 5961 §7: how many challenges went out in the present interval.
  long challengeIntervalNs;
  int challenges;

  // What the log says at the end.
  long receivedBytes;
  long sentBytes;

  /// What was answered to the SYN; only while half open.
  final SynAck synAck;

  // Places in table and list.
  int hash;

  /// Place in the [HalfOpenTable], while half open.
  int slot = HalfOpenTable.NONE;

  /// Whether it is in the [TcpTable].
  boolean inTable;

  @Nullable TcpConnection older;
  @Nullable TcpConnection newer;
  @Nullable TcpConnectionList list;

  TcpConnection(TcpTimers timers, SynAck synAck) {
    this.timers = timers;
    this.synAck = synAck;
  }

  Host host() {
    return Objects.requireNonNull(host);
  }

  TcpTraits traits() {
    return host().personality().traits().tcp();
  }

  /// Whether the host does as Linux does where a fingerprint says nothing.
  boolean isLinux() {
    return host().personality().traits().family() == OsFamily.LINUX;
  }

  ReturnPath path() {
    return Objects.requireNonNull(path);
  }

  boolean is(
      long remoteHi, long remoteLo, int remotePort, long localHi, long localLo, int localPort) {
    return this.remoteLo == remoteLo
        && this.localLo == localLo
        && this.remotePort == remotePort
        && this.localPort == localPort
        && this.remoteHi == remoteHi
        && this.localHi == localHi;
  }

  /// Binds to a host, which is kept from being forgotten.
  void attach(Host newHost) {
    newHost.hold();
    host = newHost;
    localHi = newHost.hi();
    localLo = newHost.lo();
  }

  /// The peer was heard over this path.
  void refreshPath(ReturnPath way) {
    path(way.attachment(), way.vlan(), way.macBits(), way.reach());
  }

  void path(Attachment attachment, int vlan, long macBits, Reach reach) {
    if (path == null) {
      path = new ReturnPath(attachment, vlan);
    }
    path.set(attachment, vlan, macBits);
    path.reach(reach);
  }

  @Nullable BytePipe toSend() {
    return stream == null ? null : stream.toSend();
  }

  @Nullable BytePipe received() {
    return stream == null ? null : stream.received();
  }

  /// The window as the peer knows it, in bytes; never negative.
  int announcedWindow() {
    return Math.max(0, rcvEdge - rcvNxt);
  }

  /// What arrived out of order, made when first needed.
  SequenceRanges outOfOrder() {
    SequenceRanges r = outOfOrder;
    if (r == null) {
      r = new SequenceRanges();
      outOfOrder = r;
    }
    return r;
  }

  boolean hasOutOfOrder() {
    return outOfOrder != null && !outOfOrder.isEmpty();
  }

  /// What the peer holds out of order, made when first needed.
  SackScoreboard scoreboard() {
    SackScoreboard s = scoreboard;
    if (s == null) {
      s = new SackScoreboard();
      scoreboard = s;
    }
    return s;
  }

  boolean hasScoreboard() {
    return scoreboard != null && !scoreboard.isEmpty();
  }

  /// Whether anything of ours waits for an acknowledgement.
  boolean isOutstanding() {
    return sndUna != sndMax;
  }

  /// Back to nothing, ready for another connection.
  void forget() {
    if (host != null) {
      host.release();
    }
    host = null;
    behaviour = null;
    pace = Pace.NORMAL;
    stream = null;
    slot = HalfOpenTable.NONE;
    timer = TimerWheel.NONE;
    state = TcpState.CLOSED;
    finSent = false;
    ackNow = false;
    unackedBytes = 0;
    interactive = false;
    duplicateSeen = false;
    windowScaling = false;
    peerFinKnown = false;
    peerFinReceived = false;
    timestamps = false;
    sack = false;
    ecn = false;
    ecnEcho = false;
    ecnReduced = false;
    recovering = false;
    dupAcks = 0;
    timing = false;
    retries = 0;
    persisting = false;
    probes = 0;
    resendDeadlineNs = NEVER;
    ackDeadlineNs = NEVER;
    lifeDeadlineNs = NEVER;
    outputDeadlineNs = NEVER;
    challenges = 0;
    receivedBytes = 0;
    sentBytes = 0;
    if (scoreboard != null) {
      scoreboard.clear();
    }
    if (outOfOrder != null) {
      outOfOrder.clear();
    }
  }

  @Override
  public void onTimer(int kind, long nowNs) {
    timers.onTimer(this, nowNs);
  }

  @Override
  public void onWake(long nowNs) {
    timers.onWake(this, nowNs);
  }
}
