package honeyd.arpd;

import honeyd.base.Agent;
import honeyd.base.Clock;
import honeyd.base.Counter;
import honeyd.base.Counters;
import honeyd.base.DropReason;
import honeyd.base.Idle;
import honeyd.base.Inbox;
import honeyd.base.KeyedHash;
import honeyd.base.TimerWheel;
import honeyd.event.Event.Severity;
import honeyd.link.ArpTransmitter;
import honeyd.link.KernelFilter;
import honeyd.link.Link;
import honeyd.link.Link.ChecksumState;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.wire.ArpView;
import honeyd.wire.EtherType;
import honeyd.wire.EthernetView;
import honeyd.wire.Ipv4View;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Finds out which addresses of an area nobody has on one link, answers who asks for those, and
/// lets go of an address at once when a machine appears that has it (RFC 826, RFC 5227; decision
/// 0017).
///
/// ```
///            somebody asks           three probes unanswered
///  unknown ───────────────► asking ──────────────────────────► vacant: answered
///     ▲ forgotten             │ heard from a machine that has it     │
///     └─────────────────── owned ◄───────────────────────────────────┘
/// ```
///
/// Belongs to one thread; [#filter] may be called by any.
public final class ArpWatch implements Agent, Link.FrameHandler {
  /// Who answers for a vacant address.
  public enum Answers {
    /// This agent, with a MAC of its own.
    HERE,
    /// The virtual host, which asks the [WatchedAddresses] first.
    ELSEWHERE
  }

  private static final long SECOND_NS = 1_000_000_000;
  private static final int TIMER_LIMIT = 1024;
  private static final int FRAME_LIMIT = 256;

  // RFC 5227 §1.1 asks for three probes and two seconds of silence after the last before an address
  // is
  // *configured*. Here somebody waits: Linux asks for three seconds, once a second. A machine on
  // the
  // link answers a probe within milliseconds, and one that comes later has the address given up.
  private static final int PROBES = 3;
  private static final long BETWEEN_PROBES_NS = 400_000_000;
  private static final long AFTER_PROBES_NS = 700_000_000;

  /// How long somebody who asked is still waiting.
  private static final long STILL_ASKING_NS = 1_200_000_000;

  private static final int MAX_INQUIRIES = 1024;

  /// After so long a vacant address is asked about again when somebody asks for it.
  private static final int VACANT_SECONDS = 300;

  /// So long after it was last heard of, a machine is forgotten.
  private static final int OWNED_SECONDS = 1200;

  /// A probe of somebody's takes up to seven seconds before the first announcement (RFC 5227).
  private static final int CLAIMED_SECONDS = 15;

  /// One address that is being asked about.
  private final class Inquiry implements TimerWheel.Task {
    final int address;
    long askerMac;
    int askerBits;
    long askedNs;
    int probes;
    long timer = TimerWheel.NONE;

    Inquiry(int address) {
      this.address = address;
    }

    @Override
    public void onTimer(int kind, long nowNs) {
      probe(this, nowNs);
    }
  }

  private final EthernetView ethernet = new EthernetView();
  private final ArpView arp = new ArpView();
  private final Ipv4View ip = new Ipv4View();
  private final Link link;
  private final Clock clock;
  private final Idle idle;
  private final Counters counters;
  private final Answers answers;
  private final long answerMac;
  private final BiConsumer<Severity, String> announcer;
  private final ArpTransmitter transmitter;
  private final TimerWheel timers;
  private final OwnerTable owners;
  private final Map<Integer, Inquiry> inquiries = new HashMap<>();
  private final IntPredicate isGateway;
  private final Inbox<KernelFilter> filters = new Inbox<>();
  private final WatchedAddresses watched;
  private long gatewayMac;
  private long nowNs;
  private @Nullable RuntimeException error;

