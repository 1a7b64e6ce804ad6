package honeyd.stack;

import honeyd.base.DropReason;
import honeyd.event.EventSink;
import honeyd.event.NoteKind;
import honeyd.link.Link.ChecksumState;
import honeyd.personality.passive.ObservedSyn;
import honeyd.personality.passive.PassiveCatalog;
import honeyd.personality.passive.SourceSystem;
import honeyd.wire.IpProtocol;
import honeyd.wire.Ipv4View;
import honeyd.wire.TcpView;
import org.jspecify.annotations.Nullable;

/// Looks at the SYNs that a worker receives, and says which system their senders have. One worker;
/// what is found out all workers know.
public final class RemoteSystems {
  private final RemoteSystemTable table;
  private final PassiveCatalog catalog;
  private final boolean idle;
  private final CycleTime time;
  private final EventSink events;
  private final TcpView tcp = new TcpView();
  private final ObservedSyn syn = new ObservedSyn();

  RemoteSystems(RemoteSystemTable table, CycleTime time, EventSink events) {
    this.table = table;
    this.catalog = table.catalog();
    this.idle = catalog.isEmpty();
    this.time = time;
    this.events = events;
  }

  /// Looks at a packet to one of our hosts, before anything depends on who sent it: a TCP SYN that
  /// is whole tells its sender's system. One that the database does not know tells nothing, and
  /// what was known stays.
  public void onPacket(Ipv4View ip, ChecksumState checksum) {
    if (idle
        || ip.protocol() != IpProtocol.TCP
        || ip.isFragment()
        || tcp.wrap(ip.bytes(), ip.payloadAt(), ip.end()) != DropReason.NONE
        || !syn.read(ip, tcp)
        || (checksum == ChecksumState.UNVERIFIED && !tcp.isChecksumValid(ip.pseudoHeader()))) {
      return;
    }
    int found = catalog.find(syn);
    if (found < 0) {
      return;
    }
    long lo = ip.srcLo();
    SourceSystem system = catalog.system(found);
    if (system.program()) {
      // A scanner's own packets do not hide what the kernel below it was seen to be.
      int known = table.find(0, lo, time.nowNs);
      if (known >= 0 && system.isKnownOn(catalog.system(known))) {
        return;
      }
    }
    table.put(0, lo, found, time.nowNs);
  }

  /// What an address was last seen to have, or null when nothing is known, or nothing was asked
  /// about it or heard from it for five minutes.
  public @Nullable SourceSystem of(long hi, long lo) {
    if (idle) {
      return null;
    }
    int found = table.find(hi, lo, time.nowNs);
    if (found >= 0) {
      return catalog.system(found);
    }
    if (found == RemoteSystemTable.EXPIRED && events.wantsNotes()) {
      events.noted(time.epochMicros, NoteKind.OS_EXPIRED, hi, lo, hi, lo, 0, 0);
    }
    return null;
  }
}
