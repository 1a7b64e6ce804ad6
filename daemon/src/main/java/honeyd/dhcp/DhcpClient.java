package honeyd.dhcp;

import honeyd.base.Counter;
import honeyd.base.DropReason;
import honeyd.base.TimerWheel;
import honeyd.event.Event.Severity;
import honeyd.net.IpAddress;
import honeyd.net.MacAddress;
import honeyd.wire.ArpView;
import honeyd.wire.DhcpMessageType;

/// The life of one host's lease (RFC 2131 §4.4). One thread.
///
/// ```
///  INIT ─► SELECTING ─offer─► REQUESTING ─ack─► CHECKING ─nobody has it─► BOUND ◄───────┐
///   ▲                             │ nak            │ in use: decline       │ T1        │ ack
///   │◄────────────────────────────┴────────────────┘                    RENEWING ──────┤
///   │                                                                      │ T2        │
///   └──────────────── nak, or the end of the lease ──────────────────── REBINDING ─────┘
/// ```
///
/// While no server answers, the host gets itself a link-local address and lets go of it when a
/// lease comes.
final class DhcpClient implements TimerWheel.Task, AddressClaim.Owner, LinkLocal.Owner {
  private static final long SECOND_NS = 1_000_000_000;
  private static final int BROADCAST = 0xffff_ffff;

  // RFC 2131 §4.4.1 asks for 1 to 10 s so that machines do not start as one after a power cut. Real
  // clients start at once; a second keeps our own apart.
  private static final long START_NS = SECOND_NS;

  // RFC 2131 §4.1: 4 s, doubled up to 64 s, each with a second more or less.
  private static final int FIRST_DELAY_SECONDS = 4;
  private static final int MAX_DELAY_SECONDS = 64;

  /// How often an offer is asked for before looking for another.
  private static final int MAX_REQUESTS = 4;

  /// Unanswered DISCOVERs before the host helps itself, a dozen seconds as most systems that do.
  private static final int DISCOVERS_BEFORE_LINK_LOCAL = 2;

  // RFC 2131 §3.1, point 5.
  private static final long AFTER_DECLINE_NS = 10 * SECOND_NS;

  // A server that offers and refuses in turn is asked less and less often, as systemd does.
  private static final int MAX_REFUSALS = 10;

  // RFC 2131 §4.4.5.
  private static final long LEAST_RENEW_DELAY_NS = 60 * SECOND_NS;

  // As Linux asks for a neighbour.
  private static final int MAX_ASKED = 3;
  private static final long ASK_EVERY_NS = SECOND_NS;

  private static final int BEGIN = 0;
  private static final int AGAIN = 1;
  private static final int T1 = 2;
  private static final int T2 = 3;
  private static final int END = 4;
  private static final int ASK = 5;

  private enum State {
    STOPPED,
    INIT,
    SELECTING,
    REQUESTING,
    CHECKING,
    BOUND,
    RENEWING,
    REBINDING
  }

  private final LeaseWire wire;
  private final AddressClaim claim;
  private final LinkLocal linkLocal;
  private final DhcpMessage message = new DhcpMessage();
  private final long[] timers = new long[ASK + 1];
  private LeasedHost host;
  private State state = State.STOPPED;
  private int xid;
  private long begunNs;
  private long sentNs;
  private int sent;
  private int asked;
  private int refusals;
  private int offeredBits;
  private int offererBits;
  private Lease lease = new Lease(0, 0, 0, 0, 0, 0, 0);

  /// The MAC that the server was last heard from, or the router before it.
  private long serverMac = MacAddress.BROADCAST.bits();

  DhcpClient(LeaseWire wire, LeasedHost host) {
    this.wire = wire;
    this.host = host;
    claim = new AddressClaim(wire, host.macBits(), this);
    linkLocal = new LinkLocal(wire, host, this);
  }

  LeasedHost host() {
    return host;
  }

  /// The same host with another template: what answers at its address changes, the lease stays.
  void become(LeasedHost other) {
    host = other;
  }

  /// Whether the host has or wants this address.
  boolean claims(int addressBits) {
    return claim.has(addressBits) || linkLocal.claim().has(addressBits);
  }

  /// Begins to look for a lease.
  void start(long nowNs) {
    begin(nowNs, (long) (wire.rng().nextDouble() * START_NS));
  }

  /// Gives back what was leased and stops.
  void stop(long nowNs) {
    boolean isLeased = state.compareTo(State.CHECKING) >= 0;
    if (isLeased) {
      compose(DhcpMessage.Form.RELEASE, nowNs);
      message.xid = wire.rng().nextInt();
      message.serverBits = lease.serverBits();
      wire.send(host, message, serverMac, lease.serverBits());
      wire.say(Severity.NOTICE, host + " gives back " + address());
    }
    boolean had = hasLease();
    rest();
    linkLocal.stop(nowNs);
    if (had) {
      wire.listener().lost(host);
    }
    state = State.STOPPED;
  }