  /// @param link hears ARP, and IPv4 from the area where its filter lets it; closed by the agent
  /// @param idle how the agent's thread rests, to wake it
  /// @param watched what is looked after, and where others ask what was found
  /// @param isGateway whether an address is that of a router that real traffic comes through: from
  ///   its MAC others' packets come
  /// @param answerMac the MAC in answers, low 48 bits
  /// @param announcer takes sentences for people
  public ArpWatch(
      Link link,
      Clock clock,
      Idle idle,
      WatchedAddresses watched,
      IntPredicate isGateway,
      Answers answers,
      long answerMac,
      KeyedHash key,
      Counters counters,
      BiConsumer<Severity, String> announcer) {
    this.link = link;
    this.clock = clock;
    this.idle = idle;
    this.watched = watched;
    this.isGateway = isGateway;
    this.answers = answers;
    this.answerMac = answerMac;
    this.counters = counters;
    this.announcer = announcer;
    transmitter = new ArpTransmitter(link);
    nowNs = clock.nanoTime();
    timers = new TimerWheel(nowNs);
    owners = watched.join(key);
  }

  /// Has the kernel let through something else. Any thread.
  public void filter(KernelFilter filter) {
    filters.put(filter);
    idle.wakeup();
  }

  @Override
  public int doWork() {
    nowNs = clock.nanoTime();
    KernelFilter filter = filters.poll();
    if (filter != null) {
      link.filter(filter);
    }
    int work = timers.poll(nowNs, TIMER_LIMIT);
    work += link.receive(this, FRAME_LIMIT);
    link.flush();
    RuntimeException thrown = error;
    if (thrown != null) {
      error = null;
      throw thrown;
    }
    return work;
  }

  /// Takes one frame. An error of ours is kept for the end of the turn: the link would offer the
  /// same frame again for ever.
  @Override
  public void onFrame(
      MemorySegment frames, long at, int lengthBytes, int vlan, ChecksumState checksum) {
    try {
      DropReason reason = take(frames, at, at + lengthBytes, vlan);
      if (reason != DropReason.NONE) {
        counters.drop(reason);
      }
    } catch (RuntimeException e) {
      error = e;
    }
  }

  private DropReason take(MemorySegment frames, long at, long limit, int vlan) {
    DropReason reason = ethernet.wrap(frames, at, limit);
    if (reason != DropReason.NONE) {
      return reason;
    }
    // A VLAN is another link; a tag with VLAN 0 is but a priority.
    if ((vlan != Link.NO_VLAN && (vlan & 0xfff) != 0)
        || (ethernet.headerBytes() != EthernetView.HEADER_BYTES
            && (ethernet.vlanTci() & 0xfff) != 0)) {
      return DropReason.ETHERNET_UNKNOWN_TYPE;
    }
    return switch (ethernet.etherType()) {
      case EtherType.ARP -> onArp(frames, limit);
      case EtherType.IPV4 -> onIpv4(frames, limit);
      default -> DropReason.ETHERNET_UNKNOWN_TYPE;
    };
  }

  private DropReason onArp(MemorySegment frames, long limit) {
    DropReason reason = arp.wrap(frames, ethernet.payloadAt(), limit);
    if (reason != DropReason.NONE) {
      return reason;
    }
    long mac = arp.senderMac();
    if (mac == 0 || MacAddress.isGroup(mac)) {
      return DropReason.ARP_BAD_FORMAT;
    }
    if (isOurs(mac)) {
      return DropReason.NONE;
    }
    int sender = arp.senderBits();
    int target = arp.targetBits();
    if (sender != 0) {
      if (isGateway.test(sender)) {
        gatewayMac = mac;
      }
      heard(sender, mac, OwnerTable.OWNED);
    }
    if (arp.operation() != ArpView.REQUEST || sender == target || !watched.mayAsk(target)) {
      return DropReason.NONE;
    }
    if (sender == 0) {
      // RFC 5227 §2.1.1: somebody is about to take it.
      heard(target, mac, OwnerTable.CLAIMED);
    } else {
      asked(target, sender, mac);
    }
    return DropReason.NONE;
  }

  /// A packet on the link says that its source is there, unless a router brought it.
  private DropReason onIpv4(MemorySegment frames, long limit) {
    DropReason reason = ip.wrap(frames, ethernet.payloadAt(), limit);
    if (reason != DropReason.NONE) {
      return reason;
    }
    long mac = ethernet.srcMac();
    if (mac != 0 && !MacAddress.isGroup(mac) && !isOurs(mac) && mac != gatewayMac) {
      heard(ip.srcBits(), mac, OwnerTable.OWNED);
    }
    return DropReason.NONE;
  }

