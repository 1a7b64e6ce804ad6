package honeyd.stack.transit;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Rng;
import honeyd.model.Route;
import honeyd.model.topology.Lane;
import honeyd.model.topology.Router;
import honeyd.model.topology.Way;
import honeyd.stack.Attachment;
import honeyd.stack.transit.Parcel.Stage;
import honeyd.wire.IcmpType;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Carries packets over the virtual network: each router takes one from the TTL, each lane its
/// time, its share of losses and what does not fit.
///
/// A packet is worked on at once as far as no time has to pass that others could see: lanes without
/// a bandwidth only add to its delay. It waits where that has passed, in front of a lane with a
/// bandwidth, whose queue must be met in the order of time, and at the end. Waiting packets are
/// bounded in bytes. One worker; lanes' queues are shared ([LaneClocks]).
public final class Transit {
  private static final int PERMYRIAD = 10_000;
  private static final int POLL_LIMIT = 512;
  private static final long LOST = Long.MIN_VALUE;

  /// Linux asks three times, a second apart (net/ipv4/arp.c, neigh_parms of arp_tbl); so do others.
  private static final long ARP_WAIT_NS = 3_000_000_000L;

  /// As Linux keeps for one neighbour and more: beyond, nobody is told.
  private static final int MAX_AWAITING_ARP = 256;

  /// A packet that others are to overtake waits at least this long.
  private static final long LEAST_OVERTAKEN_NS = 1_000_000;

  private final Ipv4View ip = new Ipv4View();
  private final Fragmenter fragmenter = new Fragmenter();
  private final Jitter jitter = new Jitter();
  private final PairOrder pairs = new PairOrder();
  private final DueQueue waiting = new DueQueue();
  private final PacketStore store;
  private final Rng rng;
  private final Counters counters;
  private LaneClocks clocks;
  private @Nullable Terminus terminus;
  private int awaitingArp;
  private boolean kept;

  /// @param maxBytes of packets that wait at once
  public Transit(long maxBytes, Attachment any, Rng rng, Counters counters, LaneClocks clocks) {
    this.store = new PacketStore(maxBytes, any);
    this.rng = rng;
    this.counters = counters;
    this.clocks = clocks;
  }

  /// Says where ways end; once, before the first packet.
  public void terminus(Terminus terminus) {
    this.terminus = terminus;
  }

  /// Takes the clocks of another topology for the ways that begin from now on.
  public void adopt(LaneClocks clocks) {
    this.clocks = clocks;
  }

  /// Room for a packet of at most so many bytes, or null (counted) when too many wait. It is to be
  /// filled and given to [#depart], or to [#giveUp].
  public @Nullable Parcel begin(int lengthBytes) {
    Parcel parcel = store.take(lengthBytes);
    if (parcel == null) {
      counters.drop(DropReason.TRANSIT_FULL);
    }
    return parcel;
  }

  /// Gives back what was begun.
  public void giveUp(Parcel parcel) {
    store.giveBack(parcel);
  }

  /// Sends somebody's packet on its way, to be forwarded by the first router.
  ///
  /// @param atNs when it came there; what it owes the lines counts from then
  public void depart(Parcel parcel, Way way, long atNs, long nowNs) {
    depart(parcel, way, false, Stage.AT_ROUTER, atNs, nowNs);
  }

  /// Sends a virtual host's packet on its way, to be forwarded by the first router.
  public void departOurs(Parcel parcel, Way way, long nowNs) {
    depart(parcel, way, true, Stage.AT_ROUTER, nowNs, nowNs);
  }

  /// Sends a packet on its way that the first router made itself, or that is on the link of its
  /// receiver.
  ///
  /// @param atNs as above
  public void departFromRouter(Parcel parcel, Way way, long atNs, long nowNs) {
    boolean ends = way.length() == 1;
    depart(parcel, way, true, ends ? Stage.AT_END : Stage.AT_LANE, atNs, nowNs);
  }

  private void depart(Parcel parcel, Way way, boolean ours, Stage stage, long atNs, long nowNs) {
    parcel.way = way;
    parcel.clocks = clocks;
    parcel.place = 0;
    parcel.ours = ours;
    parcel.overtaken = false;
    parcel.stage = stage;
    parcel.dueNs = atNs;
    // What came after the duty cycle began need not wait for the next.
    proceed(parcel, Math.max(atNs, nowNs));
  }

  /// Keeps a packet whose receiver does not answer ARP until the last router has given up; false
  /// when too many are kept already.
  public boolean awaitArp(Parcel parcel, long nowNs) {
    if (awaitingArp >= MAX_AWAITING_ARP || parcel.ours) {
      return false;
    }
    awaitingArp++;
    kept = true;
    parcel.stage = Stage.ARP_UNANSWERED;
    park(parcel, nowNs + ARP_WAIT_NS, nowNs);
    return true;
  }

