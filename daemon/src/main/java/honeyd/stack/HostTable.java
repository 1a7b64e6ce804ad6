package honeyd.stack;

import honeyd.base.KeyedHash;
import honeyd.base.TableHash;
import honeyd.model.Ethernet;
import honeyd.model.Honeynet;
import honeyd.model.HostMac;
import honeyd.model.Template;
import honeyd.model.topology.Router;
import honeyd.model.topology.Topology;
import honeyd.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The virtual hosts that have state, by address: an open-addressing table of bounded size over the
/// immutable [Honeynet], which says who exists at all. One worker.
///
/// Each host that is made pays for looking at a few others and letting those rest that were silent
/// for long, so no timer is needed. [RestingHosts] keeps what they remember.
public final class HostTable {
  /// Purpose of the keyed hash that makes a host individual.
  private static final long PURPOSE_HOST = 0x486f7374L;

  private static final long PURPOSE_TABLE = 0x486f737454L;

  private static final long NEVER = Long.MIN_VALUE;
  private static final int LOOKED_AT_PER_NEW_HOST = 4;

  private static final int LEFT = 1 << 10;

  /// While a packet is worked on, a few hosts may be evicted; what it was for must not become
  /// another meanwhile.
  private static final int REUSED_AFTER = 64;

  private static final int LOOKED_AT = 64;

  /// Slots that are looked at when nearly all hosts are held.
  private static final int LOOKED_AT_MOST = 1 << 12;

  private final KeyedHash hash;
  private final TableHash places;
  private final int maxHosts;
  private final long idleNs;
  private Honeynet honeynet;
  private @Nullable Choices choices;
  private Topology topology;
  private IpAddress[] entryRouters;
  private final RestingHosts resting;

  /// Hosts that were evicted, oldest first, to be used again for others: a scan of millions then
  /// allocates nothing.
  private final Host[] left = new Host[LEFT];

  private int leftFrom;
  private int leftCount;
  private @Nullable Host[] slots = new Host[256];
  private int size;
  private long startedNs = NEVER;
  private int hand;

  HostTable(Honeynet honeynet, KeyedHash hash, StackSettings settings) {
    this.honeynet = honeynet;
    this.choices = Choices.of(honeynet);
    this.topology = honeynet.topology();
    this.entryRouters = honeynet.entryRouters().toArray(IpAddress[]::new);
    this.hash = hash;
    this.places = new TableHash(hash, PURPOSE_TABLE);
    this.maxHosts = Math.max(1, settings.maxHosts());
    this.idleNs = settings.hostIdleNs();
    this.resting = new RestingHosts(hash, settings.maxRestingHosts());
  }

  /// The network in force.
  public Honeynet honeynet() {
    return honeynet;
  }

  /// The topology in force.
  public Topology topology() {
    return topology;
  }

  /// The MAC that frames of a virtual router have on a link: the router's own, or the interface's.
  public long macOf(Router router, Attachment attachment, long nowNs) {
    long hi = router.address().hi();
    long lo = router.address().lo();
    Host host = atWork(hi, lo, representativeOf(choiceAt(hi, lo)));
    if (host == null) {
      Template template = honeynet.bindings().find(hi, lo);
      host =
          template == null || template.ethernet() instanceof Ethernet.None
              ? null
              : find(hi, lo, nowNs);
    }
    return host == null || host.macBits() == 0 ? attachment.macBits() : host.macBits();
  }

  /// Whether an address is that of a `route entry`, which answers ARP and takes packets for others.
  public boolean isEntryRouter(long hi, long lo) {
    for (IpAddress router : entryRouters) {
      if (router.lo() == lo && router.hi() == hi) {
        return true;
      }
    }
    return false;
  }

  /// Whether frames to this MAC are for an entry router on a link whose own MAC is `linkMac`.
  public boolean isEntryRouterMac(long mac, long linkMac, long nowNs) {
    for (IpAddress router : entryRouters) {
      Template template = honeynet.bindings().find(router.hi(), router.lo());
      Host host =
          template == null || template.ethernet() instanceof Ethernet.None
              ? null
              : find(router.hi(), router.lo(), nowNs);
      if (mac == (host == null ? linkMac : host.macBits())) {
        return true;
      }
    }
    return false;
  }

  /// Whether any address has a dynamic template.
  public boolean hasChoices() {
    return choices != null;
  }

  /// The choice between members at an address, or null where there is none.
  public @Nullable Choice choiceAt(long hi, long lo) {
    Choices all = choices;
    return all == null ? null : all.at(hi, lo);
  }

