package honeyd.stack.ip;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.event.NoteKind;
import honeyd.personality.FragmentOverlap;
import honeyd.stack.IncomingPacket;
import honeyd.stack.StackContext;
import honeyd.stack.icmp.IcmpErrors;
import honeyd.wire.Ipv4View;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts IPv4 packets together from their fragments (RFC 791 §3.2, RFC 815), as the template or the
/// host's system says where fragments overlap, and within bounds of count, memory and time. One
/// worker.
///
/// What no system accepts is dropped and spoils nothing: empty fragments, ones that end past 65,535
/// bytes, ones that are not the last and whose length is no multiple of eight, and ones that
/// contradict where the packet is known to end (CVE-2006-0752: a host that answers those is known
/// to be simulated).
final class Reassembler {
  private final Map<Key, PartialPacket> partials = new HashMap<>();
  private final StackContext context;
  private final Counters counters;
  private final IcmpErrors errors;
  private final Ipv4View rebuilt = new Ipv4View();
  private @Nullable PartialPacket oldest;
  private @Nullable PartialPacket newest;
  private int fragments;
  private long heldBytes;

  /// What fragments of one packet have in common.
  record Key(long srcHi, long srcLo, long dstHi, long dstLo, int protocol, int identification) {}

  Reassembler(StackContext context, IcmpErrors errors) {
    this.context = context;
    this.counters = context.counters();
    this.errors = errors;
  }

  /// How many fragments are held.
  int fragments() {
    return fragments;
  }

  /// Takes a fragment; true when `packet` is now the whole packet, which lies in memory of this
  /// class until the next call.
  boolean onFragment(Ipv4View ip, IncomingPacket packet, FragmentOverlap rule, long nowNs) {
    int offset = ip.fragmentOffsetBytes();
    int length = ip.payloadBytes();
    note(NoteKind.FRAGMENT_RECEIVED, ip);
    if (length == 0
        || offset + length + ip.headerBytes() > Ipv4View.MAX_PACKET_BYTES
        || (ip.isMoreFragments() && (length & 7) != 0)) {
      counters.drop(DropReason.IPV4_FRAGMENT_BAD);
      noteDropped(ip);
      return false;
    }
    Key key =
        new Key(
            packet.remoteHi,
            packet.remoteLo,
            packet.localHi,
            packet.localLo,
            packet.protocol,
            packet.ipId);
    PartialPacket partial = partials.get(key);
    if (partial == null) {
      partial = begin(key, packet, nowNs);
    }
    int grown = partial.growthFor(offset + length);
    if (fragments >= context.settings().maxFragments()
        || heldBytes + grown > context.settings().maxFragmentBytes()) {
      makeRoom(partial, grown);
      if (fragments >= context.settings().maxFragments()) {
        forget(partial);
        counters.drop(DropReason.IPV4_FRAGMENT_LIMIT);
        noteDropped(ip);
        return false;
      }
    }
    int before = partial.capacity();
    PartialPacket.Outcome outcome = partial.add(ip, packet, rule);
    heldBytes += partial.capacity() - before;
    if (outcome != PartialPacket.Outcome.TAKEN) {
      if (outcome == PartialPacket.Outcome.ABANDONED) {
        forget(partial);
      }
      counters.drop(DropReason.IPV4_FRAGMENT_BAD);
      noteDropped(ip);
      return false;
    }
    fragments++;
    if (!partial.isComplete()) {
      counters.drop(DropReason.IPV4_FRAGMENT_HELD);
      return false;
    }
    forget(partial);
    counters.increment(Counter.FRAGMENTS_REASSEMBLED);
    partial.fill(packet, rebuilt);
    return true;
  }

  /// Gives a packet up and, when its beginning came, tells the sender (RFC 1122 §3.3.2).
  void onExpired(PartialPacket partial, long nowNs) {
    forget(partial);
    counters.drop(DropReason.IPV4_FRAGMENT_EXPIRED);
    if (context.events().wantsNotes()) {
      Key key = partial.key;
      context
          .events()
          .noted(
              context.epochMicros(),
              NoteKind.FRAGMENT_EXPIRED,
              key.srcHi(),
              key.srcLo(),
              key.dstHi(),
              key.dstLo(),
              key.identification(),
              0);
    }
    boolean reports = partial.host().personality().traits().ip().reportsReassemblyTimeout();
    IncomingPacket first = reports ? partial.firstFragment() : null;
    if (first != null) {
      errors.reassemblyExceeded(first, first.totalLength, nowNs);
    }
  }

  /// Says that a fragment went no further.
  void noteDropped(Ipv4View ip) {
    note(NoteKind.FRAGMENT_DROPPED, ip);
  }

  void close() {
    for (PartialPacket each = oldest; each != null; each = oldest) {
      forget(each);
    }
  }

  private PartialPacket begin(Key key, IncomingPacket packet, long nowNs) {
    PartialPacket partial = new PartialPacket(this, key, packet);
    partials.put(key, partial);
    heldBytes += PartialPacket.OVERHEAD_BYTES;
    PartialPacket before = newest;
    partial.older = before;
    if (before == null) {
      oldest = partial;
    } else {
      before.newer = partial;
    }
    newest = partial;
    packet.host().hold();
    partial.timer =
        context
            .timers()
            .schedule(
                nowNs + packet.host().personality().traits().ip().reassemblyTimeoutNs(),
                partial,
                0);
    return partial;
  }

  private void forget(PartialPacket partial) {
    partials.remove(partial.key);
    context.timers().cancel(partial.timer);
    partial.host().release();
    fragments -= partial.fragments();
    heldBytes -= PartialPacket.OVERHEAD_BYTES + partial.capacity();
    PartialPacket before = partial.older;
    PartialPacket after = partial.newer;
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
  }

  /// Gives up the oldest packets, but not `keep`, until another fragment fits.
  private void makeRoom(PartialPacket keep, int grown) {
    PartialPacket each = oldest;
    while (each != null
        && (fragments >= context.settings().maxFragments()
            || heldBytes + grown > context.settings().maxFragmentBytes())) {
      PartialPacket next = each.newer;
      if (each != keep) {
        forget(each);
        for (int n = each.fragments(); n > 0; n--) {
          counters.drop(DropReason.IPV4_FRAGMENT_LIMIT);
        }
      }
      each = next;
    }
  }

  private void note(NoteKind kind, Ipv4View ip) {
    if (context.events().wantsNotes()) {
      context
          .events()
          .noted(
              context.epochMicros(),
              kind,
              0,
              ip.srcLo(),
              0,
              ip.dstLo(),
              ip.identification(),
              (long) ip.payloadBytes() << 32 | ip.fragmentOffsetBytes());
    }
  }
}