  private boolean hasLease() {
    return state.compareTo(State.BOUND) >= 0;
  }

  private IpAddress address() {
    return IpAddress.ofV4(lease.addressBits());
  }

  /// Lets go of everything but a link-local address, without a word.
  private void rest() {
    for (int kind = 0; kind < timers.length; kind++) {
      wire.timers().cancel(timers[kind]);
    }
    claim.stop();
  }

  private void begin(long nowNs, long delayNs) {
    rest();
    state = State.INIT;
    at(BEGIN, nowNs + delayNs);
  }

  /// Begins anew where a lease may have been.
  private void beginAgain(long nowNs, long delayNs) {
    boolean had = hasLease();
    begin(nowNs, delayNs);
    if (had) {
      wire.listener().lost(host);
    }
  }

  private void at(int kind, long deadlineNs) {
    wire.timers().cancel(timers[kind]);
    timers[kind] =
        deadlineNs == Long.MAX_VALUE
            ? TimerWheel.NONE
            : wire.timers().schedule(deadlineNs, this, kind);
  }

  @Override
  public void onTimer(int kind, long nowNs) {
    switch (kind) {
      case BEGIN -> {
        xid = wire.rng().nextInt();
        begunNs = nowNs;
        sent = 0;
        state = State.SELECTING;
        ask(nowNs);
      }
      case AGAIN -> again(nowNs);
      case T1 -> {
        state = State.RENEWING;
        startExchange(nowNs);
        renew(nowNs);
      }
      case T2 -> {
        state = State.REBINDING;
        wire.timers().cancel(timers[ASK]);
        startExchange(nowNs);
        renew(nowNs);
      }
      case END -> {
        wire.say(Severity.NOTICE, "the lease of " + host + " for " + address() + " has run out");
        beginAgain(nowNs, 0);
      }
      case ASK -> askForNextHop(nowNs);
      default -> throw new IllegalStateException("timer " + kind);
    }
  }

  private void startExchange(long nowNs) {
    xid = wire.rng().nextInt();
    begunNs = nowNs;
  }

  private void again(long nowNs) {
    switch (state) {
      case SELECTING -> {
        if (sent >= DISCOVERS_BEFORE_LINK_LOCAL) {
          linkLocal.start(nowNs);
        }
        ask(nowNs);
      }
      case REQUESTING -> {
        if (sent < MAX_REQUESTS) {
          ask(nowNs);
        } else {
          begin(nowNs, 0);
        }
      }
      case RENEWING, REBINDING -> renew(nowNs);
      case STOPPED, INIT, CHECKING, BOUND -> {}
    }
  }

  /// Sends a DISCOVER, or a REQUEST for what was offered, and arranges for the next.
  private void ask(long nowNs) {
    if (state == State.SELECTING) {
      compose(DhcpMessage.Form.DISCOVER, nowNs);
    } else {
      compose(DhcpMessage.Form.REQUEST, nowNs);
      message.requestedBits = offeredBits;
      message.serverBits = offererBits;
    }
    sentNs = nowNs;
    wire.send(host, message, MacAddress.BROADCAST.bits(), BROADCAST);
    int seconds = Math.min(FIRST_DELAY_SECONDS << Math.min(sent, 8), MAX_DELAY_SECONDS);
    sent++;
    at(AGAIN, nowNs + (long) ((seconds - 1 + 2 * wire.rng().nextDouble()) * SECOND_NS));
  }

  private void compose(DhcpMessage.Form form, long nowNs) {
    message.form = form;
    message.xid = xid;
    message.seconds = (int) ((nowNs - begunNs) / SECOND_NS);
    boolean hasAddress = hasLease() || form == DhcpMessage.Form.RELEASE;
    message.clientBits = hasAddress ? lease.addressBits() : 0;
    message.requestedBits = 0;
    message.serverBits = 0;
  }

  /// Asks the server, or once T2 is over any server, for more time.
  private void renew(long nowNs) {
    long untilNs = state == State.RENEWING ? lease.rebindNs() : lease.endNs();
    at(AGAIN, nowNs + Math.max((untilNs - nowNs) / 2, LEAST_RENEW_DELAY_NS));
    if (state == State.REBINDING) {
      sendRenewal(nowNs, MacAddress.BROADCAST.bits(), BROADCAST);
    } else if (lease.nextHopBits() == 0) {
      sendRenewal(nowNs, serverMac, lease.serverBits());
    } else {
      asked = 0;
      askForNextHop(nowNs);
    }
  }

  private void sendRenewal(long nowNs, long toMac, int toBits) {
    compose(DhcpMessage.Form.RENEW, nowNs);
    sentNs = nowNs;
    wire.send(host, message, toMac, toBits);
  }