  private boolean isOurs(long mac) {
    return mac == link.macBits() || mac == answerMac;
  }

  /// A machine has an address, or is about to.
  private void heard(int address, long mac, int state) {
    if (!watched.contains(address)) {
      return;
    }
    int before = owners.stateOf(address);
    if (state == OwnerTable.CLAIMED && before == OwnerTable.OWNED) {
      return;
    }
    owners.put(address, state, seconds());
    Inquiry asking = inquiries.remove(address);
    if (asking != null) {
      timers.cancel(asking.timer);
    }
    if (before == OwnerTable.VACANT) {
      counters.increment(Counter.ARPD_GIVEN_UP);
      say(
          Severity.NOTICE,
          address,
          (state == OwnerTable.OWNED ? " belongs to " : " is wanted by ")
              + new MacAddress(mac)
              + ": given up");
    }
  }

  private void asked(int address, int askerBits, long askerMac) {
    int state = owners.stateOf(address);
    int age = owners.ageOf(address, seconds());
    if ((state == OwnerTable.OWNED && age < OWNED_SECONDS)
        || (state == OwnerTable.CLAIMED && age < CLAIMED_SECONDS)) {
      return;
    }
    if (state == OwnerTable.VACANT) {
      answer(address, askerBits, askerMac);
      if (age < VACANT_SECONDS) {
        return;
      }
    }
    inquire(address, askerBits, askerMac);
  }

  private void inquire(int address, int askerBits, long askerMac) {
    Inquiry known = inquiries.get(address);
    if (known == null) {
      if (inquiries.size() >= MAX_INQUIRIES) {
        counters.drop(DropReason.ARPD_BUSY);
        return;
      }
      known = new Inquiry(address);
      inquiries.put(address, known);
      probe(known, nowNs);
    }
    known.askerBits = askerBits;
    known.askerMac = askerMac;
    known.askedNs = nowNs;
  }

  private void probe(Inquiry about, long now) {
    if (about.probes < PROBES) {
      about.probes++;
      send(MacAddress.BROADCAST.bits(), ArpView.REQUEST, link.macBits(), 0, 0, about.address);
      about.timer =
          timers.schedule(
              now + (about.probes < PROBES ? BETWEEN_PROBES_NS : AFTER_PROBES_NS), about, 0);
      return;
    }
    inquiries.remove(about.address);
    boolean isNew = owners.stateOf(about.address) != OwnerTable.VACANT;
    if (!watched.contains(about.address)) {
      return;
    }
    owners.put(about.address, OwnerTable.VACANT, seconds());
    if (isNew) {
      counters.increment(Counter.ARPD_TAKEN);
      say(Severity.INFO, about.address, " is nobody's: taken over");
      if (now - about.askedNs <= STILL_ASKING_NS) {
        answer(about.address, about.askerBits, about.askerMac);
      }
    }
  }

  private void answer(int address, int askerBits, long askerMac) {
    if (answers == Answers.HERE
        && send(askerMac, ArpView.REPLY, answerMac, address, askerMac, askerBits)) {
      counters.increment(Counter.ARP_REPLIES_SENT);
    }
  }

  private boolean send(
      long toMac, int operation, long senderMac, int senderBits, long targetMac, int targetBits) {
    boolean sent = transmitter.send(toMac, operation, senderMac, senderBits, targetMac, targetBits);
    if (!sent) {
      counters.drop(DropReason.LINK_FULL);
    } else if (operation == ArpView.REQUEST) {
      counters.increment(Counter.ARP_REQUESTS_SENT);
    }
    return sent;
  }

  private long seconds() {
    return nowNs / SECOND_NS;
  }

  private void say(Severity severity, int address, String what) {
    announcer.accept(severity, IpAddress.ofV4(address) + " on " + link.name() + what);
  }

  @Override
  public long nextDeadlineNs() {
    return timers.nextDeadlineNs();
  }

  /// Addresses that are being asked about. Agent's thread.
  int inquiries() {
    return inquiries.size();
  }

  @Override
  public void onClose() {
    inquiries.values().forEach(each -> timers.cancel(each.timer));
    inquiries.clear();
    link.flush();
    link.close();
  }

  @Override
  public String roleName() {
    return "arpd-" + link.name();
  }
}
