package honeyd.stack.tcp;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.EventSink;
import honeyd.event.FlowEnd;
import honeyd.event.PacketRemark;
import honeyd.link.Link.ChecksumState;
import honeyd.model.Behaviour;
import honeyd.model.FinScan;
import honeyd.model.Template;
import honeyd.personality.PortState;
import honeyd.personality.TcpAnswer;
import honeyd.personality.TcpProbe;
import honeyd.stack.FlowVisitor;
import honeyd.stack.Host;
import honeyd.stack.IncomingPacket;
import honeyd.stack.StackContext;
import honeyd.stack.TransportInput;
import honeyd.wire.Checksum;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// TCP's way in: checks the segment, finds its connection, or lets the port's behaviour and the
/// host's personality decide when there is none.
///
/// One worker. Nothing is allocated for a segment; only a connection that reaches ESTABLISHED
/// before a service allocates its pipes.
public final class TcpInput implements TransportInput {
  private static final int PERMYRIAD = 10_000;

  /// With any of these a FIN belongs to a connection, or begins one.
  private static final int NOT_LONE = TcpView.SYN | TcpView.ACK | TcpView.RST;

  private final StackContext context;
  private final Counters counters;
  private final EventSink events;
  private final TcpConnections connections;
  private final TcpMachine machine;
  private final TcpOutput output;
  private final TcpScan scan;
  private final TcpView view = new TcpView();
  private final TcpProbe probe = new TcpProbe();
  private final TcpAnswer answer = new TcpAnswer();
  private final IncomingSegment segment = new IncomingSegment(probe.options);

  public TcpInput(StackContext context) {
    this.context = context;
    this.counters = context.counters();
    this.events = context.events();
    TcpReceiver receiver = new TcpReceiver();
    this.output = new TcpOutput(context, receiver);
    TcpSender sender = new TcpSender(context, output);
    this.connections = new TcpConnections(context, receiver, output, sender);
    this.machine = new TcpMachine(context, receiver, sender, output, connections);
    this.scan = new TcpScan(context, connections);
  }

  @Override
  public void onPacket(IncomingPacket packet, long nowNs) {
    DropReason reason = view.wrap(packet.bytes, packet.at, packet.limit);
    if (reason != DropReason.NONE) {
      counters.drop(reason);
      return;
    }
    if (packet.checksum == ChecksumState.UNVERIFIED
        && !view.isChecksumValid(pseudoHeader(packet))) {
      counters.drop(DropReason.TCP_BAD_CHECKSUM);
      log(packet, PacketRemark.BAD_CHECKSUM);
      return;
    }
    probe.options.parse(packet.bytes, view.optionsAt(), view.optionsBytes());
    segment.set(packet, view);
    int remotePort = view.srcPort();
    int localPort = view.dstPort();
    TcpTable table = connections.table();
    int hash =
        table.hash(
            packet.remoteHi,
            packet.remoteLo,
            remotePort,
            packet.localHi,
            packet.localLo,
            localPort);
    TcpConnection c =
        table.find(
            hash,
            packet.remoteHi,
            packet.remoteLo,
            remotePort,
            packet.localHi,
            packet.localLo,
            localPort);
    if (c != null && c.host().isGone()) {
      connections.close(c, FlowEnd.EXPIRED, nowNs);
      c = null;
    }
    if (c == null) {
      c = connections.wake(packet, hash, remotePort, localPort, nowNs);
    }
    boolean listens = true;
    if (c != null) {
      listens = onConnection(c, packet, nowNs);
      connections.settle(c, nowNs);
    }
    if (listens) {
      onUnconnected(packet, hash, nowNs);
    }
  }

  /// A SYN to a connection that is over begins another one, with whomever.
  @Override
  public @Nullable Host hostOfFlow(Ipv4View ip, long nowNs) {
    if (connections.size() == 0
        || view.wrap(ip.bytes(), ip.payloadAt(), ip.end()) != DropReason.NONE) {
      return null;
    }
    return connections.hostOf(
        ip.srcLo(), view.srcPort(), ip.dstLo(), view.dstPort(), view.has(TcpView.SYN), nowNs);
  }

  /// Returns whether the connection is over and the segment asks for a new one.
  private boolean onConnection(TcpConnection c, IncomingPacket packet, long nowNs) {
    return machine.onSegment(c, segment, packet, nowNs) == TcpMachine.Verdict.LISTEN;
  }

  private static long pseudoHeader(IncomingPacket packet) {
    return Checksum.pseudoHeader(
        packet.remoteHi,
        packet.remoteLo,
        packet.localHi,
        packet.localLo,
        IpProtocol.TCP,
        packet.payloadBytes());
  }

  private void onUnconnected(IncomingPacket packet, int hash, long nowNs) {
    Template template = packet.host().template();
    switch (listener(template, view.dstPort())) {
      case Behaviour.Filtered _ -> {
        counters.drop(DropReason.TCP_FILTERED);
        log(packet, PacketRemark.FILTERED);
      }
      case Behaviour.Closed _ -> {
        log(packet, PacketRemark.CLOSED_PORT);
        Host host = packet.host();
        // First the limit: asking the personality counts an identification as used.
        if (!host.mayReset(host.personality().traits().tcp().resetsPerSecond(), nowNs)) {
          counters.drop(DropReason.TCP_RESET_LIMITED);
          return;
        }
        describe(packet);
        ask(packet, PortState.CLOSED);
        send(packet);
      }
      case Behaviour.Open _,
          Behaviour.Script _,
          Behaviour.Proxy _,
          Behaviour.Internal _,
          Behaviour.OfSubsystem _,
          Behaviour.Tarpit _ ->
          onListening(packet, template, hash, nowNs);
    }
  }

