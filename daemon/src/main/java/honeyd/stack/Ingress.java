package honeyd.stack;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.net.MacAddress;
import honeyd.stack.ip.Ipv4Input;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.VlanTag;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Takes the frames of one link as far as their EtherType. One worker.
final class Ingress implements Link.FrameHandler {
  private final EthernetView ethernet = new EthernetView();
  private final Attachment attachment;
  private final CycleTime time;
  private final Counters counters;
  private final ArpInput arp;
  private final Ipv4Input ipv4;
  private final Taps taps;
  private final ReturnPath path;
  private @Nullable RuntimeException error;

  Ingress(
      Attachment attachment,
      CycleTime time,
      Counters counters,
      ArpInput arp,
      Ipv4Input ipv4,
      Taps taps) {
    this.attachment = attachment;
    this.time = time;
    this.counters = counters;
    this.arp = arp;
    this.ipv4 = ipv4;
    this.taps = taps;
    this.path = new ReturnPath(attachment, Link.NO_VLAN);
  }

  /// Takes one frame. An error of ours must not leave this method: the link would offer the same
  /// frame again for ever. It is kept for [#takeError].
  @Override
  public void onFrame(
      MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    counters.increment(Counter.FRAMES_RECEIVED);
    counters.add(Counter.BYTES_RECEIVED, lengthBytes);
    time.arrived(attachment.link().receivedEpochNs());
    try {
      if (taps.any()) {
        taps.received(attachment.link(), time.epochMicros, frames, at, lengthBytes, vlan);
      }
      if (attachment.isEthernet()) {
        onEthernet(frames, at, at + lengthBytes, vlan, checksum);
      } else {
        path.set(attachment, Link.NO_VLAN, 0);
        ipv4.onPacket(
            frames, at, at + lengthBytes, path, attachment.macBits(), checksum, time.nowNs);
      }
    } catch (RuntimeException e) {
      error = e;
    }
  }

  /// The last error since the last call, or null.
  @Nullable RuntimeException takeError() {
    RuntimeException taken = error;
    error = null;
    return taken;
  }

  private void onEthernet(
      MemorySegment frames, long at, long limit, int vlan, ChecksumState checksum) {
    DropReason reason = ethernet.wrap(frames, at, limit);
    if (reason != DropReason.NONE) {
      counters.drop(reason);
      return;
    }
    int tci = ethernet.vlanTci();
    if (tci != VlanTag.NONE && vlan != Link.NO_VLAN) {
      // Two tags: the kernel took one off and another is left.
      counters.drop(DropReason.ETHERNET_UNKNOWN_TYPE);
      return;
    }
    long srcMac = ethernet.srcMac();
    if (attachment.hasMacs() && (srcMac == 0 || MacAddress.isGroup(srcMac))) {
      counters.drop(DropReason.ETHERNET_BAD_SOURCE);
      return;
    }
    int tag = tci != VlanTag.NONE ? tci : vlan;
    // A tag with VLAN 0 carries only a priority; the frame belongs to no VLAN.
    path.set(attachment, tag < 0 || VlanTag.id(tag) == 0 ? Link.NO_VLAN : VlanTag.id(tag), srcMac);
    switch (ethernet.etherType()) {
      case EtherType.IPV4 ->
          ipv4.onPacket(
              frames, ethernet.payloadAt(), limit, path, ethernet.dstMac(), checksum, time.nowNs);
      case EtherType.ARP ->
          arp.onPacket(frames, ethernet.payloadAt(), limit, path, ethernet.dstMac());
      default -> counters.drop(DropReason.ETHERNET_UNKNOWN_TYPE);
    }
  }
}
