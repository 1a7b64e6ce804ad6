package honeyd.stack;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.TimerWheel;
import honeyd.event.EventSink;
import honeyd.event.NoteKind;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.personality.ArpTraits;
import honeyd.wire.ArpView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which MAC a remote address has on a link and VLAN, and the packets that wait to know it.
///
/// What is known lies in a four-way set-associative cache of fixed size, so that learning costs no
/// memory whoever sends; in a full set the oldest gives way. Who is asked for lies in a short list.
/// One worker.
public final class Neighbours implements TimerWheel.Task {
  private static final int WAYS = 4;

  /// How long a MAC is believed without news.
  private static final long VALID_NS = 300_000_000_000L;

  /// Learning the same again within this time changes nothing.
  private static final long REFRESH_NS = 1_000_000_000L;

  private static final int MAX_WAITING_NEIGHBOURS = 64;

  /// A traceroute's probes, many at once, should not be lost before the first answer: Linux keeps
  /// about a hundred (`unres_qlen_bytes`).
  private static final int MAX_WAITING_PACKETS = 32;

  /// Of all packets that wait, so that silent neighbours cost no more than this.
  private static final int MAX_WAITING_BYTES = 1 << 20;

  private final int sets;
  private final long[] keyHi;
  private final long[] keyLo;
  private final long[] keyPlace;
  private final long[] macs;
  private final long[] learnedNs;
  private final List<Waiting> waiting = new ArrayList<>();
  private final CycleTime time;
  private final TimerWheel timers;
  private final Counters counters;
  private final EventSink events;
  private int nextKind;
  private int waitingBytes;

  /// An address that was asked for, and what is to be sent to it.
  private static final class Waiting {
    final int kind;
    final ReturnPath path;
    final long hi;
    final long lo;
    final long fromMac;
    final int fromBits;
    final Egress egress;

    /// How often the host that asks does so, and how fast.
    final ArpTraits asking;

    final List<byte[]> packets = new ArrayList<>(1);
    final List<Long> sourceMacs = new ArrayList<>(1);
    int requests;
    long timer;

    Waiting(
        int kind,
        ReturnPath path,
        long hi,
        long lo,
        long fromMac,
        int fromBits,
        Egress egress,
        ArpTraits asking) {
      this.kind = kind;
      this.path = new ReturnPath(path);
      this.hi = hi;
      this.lo = lo;
      this.fromMac = fromMac;
      this.fromBits = fromBits;
      this.egress = egress;
      this.asking = asking;
    }
  }

  Neighbours(
      StackSettings settings,
      CycleTime time,
      TimerWheel timers,
      Counters counters,
      EventSink events) {
    this.sets = Math.max(1, Integer.highestOneBit(settings.maxNeighbours() / WAYS));
    int n = sets * WAYS;
    keyHi = new long[n];
    keyLo = new long[n];
    keyPlace = new long[n];
    macs = new long[n];
    learnedNs = new long[n];
    this.time = time;
    this.timers = timers;
    this.counters = counters;
    this.events = events;
  }

  /// The MAC of an address on the path's link and VLAN, or zero when it is not known.
  long find(ReturnPath path, long hi, long lo) {
    int at = indexOf(hi, lo, placeOf(path));
    if (at < 0) {
      return 0;
    }
    if (time.nowNs - learnedNs[at] > VALID_NS) {
      macs[at] = 0;
      note(NoteKind.ARP_EXPIRED, 0, 0, hi, lo, 0);
      return 0;
    }
    return macs[at];
  }

  /// Whether the MAC of an address is known on the path's link and VLAN.
  public boolean knows(ReturnPath path, long hi, long lo) {
    return find(path, hi, lo) != 0;
  }

  /// Whether anything is known or asked about an address.
  boolean isOfInterest(ReturnPath path, long hi, long lo) {
    return indexOf(hi, lo, placeOf(path)) >= 0 || waitingFor(path, hi, lo) != null;
  }

  /// Remembers that a sender has the path's MAC and sends what waited for that.
  public void learn(ReturnPath path, long hi, long lo) {
    long place = placeOf(path);
    int at = indexOf(hi, lo, place);
    if (at >= 0 && macs[at] == path.macBits() && time.nowNs - learnedNs[at] < REFRESH_NS) {
      return;
    }
    if (at < 0) {
      at = oldestOf(hi, lo, place);
      keyHi[at] = hi;
      keyLo[at] = lo;
      keyPlace[at] = place;
    }
    macs[at] = path.macBits();
    learnedNs[at] = time.nowNs;
    if (!waiting.isEmpty()) {
      Waiting found = waitingFor(path, hi, lo);
      if (found != null) {
        answered(found, path);
      }
    }
  }