  private static int representativeOf(@Nullable Choice choice) {
    return choice == null ? Choice.NO_MEMBER : choice.representative();
  }

  /// The template of the host at this address, or null when nobody lives there; where it is a
  /// dynamic one, that of its representative. No host is made.
  public @Nullable Template templateOf(long hi, long lo) {
    Host host = atWork(hi, lo, representativeOf(choiceAt(hi, lo)));
    // Asking the network costs a search among all its bindings.
    return host == null ? honeynet.find(hi, lo) : host.template();
  }

  /// What hosts there are at an address, for people: those at work; where there are none, the one
  /// that stands for all, as it would begin.
  List<HostSummary> summaries(long hi, long lo, long nowNs) {
    List<HostSummary> out = new ArrayList<>();
    int at = slotOf(hi, lo);
    for (Host host = slots[at]; host != null; host = slots[at]) {
      if (host.lo() == lo && host.hi() == hi) {
        out.add(host.summary(nowNs));
      }
      at = (at + 1) & (slots.length - 1);
    }
    Template template = honeynet.find(hi, lo);
    if (out.isEmpty() && template != null) {
      Choice choice = choiceAt(hi, lo);
      int number = representativeOf(choice);
      Host host = new Host(hi, lo, keyOf(hi, lo, number), template, nowNs, nowNs);
      if (choice != null) {
        host.member(number, macOf(hi, lo, choice));
      }
      host.site(topology.siteOf(hi, lo));
      out.add(host.summary(nowNs).atRest());
    }
    return out;
  }

  private @Nullable Host atWork(long hi, long lo, int member) {
    int at = slotOf(hi, lo);
    for (Host host = slots[at]; host != null; host = slots[at]) {
      if (host.lo() == lo && host.hi() == hi && host.member() == member) {
        return host;
      }
      at = (at + 1) & (slots.length - 1);
    }
    return null;
  }

  /// The host at this address, made if need be, or null when nobody lives there; where there is a
  /// choice, its representative.
  public @Nullable Host find(long hi, long lo, long nowNs) {
    Choice choice = choiceAt(hi, lo);
    return find(hi, lo, choice, representativeOf(choice), nowNs);
  }

  /// The host that this member of a choice is at this address, made if need be; null when there is
  /// no such member.
  public @Nullable Host member(long hi, long lo, Choice choice, int number, long nowNs) {
    return find(hi, lo, choice, number, nowNs);
  }

  /// The host at this address that something began with: that member where there is a choice, the
  /// only host where there is none. Null when it is there no more.
  ///
  /// @param number [Host#member] of that host
  public @Nullable Host again(long hi, long lo, int number, long nowNs) {
    Choice choice = choiceAt(hi, lo);
    if (choice == null) {
      return number == Choice.NO_MEMBER ? find(hi, lo, null, number, nowNs) : null;
    }
    // Before a reload the address had one template, which is likely the one that is asked last now.
    int now = number == Choice.NO_MEMBER ? choice.representative() : number;
    return find(hi, lo, choice, now, nowNs);
  }

  private @Nullable Host find(long hi, long lo, @Nullable Choice choice, int member, long nowNs) {
    Host known = atWork(hi, lo, member);
    if (known != null) {
      known.lastUsedNs = nowNs;
      return known;
    }
    Template template = choice == null ? honeynet.find(hi, lo) : choice.template(member);
    if (template == null) {
      return null;
    }
    startedNs = startedNs == NEVER ? nowNs : startedNs;
    long key = keyOf(hi, lo, member);
    Host host;
    if (leftCount > REUSED_AFTER) {
      host = left[leftFrom];
      leftFrom = (leftFrom + 1) & (LEFT - 1);
      leftCount--;
      host.begin(hi, lo, key, template, startedNs, nowNs);
    } else {
      host = new Host(hi, lo, key, template, startedNs, nowNs);
    }
    if (choice != null) {
      host.member(member, macOf(hi, lo, choice));
    }
    host.site(topology.siteOf(hi, lo));
    resting.take(host);
    add(host, nowNs);
    return host;
  }

  private long keyOf(long hi, long lo, int member) {
    return hash.apply(hi, lo, (long) member << Integer.SIZE | PURPOSE_HOST);
  }

  /// The MAC of all members at an address: that of the representative's `ethernet`, with a tail
  /// that stays when members come and go.
  private long macOf(long hi, long lo, Choice choice) {
    int number = choice.representative();
    Template template = Objects.requireNonNull(choice.template(number));
    return HostMac.of(
        template.ethernet(),
        template.personality().forHost(keyOf(hi, lo, number)),
        keyOf(hi, lo, Choice.NO_MEMBER));
  }

