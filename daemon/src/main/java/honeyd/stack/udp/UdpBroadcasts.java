package honeyd.stack.udp;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.base.TimerWheel;
import honeyd.flow.Flow;
import honeyd.flow.FlowDatagrams;
import honeyd.link.Link;
import honeyd.model.Behaviour;
import honeyd.model.BroadcastHosts;
import honeyd.model.Extras;
import honeyd.model.topology.Router;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.net.Transport;
import honeyd.personality.IpShape;
import honeyd.personality.PacketKind;
import honeyd.stack.Attachment;
import honeyd.stack.Egress;
import honeyd.stack.Host;
import honeyd.stack.OutsideRoutes;
import honeyd.stack.ReturnPath;
import honeyd.stack.SecondLimit;
import honeyd.stack.StackContext;
import honeyd.stack.Wakeable;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.UdpView;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Hosts that speak by the clock: runs the commands of `broadcast` and sends what they say to
/// 255.255.255.255 on the host's link.
///
/// Each host has a moment of its own within the interval, told by its key, which a reload does not
/// move. How many hosts do so is [BroadcastHosts]'s; how many runs begin in a second and how much
/// one run may say is bounded here. One worker.
public final class UdpBroadcasts {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long PURPOSE = 0x42636173L;
  private static final long EVERYBODY = IpAddress.ofV4(0xffff_ffff).lo();

  /// Runs that begin in a second, of all workers' hosts.
  private static final int RUNS_PER_SECOND = 16;

  /// Datagrams of one run.
  private static final int DATAGRAMS_EACH = 16;

  /// How long a command may run, if three quarters of its interval are not shorter.
  private static final long MAX_RUN_NS = 30 * SECOND_NS;

  private static final int RUN = 0;
  private static final int STOP = 1;

  private final StackContext context;
  private final SecondLimit runs = new SecondLimit();
  private final int runsPerSecond;
  private final List<Speaker> speakers = new ArrayList<>();
  private final IpShape shape = new IpShape();
  private final UdpView out = new UdpView();

  public UdpBroadcasts(StackContext context) {
    this.context = context;
    this.runsPerSecond = Math.ceilDiv(RUNS_PER_SECOND, context.duties().shard().count());
  }

  /// Takes the broadcasts of the network in force; those that were before go on.
  public void adopt(long nowNs) {
    IdentityHashMap<Extras.Broadcast, Map<IpAddress, Speaker>> before = new IdentityHashMap<>();
    for (Speaker each : speakers) {
      before.computeIfAbsent(each.broadcast, _ -> new HashMap<>()).put(each.address, each);
    }
    speakers.clear();
    for (Extras.Broadcast broadcast : context.hosts().honeynet().extras().broadcasts()) {
      if (!(broadcast.action() instanceof Behaviour.Script)) {
        continue;
      }
      for (IpAddress address : BroadcastHosts.of(broadcast, context.hosts().honeynet())) {
        if (context.duties().shard().owns(address.v4Bits())
            && context.claims().contains(address.hi(), address.lo())
            && isOnWire(address)) {
          Speaker known = before.getOrDefault(broadcast, Map.of()).get(address);
          if (known != null) {
            before.getOrDefault(broadcast, Map.of()).remove(address);
            speakers.add(known);
          } else {
            Speaker speaker = new Speaker(broadcast, address);
            speakers.add(speaker);
            speaker.schedule(nowNs);
          }
        }
      }
    }
    before.values().forEach(left -> left.values().forEach(Speaker::close));
  }

  /// Routers pass no broadcasts on: only who is on an entry router's link is heard outside.
  private boolean isOnWire(IpAddress address) {
    if (context.hosts().topology().isFlat()) {
      return true;
    }
    Router site = context.hosts().topology().siteOf(address.hi(), address.lo());
    return site != null && site.isEntry();
  }

  /// Stops everything.
  public void close() {
    speakers.forEach(Speaker::close);
    speakers.clear();
  }

  /// One host with one broadcast.
  private final class Speaker implements TimerWheel.Task, Wakeable {
    private final Extras.Broadcast broadcast;
    private final IpAddress address;
    private final long everyNs;
    private long runTimer = TimerWheel.NONE;
    private long stopTimer = TimerWheel.NONE;
    private @Nullable FlowDatagrams service;
    private int said;

    Speaker(Extras.Broadcast broadcast, IpAddress address) {
      this.broadcast = broadcast;
      this.address = address;
      this.everyNs = Math.max(1, broadcast.everySeconds()) * SECOND_NS;
    }

