package honeyd.dhcp;

import honeyd.base.TimerWheel;

/// A link-local address for a host that no server leases one to (RFC 3927). One thread.
final class LinkLocal implements TimerWheel.Task, AddressClaim.Owner {
  /// Hears of the address.
  interface Owner {
    void onLinkLocal(int addressBits, long nowNs);

    void onLinkLocalLost(long nowNs);
  }

  // RFC 3927 §2.1 and §9.
  private static final int FIRST = 169 << 24 | 254 << 16 | 1 << 8;
  private static final int COUNT = 254 << 8;
  private static final int MAX_CONFLICTS = 10;
  private static final long RATE_LIMIT_INTERVAL_NS = 60_000_000_000L;

  private final LeaseWire wire;
  private final LeasedHost host;
  private final AddressClaim claim;
  private final Owner owner;
  private boolean running;
  private boolean held;
  private int conflicts;
  private long timer = TimerWheel.NONE;

  LinkLocal(LeaseWire wire, LeasedHost host, Owner owner) {
    this.wire = wire;
    this.host = host;
    this.owner = owner;
    claim = new AddressClaim(wire, host.macBits(), this);
  }

  /// Begins to look for an address, if it did not long ago.
  void start(long nowNs) {
    if (!running) {
      running = true;
      conflicts = 0;
      choose(nowNs);
    }
  }

  /// Lets go of the address.
  void stop(long nowNs) {
    if (running) {
      running = false;
      claim.stop();
      wire.timers().cancel(timer);
      lose(nowNs);
    }
  }

  AddressClaim claim() {
    return claim;
  }

  /// The same host tries the same addresses in the same order each time (RFC 3927 §2.1).
  private void choose(long nowNs) {
    int attempt = conflicts;
    int address;
    do {
      long mixed = (host.macBits() * 0x9e37_79b9_7f4a_7c15L + attempt) * 0xbf58_476d_1ce4_e5b9L;
      address = FIRST + (int) Long.remainderUnsigned(mixed ^ mixed >>> 31, COUNT);
      attempt++;
    } while (wire.isClaimed(address) && attempt < conflicts + COUNT);
    claim.begin(address, nowNs);
  }

  @Override
  public void onFree(int addressBits, long nowNs) {
    held = true;
    owner.onLinkLocal(addressBits, nowNs);
  }

  @Override
  public void onInUse(int addressBits, long otherMac, long nowNs) {
    conflicts++;
    lose(nowNs);
    if (conflicts > MAX_CONFLICTS) {
      timer = wire.timers().schedule(nowNs + RATE_LIMIT_INTERVAL_NS, this, 0);
    } else {
      choose(nowNs);
    }
  }

  private void lose(long nowNs) {
    if (held) {
      held = false;
      owner.onLinkLocalLost(nowNs);
    }
  }

  @Override
  public void onTimer(int kind, long nowNs) {
    choose(nowNs);
  }
}