  private void askForNextHop(long nowNs) {
    if (asked < MAX_ASKED) {
      asked++;
      wire.arp(host.macBits(), lease.addressBits(), lease.nextHopBits());
      at(ASK, nowNs + ASK_EVERY_NS);
    }
  }

  /// Hears one ARP packet of the link.
  void onArp(ArpView arp, long nowNs) {
    claim.onArp(arp, nowNs);
    linkLocal.claim().onArp(arp, nowNs);
    if (state == State.RENEWING
        && wire.timers().isPending(timers[ASK])
        && arp.senderBits() == lease.nextHopBits()
        && arp.operation() == ArpView.REPLY
        && arp.targetBits() == lease.addressBits()) {
      wire.timers().cancel(timers[ASK]);
      serverMac = arp.senderMac();
      sendRenewal(nowNs, serverMac, lease.serverBits());
    }
  }

  /// Takes a server's message to this host.
  ///
  /// @param fromMac the frame's source
  void onReply(DhcpReply reply, long fromMac, long nowNs) {
    if (reply.xid() != xid) {
      wire.counters().drop(DropReason.DHCP_NOT_OURS);
      return;
    }
    boolean renewing = state == State.RENEWING || state == State.REBINDING;
    if (state == State.SELECTING && reply.type == DhcpMessageType.OFFER && reply.isUsable()) {
      if (!wire.isClaimed(reply.addressBits())) {
        offeredBits = reply.addressBits();
        offererBits = reply.serverBits;
        state = State.REQUESTING;
        sent = 0;
        ask(nowNs);
      }
    } else if ((state == State.REQUESTING || renewing)
        && reply.type == DhcpMessageType.ACK
        && reply.isUsable()
        && reply.leaseSeconds > 0) {
      serverMac = fromMac;
      granted(reply, renewing, nowNs);
    } else if ((state == State.REQUESTING || renewing) && reply.type == DhcpMessageType.NAK) {
      wire.say(Severity.NOTICE, "a server refuses " + host + (renewing ? " more time" : ""));
      beginAgain(nowNs, refusals == 0 ? 0 : SECOND_NS << refusals);
      refusals = Math.min(refusals + 1, MAX_REFUSALS);
    } else {
      wire.counters().drop(DropReason.DHCP_NOT_OURS);
    }
  }

  private void granted(DhcpReply ack, boolean renewing, long nowNs) {
    Lease granted = Lease.of(ack, sentNs, wire.rng());
    boolean same = renewing && granted.addressBits() == lease.addressBits();
    boolean had = hasLease();
    for (int kind = 0; kind < timers.length; kind++) {
      wire.timers().cancel(timers[kind]);
    }
    lease = granted;
    if (same) {
      wire.say(Severity.DEBUG, host + " has renewed " + address());
      bind();
      return;
    }
    state = State.CHECKING;
    if (had) {
      wire.listener().lost(host);
    }
    claim.begin(lease.addressBits(), nowNs);
  }

  private void bind() {
    state = State.BOUND;
    refusals = 0;
    at(T1, lease.renewNs());
    at(T2, lease.rebindNs());
    at(END, lease.endNs());
  }

  @Override
  public void onFree(int addressBits, long nowNs) {
    linkLocal.stop(nowNs);
    bind();
    wire.counters().increment(Counter.DHCP_LEASES);
    wire.say(
        Severity.NOTICE,
        host
            + " has leased "
            + address()
            + " from "
            + IpAddress.ofV4(lease.serverBits())
            + time(nowNs));
    wire.listener().leased(host, address(), LeaseListener.Origin.LEASE);
  }

  private String time(long nowNs) {
    return lease.endNs() == Long.MAX_VALUE
        ? " for ever"
        : " for " + (lease.endNs() - nowNs + SECOND_NS / 2) / SECOND_NS + " s";
  }

  @Override
  public void onInUse(int addressBits, long otherMac, long nowNs) {
    compose(DhcpMessage.Form.DECLINE, nowNs);
    message.clientBits = 0;
    message.requestedBits = lease.addressBits();
    message.serverBits = lease.serverBits();
    wire.send(host, message, MacAddress.BROADCAST.bits(), BROADCAST);
    wire.say(
        Severity.WARNING,
        host + " declines " + address() + ": " + new MacAddress(otherMac) + " has it");
    beginAgain(nowNs, AFTER_DECLINE_NS);
  }

  @Override
  public void onLinkLocal(int addressBits, long nowNs) {
    IpAddress address = IpAddress.ofV4(addressBits);
    wire.say(Severity.NOTICE, host + " finds no DHCP server and takes " + address);
    wire.listener().leased(host, address, LeaseListener.Origin.LINK_LOCAL);
  }

  @Override
  public void onLinkLocalLost(long nowNs) {
    wire.listener().lost(host);
  }
}
