package honeyd.stack.tcp;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.event.EventSink;
import honeyd.event.FlowEnd;
import honeyd.flow.BytePipe;
import honeyd.flow.Flow;
import honeyd.flow.FlowStream;
import honeyd.model.Behaviour;
import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.net.Transport;
import honeyd.personality.TcpAnswer;
import honeyd.personality.TcpProbe;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.StackContext;
import honeyd.wire.IpProtocol;
import honeyd.wire.TcpView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All connections of one worker: how they begin, which of them gives way when there are too many,
/// how they end and what is logged of it.
///
/// A connection lies in the [HalfOpenTable] until its handshake is done, so that a flood of SYNs
/// costs little memory and never the place of a connection that was established. Connections are
/// used again and again: accepting a SYN allocates nothing once there were as many at a time
/// before. One worker.
final class TcpConnections {
  /// Linux's `tcp_min_snd_mss`: a smaller offer is an attack (CVE-2019-11479) and is not followed.
  private static final int MIN_SEND_MSS = 48;

  /// RFC 9293 §3.7.1: assumed of a peer that names none.
  private static final int DEFAULT_MSS = 536;

  private static final int IP_AND_TCP_HEADER_BYTES = 40;
  private static final int MAX_WINDOW_SHIFT = 14;

  private final StackContext context;
  private final Counters counters;
  private final EventSink events;
  private final TcpReceiver receiver;
  private final TcpOutput output;
  private final TcpSender sender;
  private final TcpTimers timers;
  private final TcpTable table;
  private final SynAck synAck = new SynAck();
  private final List<TcpConnection> unused = new ArrayList<>();
  private final HalfOpenTable halfOpen = new HalfOpenTable();
  private final TarpitConnections tarpit;
  private final TcpConnectionList open = new TcpConnectionList();
  private final TcpConnectionList lingering = new TcpConnectionList();
  private final TcpConnection beginning;
  private final int maxConnections;
  private final int maxHalfOpen;

  TcpConnections(StackContext context, TcpReceiver receiver, TcpOutput output, TcpSender sender) {
    this.context = context;
    this.counters = context.counters();
    this.events = context.events();
    this.receiver = receiver;
    this.output = output;
    this.sender = sender;
    this.timers = new TcpTimers(context, sender, receiver, output, this);
    this.table = new TcpTable(context.hash());
    this.tarpit = new TarpitConnections(context);
    this.beginning = new TcpConnection(timers, synAck);
    this.maxConnections = Math.max(1, context.settings().maxConnections());
    this.maxHalfOpen = Math.clamp(context.settings().maxHalfOpen(), 1, HalfOpenTable.MAX_SIZE);
  }

  /// Those past their handshake.
  TcpTable table() {
    return table;
  }

  /// Those that a tarpit holds and that rest.
  TarpitConnections tarpit() {
    return tarpit;
  }

  HalfOpenTable halfOpen() {
    return halfOpen;
  }

  /// How many there are, those that are half open, held or in TIME_WAIT included.
  int size() {
    return table.size() + halfOpen.size() + tarpit.size();
  }

  TcpTimers timers() {
    return timers;
  }

  /// Begins a connection in SYN_RECEIVED, as the personality agreed; the SYN/ACK is the caller's.
  void accept(IncomingPacket packet, TcpProbe probe, TcpAnswer answer, int hash, long nowNs) {
    if (halfOpen.size() >= maxHalfOpen) {
      counters.increment(Counter.TCP_CONNECTIONS_EVICTED);
      closeHalfOpen(halfOpen.oldest(), FlowEnd.EVICTED);
    }
    TcpConnection c = beginning;
    c.hash = hash;
    c.remoteHi = probe.remoteHi;
    c.remoteLo = probe.remoteLo;
    c.remotePort = probe.remotePort;
    c.localPort = probe.localPort;
    c.attach(packet.host());
    c.refreshPath(packet.path);
    c.iss = answer.seq;
    c.irs = probe.seq;
    c.timestamps = answer.timestamps && probe.options.hasTimestamps;
    c.timestampOffset = answer.timestampOffset;
    c.tsRecent = probe.options.tsVal;
    c.sack = answer.sack && probe.options.sackPermitted;
    c.windowScaling = answer.windowScale >= 0 && probe.options.windowScale >= 0;
    c.rcvWndShift = c.windowScaling ? Math.min(answer.windowScale, MAX_WINDOW_SHIFT) : 0;
    c.sndWndShift = c.windowScaling ? Math.min(probe.options.windowScale, MAX_WINDOW_SHIFT) : 0;
    // RFC 3168 §6.1.1: agreed when the SYN has ECE and CWR and the SYN/ACK ECE alone.
    int ecnBits = TcpView.ECE | TcpView.CWR;
    c.ecn = (probe.flags & ecnBits) == ecnBits && (answer.flags & ecnBits) == TcpView.ECE;
    c.sndWnd = probe.window;
    int mss = probe.options.mss > 0 ? probe.options.mss : DEFAULT_MSS;
    int fits = context.egress().pathMtu(packet.path, packet.host()) - IP_AND_TCP_HEADER_BYTES;
    int optionBytes = c.timestamps ? TcpOutput.TIMESTAMP_OPTION_BYTES : 0;
    c.sndMss = Math.max(MIN_SEND_MSS, Math.min(mss, fits)) - optionBytes;
    // Some systems announce a size that no link has (65,495 where it was the loopback's).
    c.rcvMss = Math.max(1, Math.min(answer.mss, fits) - optionBytes);
    c.ipId = context.rng().nextInt() >>> 16;
    synAck.set(answer);
    c.openedNs = nowNs;
    c.slot = halfOpen.add(c, packet.host().member());
    timers.handshake(c);
    timers.arm(c);
    rest(c);
    events.flowOpened(
        context.epochMicros(),
        IpProtocol.TCP,
        c.remoteHi,
        c.remoteLo,
        c.remotePort,
        c.localHi,
        c.localLo,
        c.localPort,
        context.remoteOsText(c.remoteHi, c.remoteLo));
  }