  /// Lets packets go on whose time has come; returns how many.
  public int poll(long nowNs) {
    int n = 0;
    while (n < POLL_LIMIT && waiting.earliestNs() <= nowNs) {
      proceed(waiting.take(), nowNs);
      n++;
    }
    return n;
  }

  /// The moment at which a poll is worth while; `Long.MAX_VALUE` when nothing waits.
  public long nextDeadlineNs() {
    return waiting.earliestNs();
  }

  /// How many packets wait.
  public int size() {
    return waiting.size();
  }

  /// Drops everything that is under way, because the worker stops.
  public void close() {
    while (waiting.size() > 0) {
      counters.drop(DropReason.TRANSIT_STOPPED);
      store.giveBack(waiting.take());
    }
  }

  private void park(Parcel parcel, long untilNs, long nowNs) {
    parcel.dueNs = untilNs;
    waiting.put(parcel, nowNs);
  }

  private void proceed(Parcel parcel, long nowNs) {
    switch (parcel.stage) {
      case AT_ROUTER, AT_LANE -> travel(parcel, nowNs);
      case AT_END, EXPIRED, ARP_UNANSWERED -> finish(parcel, nowNs);
    }
  }

  /// Goes on until the packet is at its end, is lost, or must wait.
  private void travel(Parcel parcel, long nowNs) {
    ip.again(parcel.bytes(), parcel.at());
    Way way = parcel.way();
    int last = way.length() - 1;
    int ttl = ip.ttl();
    int before = ttl;
    long atNs = parcel.dueNs;
    boolean atLane = parcel.stage == Stage.AT_LANE;
    while (true) {
      if (!atLane) {
        boolean forwards = parcel.place < last || isForwarded(way.end());
        if (forwards && ttl <= 1) {
          changeTtl(before - ttl);
          stop(parcel, Stage.EXPIRED, atNs, nowNs);
          return;
        }
        if (forwards) {
          ttl--;
        }
        if (parcel.place == last) {
          changeTtl(before - ttl);
          stop(parcel, Stage.AT_END, atNs, nowNs);
          return;
        }
      }
      atLane = false;
      Lane lane = way.lane(parcel.place);
      Route.Line line = lane.line();
      boolean fits = line.mtuBytes() == 0 || parcel.lengthBytes <= line.mtuBytes();
      if ((line.bandwidthBps() > 0 || !fits) && atNs > nowNs) {
        changeTtl(before - ttl);
        parcel.stage = Stage.AT_LANE;
        park(parcel, atNs, nowNs);
        return;
      }
      if (!fits) {
        changeTtl(before - ttl);
        parcel.dueNs = atNs;
        tooLong(parcel, lane, nowNs);
        return;
      }
      atNs = cross(parcel, lane, atNs);
      if (atNs == LOST) {
        store.giveBack(parcel);
        return;
      }
      parcel.place++;
      if (chance(line.duplicatePermyriad())) {
        duplicate(parcel, before - ttl, atNs, nowNs);
      }
    }
  }

  /// Whether the last router sends a packet on that ends so.
  private static boolean isForwarded(Way.End end) {
    return switch (end) {
      case HOST, REAL_HOST, TUNNEL, OUTSIDE -> true;
      case ROUTER, UNREACHABLE, NO_ROUTE -> false;
    };
  }

  /// RFC 1141: the header's checksum follows without being computed anew.
  private void changeTtl(int less) {
    if (less != 0) {
      ip.ttl(ip.ttl() - less);
      int sum = ip.checksum() + (less << 8);
      ip.checksum(sum >= 0xffff ? sum - 0xffff : sum < 0 ? sum + 0xffff : sum);
    }
  }

  /// When a packet comes out of a lane, [#LOST] if it does not (counted).
  private long cross(Parcel parcel, Lane lane, long atNs) {
    Route.Line line = lane.line();
    if (chance(line.lossPermyriad())) {
      counters.drop(DropReason.TRANSIT_LOST);
      return LOST;
    }
    long outNs = atNs;
    LaneClocks queues = parcel.clocks;
    if (line.bandwidthBps() > 0 && queues != null) {
      outNs = queues.transmit(lane, atNs, parcel.lengthBytes, rng);
      if (outNs == LaneClocks.DROPPED_EARLY) {
        counters.drop(DropReason.TRANSIT_DROPPED_EARLY);
        return LOST;
      }
      if (outNs == LaneClocks.QUEUE_FULL) {
        counters.drop(DropReason.TRANSIT_QUEUE_FULL);
        return LOST;
      }
    }
    outNs += line.latencyNs() + jitter.draw(rng, line.meanJitterNs());
    if (chance(line.reorderPermyriad())) {
      parcel.overtaken = true;
      outNs += Math.max(LEAST_OVERTAKEN_NS, line.latencyNs() / 4);
    }
    return outNs;
  }