  /// What answers on a port: a tarpit as what it surrounds.
  static Behaviour listener(Template template, int localPort) {
    Behaviour inner = template.tcp(localPort);
    while (inner instanceof Behaviour.Tarpit t) {
      inner = t.inner();
    }
    return inner;
  }

  private void onListening(IncomingPacket packet, Template template, int hash, long nowNs) {
    boolean syn = view.has(TcpView.SYN) && !view.has(TcpView.ACK);
    if (syn
        && template.dropSynPermyriad() > 0
        && context.rng().nextInt(PERMYRIAD) < template.dropSynPermyriad()) {
      counters.drop(DropReason.TEMPLATE_DROPRATE);
      log(packet, PacketRemark.SYN_DROPPED);
      return;
    }
    describe(packet);
    switch (finScan(template)) {
      case BY_PERSONALITY -> ask(packet, PortState.OPEN);
      case DROPPED -> answer.responds = false;
      case ANSWERED -> reset(packet);
    }
    if (!answer.responds || !answer.accepts) {
      log(packet, refusal(syn));
      send(packet);
      return;
    }
    // A SYN/ACK that finds the link full is sent again in time, like one that is lost.
    connections.accept(packet, probe, answer, hash, nowNs);
    send(packet);
  }

  /// What was annotated for this segment; [FinScan#BY_PERSONALITY] when it is no lone FIN.
  private FinScan finScan(Template template) {
    boolean lone = view.has(TcpView.FIN) && (view.flags() & NOT_LONE) == 0;
    return lone ? template.finScan() : FinScan.BY_PERSONALITY;
  }

  /// Answers a FIN to an open port as one to a closed port; as a SYN to one where the system is
  /// silent there.
  private void reset(IncomingPacket packet) {
    ask(packet, PortState.CLOSED);
    if (!answer.responds) {
      probe.flags = TcpView.SYN;
      ask(packet, PortState.CLOSED);
    }
  }

  /// Why a segment to an open port begins no connection, for the log.
  private PacketRemark refusal(boolean syn) {
    if (view.has(TcpView.SYN) && view.has(TcpView.FIN | TcpView.RST)) {
      return PacketRemark.SCANNER;
    }
    return syn ? PacketRemark.SYN_DROPPED : PacketRemark.NO_CONNECTION;
  }

  /// Puts the segment into [#probe].
  private void describe(IncomingPacket packet) {
    probe.remoteHi = packet.remoteHi;
    probe.remoteLo = packet.remoteLo;
    probe.remotePort = view.srcPort();
    probe.localHi = packet.localHi;
    probe.localLo = packet.localLo;
    probe.localPort = view.dstPort();
    probe.flags = view.flags();
    probe.reserved = view.reserved();
    probe.seq = view.seq();
    probe.ack = view.ack();
    probe.window = view.window();
    probe.urgentPointer = view.urgentPointer();
    probe.payloadBytes = view.payloadBytes();
    probe.rawOptionBytes = view.optionsBytes();
    MemorySegment.copy(
        packet.bytes,
        ValueLayout.JAVA_BYTE,
        view.optionsAt(),
        probe.rawOptions,
        0,
        probe.rawOptionBytes);
  }

  /// Lets the host's personality decide; the result is in [#answer]. Numbers and clocks are those
  /// of the moment at which the segment came.
  private void ask(IncomingPacket packet, PortState port) {
    Host host = packet.host();
    host.personality().answer(probe, port, host.state(), packet.arrivedNs, answer);
  }

  private void send(IncomingPacket packet) {
    if (!answer.responds) {
      counters.drop(DropReason.TCP_UNANSWERED);
      return;
    }
    output.answer(
        packet.path,
        packet.host(),
        packet.remoteHi,
        packet.remoteLo,
        probe.remotePort,
        probe.localPort,
        answer);
  }

  private void log(IncomingPacket packet, PacketRemark remark) {
    events.packetSeen(
        context.epochMicros(),
        IpProtocol.TCP,
        packet.remoteHi,
        packet.remoteLo,
        view.srcPort(),
        packet.localHi,
        packet.localLo,
        view.dstPort(),
        packet.totalLength,
        view.flags(),
        remark,
        context.remoteOsText(packet.remoteHi, packet.remoteLo));
  }

  /// How many connections there are, those in TIME_WAIT included.
  public int size() {
    return connections.size();
  }

  @Override
  public int flows() {
    return connections.size();
  }

  /// First the places of connections past their handshake, then the half-open ones.
  @Override
  public int scan(int from, int places, FlowVisitor visitor, long nowNs) {
    return scan.run(from, places, visitor, nowNs);
  }

  @Override
  public void close(long nowNs) {
    connections.closeAll(nowNs);
  }
}