  /// Makes a half-open connection one that can be worked on, until [#settle].
  private TcpConnection wake(int slot, Host host) {
    TcpConnection c = unused();
    halfOpen.load(slot, c);
    c.slot = slot;
    c.attach(host);
    c.behaviour = TcpInput.listener(host.template(), c.localPort);
    c.pace = Pace.of(host.template().tcp(c.localPort));
    c.state = TcpState.SYN_RECEIVED;
    c.sndUna = c.iss;
    c.sndNxt = c.iss + 1;
    c.sndMax = c.iss + 1;
    c.sndWl1 = c.irs;
    c.sndWl2 = c.iss;
    c.maxSndWnd = c.sndWnd;
    c.rcvNxt = c.irs + 1;
    c.tsRecentNs = c.openedNs;
    c.lastHeardNs = c.openedNs;
    c.quickAcks = c.traits().quickAcks();
    receiver.begin(c, c.synAck.window);
    c.rtt.reset(c.traits().initialRtoNs(), c.isLinux());
    timers.handshake(c);
    return c;
  }

  private TcpConnection unused() {
    return unused.isEmpty() ? new TcpConnection(timers, synAck) : unused.removeLast();
  }

  /// The connection of a segment that is half open or held, to be worked on until [#settle], or
  /// null.
  ///
  /// It stays with the host that it began with; where a reload took that away it ends.
  @Nullable TcpConnection wake(
      IncomingPacket packet, int hash, int remotePort, int localPort, long nowNs) {
    int slot =
        halfOpen.find(
            hash,
            packet.remoteHi,
            packet.remoteLo,
            remotePort,
            packet.localHi,
            packet.localLo,
            localPort);
    if (slot == HalfOpenTable.NONE) {
      return wakeHeld(packet, hash, remotePort, localPort, nowNs);
    }
    Host host = packet.host();
    if (host.member() != halfOpen.member(slot)) {
      host = hostOf(slot, nowNs);
      if (host == null) {
        closeHalfOpen(slot, FlowEnd.EXPIRED);
        return null;
      }
    }
    return wake(slot, host);
  }

  private @Nullable TcpConnection wakeHeld(
      IncomingPacket packet, int hash, int remotePort, int localPort, long nowNs) {
    int slot =
        tarpit.find(
            hash,
            packet.remoteHi,
            packet.remoteLo,
            remotePort,
            packet.localHi,
            packet.localLo,
            localPort);
    if (slot == TarpitTable.NONE) {
      return null;
    }
    TcpConnection c = unused();
    if (tarpit.wake(slot, c, nowNs)) {
      return c;
    }
    unused.add(c);
    return null;
  }

  /// The host with which the IPv4 connection with these ends began, or null when there is none.
  ///
  /// @param syn whether a connection that is over does not count
  @Nullable Host hostOf(
      long remoteLo, int remotePort, long localLo, int localPort, boolean syn, long nowNs) {
    int hash = table.hash(0, remoteLo, remotePort, 0, localLo, localPort);
    TcpConnection c = table.find(hash, 0, remoteLo, remotePort, 0, localLo, localPort);
    if (c != null) {
      boolean over = syn && c.state == TcpState.TIME_WAIT;
      return over || c.host().isGone() ? null : c.host();
    }
    int slot = halfOpen.find(hash, 0, remoteLo, remotePort, 0, localLo, localPort);
    if (slot != HalfOpenTable.NONE) {
      return hostOf(slot, nowNs);
    }
    int held = tarpit.find(hash, 0, remoteLo, remotePort, 0, localLo, localPort);
    return held == TarpitTable.NONE ? null : tarpit.hostOf(held, nowNs);
  }