    void schedule(long nowNs) {
      long key =
          context.hash().apply(address.hi(), address.lo(), PURPOSE << 16 | broadcast.srcPort());
      long phase = Math.floorMod(key, everyNs);
      long wait = Math.floorMod(phase - nowNs, everyNs);
      runTimer = context.timers().schedule(nowNs + (wait == 0 ? everyNs : wait), this, RUN);
    }

    @Override
    public void onTimer(int kind, long nowNs) {
      if (kind == STOP) {
        stopTimer = TimerWheel.NONE;
        stop();
        return;
      }
      schedule(nowNs);
      if (service != null || !runs.tryTake(runsPerSecond, nowNs)) {
        context.counters().increment(Counter.BROADCASTS_LEFT_OUT);
        return;
      }
      Host host = context.hosts().find(address.hi(), address.lo(), nowNs);
      if (host == null) {
        return;
      }
      said = 0;
      FlowDatagrams begun = new FlowDatagrams(flowOf(host), context.wakes().wakeOf(this));
      service = begun;
      stopTimer =
          context.timers().schedule(nowNs + Math.min(everyNs / 4 * 3, MAX_RUN_NS), this, STOP);
      context.acceptor().opened(begun, broadcast.action());
    }

    private Flow flowOf(Host host) {
      return new Flow(
          Transport.UDP,
          IpAddress.ofV4(0xffff_ffff),
          broadcast.dstPort(),
          host.address(),
          broadcast.srcPort(),
          host.template().name(),
          host.personalityName(),
          attachment(host).name(),
          "");
    }

    /// The command said something, or has ended.
    @Override
    public void onWake(long nowNs) {
      FlowDatagrams running = service;
      if (running == null) {
        return;
      }
      // First whether it has ended: what it said before is there then.
      boolean over = running.isServiceDone();
      Host host = context.hosts().find(address.hi(), address.lo(), nowNs);
      for (int i = 0; i < FlowDatagrams.QUEUE_DATAGRAMS; i++) {
        byte[] datagram = running.pollToSend();
        if (datagram == null) {
          break;
        }
        if (host != null && said++ < DATAGRAMS_EACH) {
          send(host, datagram, nowNs);
        }
      }
      if (over || host == null) {
        stop();
      }
    }

    private void send(Host host, byte[] datagram, long nowNs) {
      Attachment attachment = attachment(host);
      int length = UdpView.HEADER_BYTES + datagram.length;
      if (Ipv4View.HEADER_BYTES + length > attachment.mtu()) {
        context.counters().drop(DropReason.LINK_TOO_LONG);
        return;
      }
      host.personality().shape(PacketKind.UDP_DATAGRAM, host.state(), nowNs, shape);
      ReturnPath path = new ReturnPath(attachment, Link.NO_VLAN);
      path.set(attachment, Link.NO_VLAN, MacAddress.BROADCAST.bits());
      Egress egress = context.egress();
      long at = egress.beginIpv4(path, host, 0, EVERYBODY, IpProtocol.UDP, shape, length);
      if (at < 0) {
        return;
      }
      MemorySegment bytes = egress.transmitBytes();
      MemorySegment.copy(
          MemorySegment.ofArray(datagram), 0, bytes, at + UdpView.HEADER_BYTES, datagram.length);
      out.begin(bytes, at)
          .srcPort(broadcast.srcPort())
          .dstPort(broadcast.dstPort())
          .length(length)
          .updateChecksum(egress.ipv4());
      egress.commitIpv4(length);
      context.counters().increment(Counter.BROADCASTS_SENT);
    }

    private void stop() {
      FlowDatagrams running = service;
      service = null;
      if (running != null) {
        running.markGone();
      }
      boolean _ = context.timers().cancel(stopTimer);
      stopTimer = TimerWheel.NONE;
    }

    void close() {
      boolean _ = context.timers().cancel(runTimer);
      runTimer = TimerWheel.NONE;
      stop();
    }
  }

  /// The link whose network has the host's address, else the first with visitors.
  private Attachment attachment(Host host) {
    OutsideRoutes.Hop hop = context.outsideRoutes().find(host.hi(), host.lo());
    if (hop != null && hop.gatewayLo() == 0 && !hop.attachment().isClosed()) {
      return hop.attachment();
    }
    List<Attachment> all = context.insideLinks().attachments();
    for (Attachment each : all) {
      if (!each.isClosed()) {
        return each;
      }
    }
    return all.getFirst();
  }
}
