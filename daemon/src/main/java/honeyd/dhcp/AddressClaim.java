package honeyd.dhcp;

import honeyd.base.TimerWheel;
import honeyd.wire.ArpView;

/// Claims an address on a link: asks whether anybody has it, announces it, and defends it once (RFC
/// 5227). One thread.
///
/// ```
///  begin ─► 0 to 1 s ─► probe ─► 1 to 2 s ─► probe ─► 1 to 2 s ─► probe ─► 2 s ─► onFree, announce
///                          │ somebody has it or probes for it                     │ 2 s
///                          ▼                                                      ▼
///                       onInUse ◄── second conflict within 10 s ◄── defend ◄── announce
/// ```
final class AddressClaim implements TimerWheel.Task {
  /// Hears what comes of it.
  interface Owner {
    /// Nobody else has the address: it is the owner's from now on.
    void onFree(int addressBits, long nowNs);

    /// Somebody else has it, and it is the owner's no more.
    void onInUse(int addressBits, long otherMac, long nowNs);
  }

  // RFC 5227 §1.1.
  private static final long SECOND_NS = 1_000_000_000;
  private static final long PROBE_WAIT_NS = SECOND_NS;
  private static final int PROBE_NUM = 3;
  private static final long PROBE_MIN_NS = SECOND_NS;
  private static final long PROBE_MAX_NS = 2 * SECOND_NS;
  private static final long ANNOUNCE_WAIT_NS = 2 * SECOND_NS;
  private static final int ANNOUNCE_NUM = 2;
  private static final long ANNOUNCE_INTERVAL_NS = 2 * SECOND_NS;
  private static final long DEFEND_INTERVAL_NS = 10 * SECOND_NS;

  private enum State {
    IDLE,
    PROBING,
    HELD
  }

  private final LeaseWire wire;
  private final long mac;
  private final Owner owner;
  private State state = State.IDLE;
  private int address;
  private int sent;
  private boolean defended;
  private long defendedNs;
  private long timer = TimerWheel.NONE;

  AddressClaim(LeaseWire wire, long mac, Owner owner) {
    this.wire = wire;
    this.mac = mac;
    this.owner = owner;
  }

  /// Begins to find out about an address.
  void begin(int addressBits, long nowNs) {
    stop();
    address = addressBits;
    state = State.PROBING;
    sent = 0;
    defended = false;
    after(nowNs, (long) (wire.rng().nextDouble() * PROBE_WAIT_NS));
  }

  /// Gives the address up without a word.
  void stop() {
    wire.timers().cancel(timer);
    state = State.IDLE;
  }

  /// Whether an address is claimed here, be it only asked about.
  boolean has(int addressBits) {
    return state != State.IDLE && address == addressBits;
  }

  @Override
  public void onTimer(int kind, long nowNs) {
    if (state == State.PROBING && sent < PROBE_NUM) {
      sent++;
      wire.arp(mac, 0, address);
      long between = (long) (wire.rng().nextDouble() * (PROBE_MAX_NS - PROBE_MIN_NS));
      after(nowNs, sent < PROBE_NUM ? PROBE_MIN_NS + between : ANNOUNCE_WAIT_NS);
      return;
    }
    if (state == State.PROBING) {
      state = State.HELD;
      sent = 0;
      announce(nowNs);
      owner.onFree(address, nowNs);
    } else if (state == State.HELD) {
      announce(nowNs);
    }
  }

  private void announce(long nowNs) {
    sent++;
    wire.arp(mac, address, address);
    if (sent < ANNOUNCE_NUM) {
      after(nowNs, ANNOUNCE_INTERVAL_NS);
    }
  }

  /// Hears one ARP packet of the link.
  void onArp(ArpView arp, long nowNs) {
    if (state == State.IDLE || arp.senderMac() == mac) {
      return;
    }
    boolean has = arp.senderBits() == address;
    boolean asks =
        arp.senderBits() == 0 && arp.targetBits() == address && arp.operation() == ArpView.REQUEST;
    if (state == State.PROBING && (has || asks)) {
      // RFC 5227 §2.1.1: one who probes at the same time is a conflict as well.
      giveUp(arp.senderMac(), nowNs);
    } else if (state == State.HELD && has) {
      // RFC 5227 §2.4 (b).
      if (defended && nowNs - defendedNs < DEFEND_INTERVAL_NS) {
        giveUp(arp.senderMac(), nowNs);
      } else {
        defended = true;
        defendedNs = nowNs;
        wire.arp(mac, address, address);
      }
    }
  }

  private void giveUp(long otherMac, long nowNs) {
    stop();
    owner.onInUse(address, otherMac, nowNs);
  }

  private void after(long nowNs, long ns) {
    wire.timers().cancel(timer);
    timer = wire.timers().schedule(nowNs + ns, this, 0);
  }
}
