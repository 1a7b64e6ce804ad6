package honeyd.dhcp;

import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Rng;
import honeyd.base.TimerWheel;
import honeyd.event.Event.Severity;
import honeyd.link.ArpTransmitter;
import honeyd.link.Link;
import honeyd.net.MacAddress;
import honeyd.wire.ArpView;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

/// What the hosts of one interface share: the link, timers, chance, counters and where they speak
/// to people. One thread.
final class LeaseWire {
  private final Link link;
  private final ArpTransmitter arp;
  private final DhcpTransmitter dhcp;
  private final TimerWheel timers;
  private final Rng rng;
  private final Counters counters;
  private final LeaseListener listener;
  private final BiConsumer<Severity, String> announcer;
  private final IntPredicate claimed;

  /// @param claimed whether any host of the interface claims an address
  LeaseWire(
      Link link,
      TimerWheel timers,
      Rng rng,
      Counters counters,
      LeaseListener listener,
      BiConsumer<Severity, String> announcer,
      IntPredicate claimed) {
    this.link = link;
    this.arp = new ArpTransmitter(link);
    this.dhcp = new DhcpTransmitter(link);
    this.timers = timers;
    this.rng = rng;
    this.counters = counters;
    this.listener = listener;
    this.announcer = announcer;
    this.claimed = claimed;
  }

  Link link() {
    return link;
  }

  TimerWheel timers() {
    return timers;
  }

  Rng rng() {
    return rng;
  }

  Counters counters() {
    return counters;
  }

  LeaseListener listener() {
    return listener;
  }

  /// Whether any host of the interface has or wants this address.
  boolean isClaimed(int addressBits) {
    return claimed.test(addressBits);
  }

  void say(Severity severity, String sentence) {
    announcer.accept(severity, sentence);
  }

  /// Broadcasts an ARP request from `senderBits`, which is 0 in a probe.
  void arp(long mac, int senderBits, int targetBits) {
    if (arp.send(MacAddress.BROADCAST.bits(), ArpView.REQUEST, mac, senderBits, 0, targetBits)) {
      counters.increment(Counter.ARP_REQUESTS_SENT);
    } else {
      counters.drop(DropReason.LINK_FULL);
    }
  }

  /// Sends a message as [DhcpTransmitter#send].
  void send(LeasedHost host, DhcpMessage message, long toMac, int toBits) {
    if (dhcp.send(host, message, toMac, toBits)) {
      counters.increment(Counter.DHCP_SENT);
    } else {
      counters.drop(DropReason.LINK_FULL);
    }
  }
}