  private @Nullable Host hostOf(int slot, long nowNs) {
    return context
        .hosts()
        .again(halfOpen.localHi(slot), halfOpen.localLo(slot), halfOpen.member(slot), nowNs);
  }

  /// Puts back a connection that is still half open, or held and at rest.
  void settle(TcpConnection c, long nowNs) {
    if (c.state == TcpState.SYN_RECEIVED) {
      rest(c);
      unused.add(c);
    } else if (c.pace == Pace.HELD && c.state != TcpState.CLOSED) {
      settleHeld(c, nowNs);
    }
  }

  private void settleHeld(TcpConnection c, long nowNs) {
    if (TarpitConnections.canRest(c)) {
      lay(c);
    } else if (!c.inTable) {
      makeRoom(nowNs);
      table.add(c);
      open.touch(c);
      // Whatever is owed then, it rests.
      c.lifeDeadlineNs = nowNs + context.settings().tcpIdleNs();
      timers.arm(c);
    }
  }

  /// Lets a held connection rest.
  private void lay(TcpConnection c) {
    timers.disarm(c);
    if (c.inTable) {
      table.remove(c);
    }
    if (c.list != null) {
      c.list.remove(c);
    }
    tarpit.rest(c);
    c.forget();
    unused.add(c);
  }

  /// Lets a held connection rest that owed something for too long.
  void restAtLast(TcpConnection c) {
    TarpitConnections.forgive(c);
    lay(c);
  }

  private void rest(TcpConnection c) {
    halfOpen.save(c.slot, c);
    c.forget();
  }

  /// The deadline of a half-open connection has come.
  void onHalfOpenTimer(int slot, long nowNs) {
    Host host = hostOf(slot, nowNs);
    if (host == null) {
      // Its host left with a reload.
      closeHalfOpen(slot, FlowEnd.EXPIRED);
      return;
    }
    TcpConnection c = wake(slot, host);
    timers.onTimer(c, nowNs);
    settle(c, nowNs);
  }

  private void closeHalfOpen(int slot, FlowEnd end) {
    counters.increment(Counter.TCP_CONNECTIONS_CLOSED);
    events.flowClosed(
        context.epochMicros(),
        IpProtocol.TCP,
        halfOpen.remoteHi(slot),
        halfOpen.remoteLo(slot),
        halfOpen.remotePort(slot),
        halfOpen.localHi(slot),
        halfOpen.localLo(slot),
        halfOpen.localPort(slot),
        0,
        0,
        end);
    timers.cancel(halfOpen.timer(slot));
    halfOpen.remove(slot);
  }

  /// The handshake is done: the service, if there is one, is called.
  void establish(TcpConnection c, long nowNs) {
    timers.disarm(c);
    halfOpen.remove(c.slot);
    c.slot = HalfOpenTable.NONE;
    c.state = TcpState.ESTABLISHED;
    if (c.retries == 0) {
      c.rtt.sample(nowNs - c.openedNs, c.traits().minRtoNs(), c.traits().maxRtoNs());
    }
    sender.begin(c, nowNs);
    if (c.pace == Pace.HELD) {
      // Where it goes is settled once the segment is dealt with.
      c.lastHeardNs = nowNs;
      c.lifeDeadlineNs = TcpConnection.NEVER;
      counters.increment(Counter.TCP_TARPITTED);
    } else {
      makeRoom(nowNs);
      table.add(c);
      timers.established(c, nowNs);
      open.touch(c);
      if (c.pace == Pace.SLOW) {
        c.slowSendNs = nowNs;
        c.slowOpeningNs = nowNs;
        counters.increment(Counter.TCP_TARPITTED);
      }
    }
    counters.increment(Counter.TCP_CONNECTIONS_OPENED);
    Behaviour behaviour = c.behaviour;
    events.flowEstablished(
        context.epochMicros(),
        IpProtocol.TCP,
        c.remoteHi,
        c.remoteLo,
        c.remotePort,
        c.localHi,
        c.localLo,
        c.localPort,
        textOf(behaviour));
    if (behaviour != null && hasService(behaviour)) {
      FlowStream stream =
          new FlowStream(
              flowOf(c),
              new BytePipe(TcpReceiver.RECEIVE_BYTES),
              new BytePipe(TcpSender.SEND_BYTES),
              context.wakes().wakeOf(c));
      c.stream = stream;
      context.acceptor().opened(stream, behaviour);
    }
  }

