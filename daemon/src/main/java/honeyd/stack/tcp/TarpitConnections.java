package honeyd.stack.tcp;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.TimerWheel;
import honeyd.event.EventSink;
import honeyd.event.FlowEnd;
import honeyd.model.Template;
import honeyd.stack.Host;
import honeyd.stack.StackContext;
import honeyd.wire.IpProtocol;
import org.jspecify.annotations.Nullable;

/// The connections that `tarpit open` holds: they rest in a [TarpitTable], cost nothing while their
/// peers are silent, and are worked on as a [TcpConnection] while a segment is at hand or something
/// is owed.
///
/// To the peer they are those of a process that hangs: what was announced is taken, the window
/// closes and never opens again, and whoever probes it is told so, for as long as it probes. Beyond
/// the cap the one gives way whose peer was silent longest, without a word. One timer for all of
/// them ends those whose peers were silent for [honeyd.stack.StackSettings#tarpitIdleNs]. One
/// worker.
final class TarpitConnections {
  /// How many end in one turn of the worker.
  private static final int EXPIRED_AT_ONCE = 256;

  private final StackContext context;
  private final Counters counters;
  private final EventSink events;
  private final TarpitTable table = new TarpitTable();
  private final TimerWheel.Task expiry = this::onExpiry;
  private final int most;
  private final long idleNs;
  private long timer = TimerWheel.NONE;

  TarpitConnections(StackContext context) {
    this.context = context;
    this.counters = context.counters();
    this.events = context.events();
    this.most = Math.clamp(context.settings().maxTarpitted(), 1, SlotIndex.MAX_SIZE);
    this.idleNs = context.settings().tarpitIdleNs();
  }

  /// How many rest.
  int size() {
    return table.size();
  }

  /// Those that rest.
  TarpitTable table() {
    return table;
  }

  /// Gives one up; its peer hears nothing, and a reset when it asks again.
  void giveUp(int slot) {
    end(slot, FlowEnd.RESET_BY_US);
  }

  /// The slot of a connection at rest, or [TarpitTable#NONE].
  int find(
      int hash,
      long remoteHi,
      long remoteLo,
      int remotePort,
      long localHi,
      long localLo,
      int localPort) {
    return table.size() == 0
        ? TarpitTable.NONE
        : table.find(hash, remoteHi, remoteLo, remotePort, localHi, localLo, localPort);
  }

  /// The host with which a connection began, or null where a reload took it away.
  @Nullable Host hostOf(int slot, long nowNs) {
    return context
        .hosts()
        .again(table.localHi(slot), table.localLo(slot), table.member(slot), nowNs);
  }

  /// Takes a connection out of its rest; false when it has ended because its host left or holds
  /// nobody on that port any more.
  boolean wake(int slot, TcpConnection c, long nowNs) {
    Host host = hostOf(slot, nowNs);
    if (host == null || !holds(host.template(), table.localPort(slot))) {
      end(slot, FlowEnd.EXPIRED);
      return false;
    }
    table.load(slot, c);
    table.remove(slot);
    c.attach(host);
    c.behaviour = TcpInput.listener(host.template(), c.localPort);
    c.pace = Pace.HELD;
    c.state = c.peerFinReceived ? TcpState.CLOSE_WAIT : TcpState.ESTABLISHED;
    c.peerFinKnown = c.peerFinReceived;
    c.peerFinSeq = c.rcvNxt - 1;
    c.iss = c.sndNxt - 1;
    c.sndUna = c.sndNxt;
    c.sndMax = c.sndNxt;
    c.sndBase = c.sndNxt;
    c.sndWl2 = c.sndNxt;
    c.recover = c.iss;
    c.highRxt = c.sndNxt;
    c.lastAckSent = c.rcvNxt;
    c.lastReceivedNs = c.lastHeardNs;
    c.tsRecentNs = c.lastHeardNs;
    c.lastSentNs = c.lastHeardNs;
    c.rtt.reset(c.traits().initialRtoNs(), c.isLinux());
    c.congestion.reset(c.traits().initialWindowBytes(c.sndMss));
    return true;
  }

  private static boolean holds(Template template, int port) {
    return Pace.of(template.tcp(port)) == Pace.HELD;
  }

  /// Lets a connection rest that owes nothing; it is the caller's again afterwards.
  void rest(TcpConnection c) {
    if (table.size() >= most) {
      counters.increment(Counter.TCP_CONNECTIONS_EVICTED);
      end(table.oldest(), FlowEnd.EVICTED);
    }
    table.add(c, c.host().member());
    if (!context.timers().isPending(timer)) {
      watch();
    }
  }

  /// Whether nothing has to be remembered but what the table keeps.
  static boolean canRest(TcpConnection c) {
    return !c.ackNow
        && c.ackDeadlineNs == TcpConnection.NEVER
        && c.outputDeadlineNs == TcpConnection.NEVER
        && c.resendDeadlineNs == TcpConnection.NEVER
        && !c.hasOutOfOrder()
        && c.peerFinKnown == c.peerFinReceived;
  }

  /// Forgets what is owed, so that the connection can rest: segments out of order may be thrown
  /// away (RFC 2018 §8), and a peer that hears nothing asks again.
  static void forgive(TcpConnection c) {
    c.ackNow = false;
    c.ackDeadlineNs = TcpConnection.NEVER;
    c.outputDeadlineNs = TcpConnection.NEVER;
    c.resendDeadlineNs = TcpConnection.NEVER;
    c.lifeDeadlineNs = TcpConnection.NEVER;
    if (c.hasOutOfOrder()) {
      c.outOfOrder().clear();
    }
    c.peerFinKnown = c.peerFinReceived;
  }

  private void watch() {
    int oldest = table.oldest();
    timer =
        oldest == TarpitTable.NONE
            ? TimerWheel.NONE
            : context.timers().schedule(table.lastHeardNs(oldest) + idleNs, expiry, 0);
  }

  private void onExpiry(int kind, long nowNs) {
    timer = TimerWheel.NONE;
    for (int i = 0; i < EXPIRED_AT_ONCE && table.size() > 0; i++) {
      int oldest = table.oldest();
      if (nowNs - table.lastHeardNs(oldest) < idleNs) {
        break;
      }
      end(oldest, FlowEnd.EXPIRED);
    }
    watch();
  }

  private void end(int slot, FlowEnd how) {
    counters.increment(Counter.TCP_CONNECTIONS_CLOSED);
    events.flowClosed(
        context.epochMicros(),
        IpProtocol.TCP,
        table.remoteHi(slot),
        table.remoteLo(slot),
        table.remotePort(slot),
        table.localHi(slot),
        table.localLo(slot),
        table.localPort(slot),
        table.receivedBytes(slot),
        0,
        how);
    table.remove(slot);
  }

  /// Ends everything because the worker stops.
  void closeAll() {
    while (table.size() > 0) {
      end(table.oldest(), FlowEnd.SHUTDOWN);
    }
    boolean _ = context.timers().cancel(timer);
    timer = TimerWheel.NONE;
  }
}