  /// Keeps a copy of a packet until its neighbour has answered, and asks.
  void await(
      Egress egress,
      ArpTraits asking,
      ReturnPath path,
      long sourceMac,
      int sourceBits,
      long hi,
      long lo,
      MemorySegment bytes,
      long at,
      int length) {
    Waiting found = waitingFor(path, hi, lo);
    if (found == null) {
      if (waiting.size() >= MAX_WAITING_NEIGHBOURS) {
        counters.drop(DropReason.ARP_QUEUE_FULL);
        return;
      }
      found = new Waiting(nextKind++, path, hi, lo, sourceMac, sourceBits, egress, asking);
      waiting.add(found);
      ask(found);
    }
    while (!found.packets.isEmpty()
        && (found.packets.size() >= MAX_WAITING_PACKETS
            || waitingBytes + length > MAX_WAITING_BYTES)) {
      // RFC 1122 §2.3.2.2: the latest packet is the one to keep.
      waitingBytes -= found.packets.removeFirst().length;
      found.sourceMacs.removeFirst();
      counters.drop(DropReason.ARP_QUEUE_FULL);
    }
    if (waitingBytes + length > MAX_WAITING_BYTES) {
      counters.drop(DropReason.ARP_QUEUE_FULL);
      return;
    }
    waitingBytes += length;
    byte[] packet = new byte[length];
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, packet, 0, length);
    found.packets.add(packet);
    found.sourceMacs.add(sourceMac);
  }

  /// Asks again or gives up.
  @Override
  public void onTimer(int kind, long nowNs) {
    for (int i = 0; i < waiting.size(); i++) {
      Waiting each = waiting.get(i);
      if (each.kind == kind) {
        if (each.requests < each.asking.requests()) {
          ask(each);
        } else {
          waiting.remove(i);
          for (byte[] packet : each.packets) {
            waitingBytes -= packet.length;
            counters.drop(DropReason.ARP_UNANSWERED);
          }
          note(NoteKind.ARP_EXPIRED, 0, IpAddress.v4Lo(each.fromBits), each.hi, each.lo, 0);
        }
        return;
      }
    }
  }

  /// Forgets who was asked for and what waits.
  void close() {
    for (Waiting each : waiting) {
      timers.cancel(each.timer);
    }
    waiting.clear();
    waitingBytes = 0;
  }

  private void ask(Waiting each) {
    each.requests++;
    each.timer = timers.schedule(time.nowNs + each.asking.requestIntervalNs(), this, each.kind);
    boolean sent =
        each.egress.sendArp(
            each.path,
            MacAddress.BROADCAST.bits(),
            ArpView.REQUEST,
            each.fromMac,
            each.fromBits,
            0,
            (int) each.lo);
    if (sent) {
      counters.increment(Counter.ARP_REQUESTS_SENT);
      note(NoteKind.ARP_REQUEST_SENT, 0, IpAddress.v4Lo(each.fromBits), each.hi, each.lo, 0);
    }
  }

  private void answered(Waiting each, ReturnPath path) {
    waiting.remove(each);
    timers.cancel(each.timer);
    ReturnPath to = new ReturnPath(path);
    for (int i = 0; i < each.packets.size(); i++) {
      waitingBytes -= each.packets.get(i).length;
      each.egress.sendWaiting(to, each.sourceMacs.get(i), each.packets.get(i));
    }
  }

  private @Nullable Waiting waitingFor(ReturnPath path, long hi, long lo) {
    for (int i = 0; i < waiting.size(); i++) {
      Waiting each = waiting.get(i);
      if (each.lo == lo && each.hi == hi && placeOf(each.path) == placeOf(path)) {
        return each;
      }
    }
    return null;
  }

  private static long placeOf(ReturnPath path) {
    return (long) path.attachment().index() << 32 | (path.vlan() & 0xffff_ffffL);
  }

  private int setOf(long hi, long lo, long place) {
    long h = (lo ^ hi * 0x9e3779b97f4a7c15L ^ place << 17) * 0xbf58476d1ce4e5b9L;
    return (int) (h >>> 33) & (sets - 1);
  }

  private int indexOf(long hi, long lo, long place) {
    int first = setOf(hi, lo, place) * WAYS;
    for (int i = first; i < first + WAYS; i++) {
      if (keyLo[i] == lo && keyHi[i] == hi && keyPlace[i] == place && macs[i] != 0) {
        return i;
      }
    }
    return -1;
  }

  private int oldestOf(long hi, long lo, long place) {
    int first = setOf(hi, lo, place) * WAYS;
    int oldest = first;
    for (int i = first; i < first + WAYS; i++) {
      if (macs[i] == 0) {
        return i;
      }
      if (learnedNs[i] - learnedNs[oldest] < 0) {
        oldest = i;
      }
    }
    return oldest;
  }

  private void note(NoteKind kind, long fromHi, long fromLo, long toHi, long toLo, long a) {
    if (events.wantsNotes()) {
      events.noted(time.epochMicros, kind, fromHi, fromLo, toHi, toLo, a, 0);
    }
  }
}
