package honeyd.stack;

import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.personality.IpShape;
import java.lang.foreign.MemorySegment;

/// The one way out of a worker's stack: every IP packet that any host sends is begun and committed
/// here.
///
/// ```
/// long at = egress.beginIpv4(path, host, remoteHi, remoteLo, protocol, shape, maxPayload);
/// if (at >= 0) {
///   … write transport header and data into egress.transmitBytes() from at …
///   egress.commitIpv4(payloadBytes);
/// }
/// ```
///
/// The caller computes the transport checksum; IP and Ethernet headers are this class's. One
/// worker.
public final class Egress {
  private final Counters counters;

  Egress(Counters counters) {
    this.counters = counters;
  }

  /// Begins a packet: the offset in [#transmitBytes] at which its transport header goes, or -1 when
  /// it cannot be sent (counted). At most one packet is open; beginning another drops it.
  ///
  /// @param path how the remote address is reached
  /// @param from the host that sends
  /// @param maxPayloadBytes room to reserve for transport header and data, at most 65,515
  public long beginIpv4(
      ReturnPath path,
      Host from,
      long remoteHi,
      long remoteLo,
      int protocol,
      IpShape shape,
      int maxPayloadBytes) {
    counters.drop(DropReason.LINK_FULL);
    return -1;
  }

  /// The memory into which the open packet is written.
  public MemorySegment transmitBytes() {
    return MemorySegment.NULL;
  }

  /// Completes the open packet with its headers and sends it: as one frame, as fragments when it is
  /// longer than the link's MTU, or, when the neighbour's MAC is not known, after ARP.
  ///
  /// @param payloadBytes length of transport header and data
  public void commitIpv4(int payloadBytes) {}

  /// Drops the open packet.
  public void cancel() {}
}