  /// How many hosts have state now.
  public int size() {
    return size;
  }

  /// Takes another network: hosts that live on take their new template, others are forgotten. A
  /// host lives on while its address has a template, or a dynamic one with a member of its
  /// template's name.
  void adopt(Honeynet other) {
    honeynet = other;
    choices = Choices.of(other);
    topology = other.topology();
    entryRouters = other.entryRouters().toArray(IpAddress[]::new);
    @Nullable Host[] old = slots;
    slots = new Host[old.length];
    size = 0;
    for (Host host : old) {
      if (host != null) {
        if (livesOn(host)) {
          host.site(topology.siteOf(host.hi(), host.lo()));
          insert(host);
        } else {
          host.leave();
        }
      }
    }
  }

  /// Gives a host its place in the network that was adopted; false when it has none.
  private boolean livesOn(Host host) {
    long hi = host.hi();
    long lo = host.lo();
    Choice choice = choiceAt(hi, lo);
    if (choice == null) {
      Template template = honeynet.find(hi, lo);
      boolean wasMember = host.member() != Choice.NO_MEMBER;
      if (template == null
          || (wasMember
              && (!template.name().equals(host.template().name())
                  || atWork(hi, lo, Choice.NO_MEMBER) != null))) {
        return false;
      }
      host.become(template, startedNs);
      host.memberOfNone();
      return true;
    }
    int number =
        host.member() == Choice.NO_MEMBER ? choice.numberOf(host.template().name()) : host.member();
    Template template = number == Choice.NO_MEMBER ? null : choice.template(number);
    if (template == null || atWork(hi, lo, number) != null) {
      return false;
    }
    host.become(template, startedNs);
    host.member(number, macOf(hi, lo, choice));
    return true;
  }

  private void add(Host host, long nowNs) {
    for (int i = 0; i < LOOKED_AT_PER_NEW_HOST; i++) {
      sweepOne(nowNs - idleNs);
    }
    if (size >= maxHosts) {
      evictOne();
    }
    if ((size + 1) * 2 > slots.length) {
      @Nullable Host[] old = slots;
      slots = new Host[old.length * 2];
      size = 0;
      for (Host each : old) {
        if (each != null) {
          insert(each);
        }
      }
    }
    insert(host);
  }

  private void insert(Host host) {
    int at = slotOf(host.hi(), host.lo());
    while (slots[at] != null) {
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = host;
    size++;
  }

  private void sweepOne(long silentSinceNs) {
    Host host = slots[hand];
    if (host != null && !host.isHeld() && host.lastUsedNs - silentSinceNs < 0) {
      removeAt(hand);
    } else {
      hand = (hand + 1) & (slots.length - 1);
    }
  }

  /// Forgets the most silent of the next few hosts that nothing holds; when all are held, none, and
  /// the table grows by the number of flows at most.
  private void evictOne() {
    int oldest = -1;
    int seen = 0;
    for (int i = 0; seen < 8 && (i < LOOKED_AT || (seen == 0 && i < LOOKED_AT_MOST)); i++) {
      int at = (hand + i) & (slots.length - 1);
      Host host = slots[at];
      if (host == null || host.isHeld()) {
        continue;
      }
      seen++;
      Host best = oldest < 0 ? null : slots[oldest];
      if (best == null || host.lastUsedNs - best.lastUsedNs < 0) {
        oldest = at;
      }
    }
    hand = (hand + 8) & (slots.length - 1);
    if (oldest >= 0) {
      removeAt(oldest);
    }
  }

  /// How many hosts are remembered beside them.
  public int resting() {
    return resting.size();
  }

  /// Lets a host rest: empties its slot and moves back what was displaced by it (Knuth 6.4 R).
  private void removeAt(int at) {
    Host removed = Objects.requireNonNull(slots[at]);
    resting.put(removed);
    if (leftCount < LEFT) {
      left[(leftFrom + leftCount) & (LEFT - 1)] = removed;
      leftCount++;
    }
    slots[at] = null;
    size--;
    int hole = at;
    int next = (hole + 1) & (slots.length - 1);
    for (Host host = slots[next]; host != null; host = slots[next]) {
      int home = slotOf(host.hi(), host.lo());
      if (((next - home) & (slots.length - 1)) >= ((next - hole) & (slots.length - 1))) {
        slots[hole] = host;
        slots[next] = null;
        hole = next;
      }
      next = (next + 1) & (slots.length - 1);
    }
  }

  private int slotOf(long hi, long lo) {
    return places.of(hi, lo) & (slots.length - 1);
  }
}