  private boolean chance(int permyriad) {
    return permyriad > 0 && rng.nextInt(PERMYRIAD) < permyriad;
  }

  /// Sends a copy after a packet that has just left a lane.
  private void duplicate(Parcel parcel, int less, long atNs, long nowNs) {
    Parcel copy = begin(parcel.lengthBytes);
    if (copy == null) {
      return;
    }
    copyInto(copy, parcel, parcel.lengthBytes);
    MemorySegment.copy(parcel.bytes(), parcel.at(), copy.bytes(), copy.at(), parcel.lengthBytes);
    ip.again(copy.bytes(), copy.at());
    changeTtl(less);
    ip.again(parcel.bytes(), parcel.at());
    copy.stage = Stage.AT_ROUTER;
    counters.increment(Counter.TRANSIT_DUPLICATES);
    park(copy, atNs, nowNs);
  }

  private static void copyInto(Parcel copy, Parcel parcel, int lengthBytes) {
    copy.way = parcel.way;
    copy.clocks = parcel.clocks;
    copy.place = parcel.place;
    copy.ours = parcel.ours;
    copy.overtaken = parcel.overtaken;
    copy.checksum = parcel.checksum;
    copy.path().set(parcel.path());
    copy.lengthBytes = lengthBytes;
  }

  /// A packet is longer than the lane in front of it takes: it is cut, or its sender told (RFC 1191
  /// §3, RFC 1812 §5.2.7).
  private void tooLong(Parcel parcel, Lane lane, long nowNs) {
    int mtu = lane.line().mtuBytes();
    if (ip.isDontFragment()) {
      if (parcel.ours || terminus == null) {
        counters.drop(DropReason.IPV4_NEEDS_FRAGMENTATION);
      } else {
        // Looked at before the TTL is (Linux ip_forward): the quotation shows it as it came.
        changeTtl(-1);
        terminus.tooLong(parcel, lane.from(), mtu, nowNs);
      }
    } else {
      cut(parcel, mtu, nowNs);
    }
    store.giveBack(parcel);
  }

  private void cut(Parcel parcel, int mtuBytes, long nowNs) {
    fragmenter.begin(parcel.bytes(), parcel.at(), parcel.lengthBytes, mtuBytes);
    for (int n = fragmenter.nextBytes(); n > 0; n = fragmenter.nextBytes()) {
      Parcel piece = begin(n);
      if (piece == null) {
        return;
      }
      copyInto(piece, parcel, n);
      fragmenter.write(piece.bytes(), piece.at());
      piece.stage = Stage.AT_LANE;
      park(piece, parcel.dueNs, nowNs);
    }
  }

  private void stop(Parcel parcel, Stage stage, long atNs, long nowNs) {
    parcel.stage = stage;
    long untilNs = atNs;
    if (stage == Stage.AT_END && !parcel.overtaken) {
      untilNs = pairs.admit(ip.srcBits(), ip.dstBits(), atNs);
    }
    // Nothing goes before what should have gone already.
    if (untilNs > nowNs || waiting.earliestNs() <= nowNs) {
      park(parcel, untilNs, nowNs);
    } else {
      parcel.dueNs = untilNs;
      finish(parcel, nowNs);
    }
  }

  private void finish(Parcel parcel, long nowNs) {
    Terminus to = terminus;
    if (to == null) {
      throw new IllegalStateException("ways end nowhere");
    }
    kept = false;
    Way way = parcel.way();
    switch (parcel.stage) {
      case AT_END -> atEnd(to, parcel, way, nowNs);
      case EXPIRED -> {
        Router router = way.router(parcel.place);
        if (parcel.ours) {
          counters.drop(DropReason.TRANSIT_EXPIRED);
        } else {
          to.expired(parcel, router, nowNs);
        }
      }
      case ARP_UNANSWERED -> {
        awaitingArp--;
        to.unreachable(parcel, way.last(), IcmpType.HOST_UNREACHABLE, nowNs);
      }
      case AT_ROUTER, AT_LANE -> throw new IllegalStateException("not at its end");
    }
    if (!kept) {
      store.giveBack(parcel);
    }
    kept = false;
  }

  private void atEnd(Terminus to, Parcel parcel, Way way, long nowNs) {
    switch (way.end()) {
      case HOST, ROUTER -> to.deliver(parcel, nowNs);
      case REAL_HOST -> to.handOut(parcel, nowNs);
      case TUNNEL -> to.enterTunnel(parcel, nowNs);
      case OUTSIDE -> to.leave(parcel, nowNs);
      case UNREACHABLE, NO_ROUTE -> {
        if (parcel.ours) {
          counters.drop(DropReason.TRANSIT_NO_ROUTE);
        } else {
          to.unreachable(parcel, way.last(), IcmpType.NET_UNREACHABLE, nowNs);
        }
      }
    }
  }
}