  static boolean hasService(Behaviour behaviour) {
    return switch (behaviour) {
      case Behaviour.Script _, Behaviour.Proxy _, Behaviour.OfSubsystem _ -> true;
      case Behaviour.Internal i -> i.service() != null;
      case Behaviour.Open _, Behaviour.Closed _, Behaviour.Filtered _ -> false;
      case Behaviour.Tarpit t -> hasService(t.inner());
    };
  }

  /// What answers, for people; null where nothing but the stack does.
  static @Nullable String textOf(@Nullable Behaviour behaviour) {
    return switch (behaviour) {
      case null -> null;
      case Behaviour.Script s -> s.command();
      case Behaviour.Proxy p -> p.host() + ":" + p.port();
      case Behaviour.Internal i -> "internal " + i.name();
      case Behaviour.OfSubsystem s -> s.command();
      case Behaviour.Open _, Behaviour.Closed _, Behaviour.Filtered _ -> null;
      case Behaviour.Tarpit t -> textOf(t.inner());
    };
  }

  private Flow flowOf(TcpConnection c) {
    String remoteOs = context.remoteOsText(c.remoteHi, c.remoteLo);
    Host host = c.host();
    Template template = host.template();
    return new Flow(
        Transport.TCP,
        new IpAddress(c.remoteHi, c.remoteLo),
        c.remotePort,
        host.address(),
        c.localPort,
        template.name(),
        host.personalityName(),
        c.path().attachment().name(),
        remoteOs == null ? "" : remoteOs);
  }

  /// An acceptable segment came.
  void heard(TcpConnection c, IncomingPacket packet, long nowNs) {
    c.lastHeardNs = nowNs;
    c.refreshPath(packet.path);
    if (c.list == open) {
      open.touch(c);
    }
  }

  /// Both sides closed; the connection only answers strays from now on. What its log line says is
  /// final.
  void linger(TcpConnection c, long nowNs) {
    logEnd(c, FlowEnd.CLOSED);
    FlowStream stream = c.stream;
    if (stream != null) {
      stream.markGone();
      c.stream = null;
    }
    c.state = TcpState.TIME_WAIT;
    lingering.touch(c);
    timers.timeWait(c, nowNs);
  }

  /// Gives a connection up with RST.
  void abort(TcpConnection c, long nowNs) {
    output.reset(c, nowNs);
    close(c, FlowEnd.RESET_BY_US, nowNs);
  }

  /// Ends a connection and forgets it; nothing is sent.
  void close(TcpConnection c, FlowEnd end, long nowNs) {
    if (c.state != TcpState.TIME_WAIT) {
      logEnd(c, end);
    }
    FlowStream stream = c.stream;
    if (stream != null) {
      stream.markGone();
    }
    timers.disarm(c);
    if (c.slot != HalfOpenTable.NONE) {
      halfOpen.remove(c.slot);
    } else if (c.inTable) {
      table.remove(c);
    }
    if (c.list != null) {
      c.list.remove(c);
    }
    c.forget();
    unused.add(c);
  }

  private void logEnd(TcpConnection c, FlowEnd end) {
    counters.increment(Counter.TCP_CONNECTIONS_CLOSED);
    events.flowClosed(
        context.epochMicros(),
        IpProtocol.TCP,
        c.remoteHi,
        c.remoteLo,
        c.remotePort,
        c.localHi,
        c.localLo,
        c.localPort,
        c.receivedBytes,
        c.sentBytes,
        end);
  }

  /// Gives up a half-open connection; its peer hears nothing, and a reset when it goes on.
  void giveUp(int slot) {
    closeHalfOpen(slot, FlowEnd.RESET_BY_US);
  }

  /// Makes room for one: those that are over go first, then the one that was silent longest. The
  /// victim hears nothing, as in Honeyd.
  private void makeRoom(long nowNs) {
    if (table.size() < maxConnections) {
      return;
    }
    TcpConnection victim = lingering.oldest();
    if (victim == null) {
      victim = open.oldest();
    }
    if (victim != null && victim.pace == Pace.HELD) {
      restAtLast(victim);
    } else if (victim != null) {
      counters.increment(Counter.TCP_CONNECTIONS_EVICTED);
      close(victim, FlowEnd.EVICTED, nowNs);
    }
  }

  /// Ends everything because the worker stops.
  void closeAll(long nowNs) {
    while (halfOpen.size() > 0) {
      closeHalfOpen(halfOpen.oldest(), FlowEnd.SHUTDOWN);
    }
    tarpit.closeAll();
    closeAll(open, nowNs);
    closeAll(lingering, nowNs);
  }

  private void closeAll(TcpConnectionList list, long nowNs) {
    for (TcpConnection c = list.oldest(); c != null; c = list.oldest()) {
      close(c, FlowEnd.SHUTDOWN, nowNs);
    }
  }
}
