package honeyd.stack;

import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One received IP packet, whole and checked as far as its IP header goes, as the transports get
/// it.
///
/// Mutable and reused: one per worker, valid until the transport returns. Remote is the sender,
/// local the virtual host.
public final class IncomingPacket {
  /// When it reached the host, on the monotonic scale: the last of its fragments, at the end of its
  /// way. Not after the worker's present time by more than a duty cycle.
  public long arrivedNs;

  /// Memory that holds the packet.
  public MemorySegment bytes = MemorySegment.NULL;

  /// Where the IP header begins in [#bytes].
  public long ipAt;

  /// Where the transport header begins.
  public long at;

  /// Where the packet ends; nothing behind it may be read.
  public long limit;

  /// IP protocol number.
  public int protocol;

  /// Total IP length in bytes, as logged.
  public int totalLength;

  public int ttl;
  public int tos;
  public int ipId;
  public boolean df;

  public long remoteHi;
  public long remoteLo;
  public long localHi;
  public long localLo;

  /// Lower half of the group or broadcast address that the packet was sent to, zero where it was
  /// the host's own.
  public long groupLo;

  /// Whether the transport checksum need be verified.
  public ChecksumState checksum = ChecksumState.UNVERIFIED;

  /// Whether the packet was put together from fragments.
  public boolean reassembled;

  /// How the sender is reached.
  public final ReturnPath path;

  private @Nullable Host host;

  public IncomingPacket(Attachment any) {
    path = new ReturnPath(any, Link.NO_VLAN);
  }

  /// Takes everything that an IP header says; it has been checked.
  public void header(Ipv4View ip) {
    bytes = ip.bytes();
    ipAt = ip.at();
    at = ip.payloadAt();
    limit = ip.end();
    reassembled = false;
    protocol = ip.protocol();
    totalLength = ip.totalLength();
    ttl = ip.ttl();
    tos = ip.tos();
    ipId = ip.identification();
    df = ip.isDontFragment();
    remoteHi = 0;
    remoteLo = ip.srcLo();
    localHi = 0;
    localLo = ip.dstLo();
    groupLo = 0;
  }

  /// The virtual host that the packet is for.
  public Host host() {
    return Objects.requireNonNull(host);
  }

  public void host(Host host) {
    this.host = host;
  }

  /// Bytes from the transport header to the end.
  public int payloadBytes() {
    return (int) (limit - at);
  }
}
