package honeyd.stack;

import honeyd.model.HostMac;
import honeyd.model.Template;
import honeyd.model.topology.Router;
import honeyd.net.IpAddress;
import honeyd.personality.HostState;
import honeyd.personality.Personality;
import org.jspecify.annotations.Nullable;

/// A virtual host that has something to remember: its template, its personality and its counters.
///
/// Behind an address with a dynamic template there is one for each member that was asked: machines
/// that know nothing of each other, though they have one MAC.
///
/// Made by [HostTable] when the first packet for its address comes, forgotten when it was silent
/// for long, unless something holds it. One worker.
public final class Host {
  private final HostState state = new HostState();
  private long hi;
  private long lo;
  private long key;
  private Template template;
  private Personality personality;
  private int member;
  private long macBits;
  private int holders;
  private boolean gone;
  private @Nullable Router site;
  private @Nullable TokenBucket icmpErrors;
  private @Nullable SecondLimit resets;
  private @Nullable SecondLimit echoes;
  long lastUsedNs;

  /// @param startedNs when the daemon heard its first packet: a host that is forgotten and made
  ///   again has been up since the same moment
  Host(long hi, long lo, long key, Template template, long startedNs, long nowNs) {
    this.hi = hi;
    this.lo = lo;
    this.key = key;
    this.template = template;
    this.personality = template.personality().forHost(key);
    begin(startedNs, nowNs);
  }

  /// Becomes another host, as a new one would be; nothing may hold it.
  void begin(long hi, long lo, long key, Template template, long startedNs, long nowNs) {
    this.hi = hi;
    this.lo = lo;
    this.key = key;
    this.template = template;
    this.personality = template.personality().forHost(key);
    begin(startedNs, nowNs);
  }

  private void begin(long startedNs, long nowNs) {
    personality.begin(state, key, template.uptimeSeconds(), startedNs);
    memberOfNone();
    if (icmpErrors != null) {
      icmpErrors.clear();
    }
    if (resets != null) {
      resets.clear();
    }
    if (echoes != null) {
      echoes.clear();
    }
    lastUsedNs = nowNs;
  }

  /// Takes another template after a reload; counters go on while the personality is the same.
  void become(Template other, long startedNs) {
    Personality next = other.personality().forHost(key);
    if (!next.equals(personality) || other.uptimeSeconds() != template.uptimeSeconds()) {
      next.begin(state, key, other.uptimeSeconds(), startedNs);
    }
    personality = next;
    template = other;
    macBits = HostMac.of(other.ethernet(), next, key);
  }

  public long hi() {
    return hi;
  }

  public long lo() {
    return lo;
  }

  /// The 32 bits of an IPv4 host's address.
  public int v4Bits() {
    return (int) lo;
  }

  public IpAddress address() {
    return new IpAddress(hi, lo);
  }

  public Template template() {
    return template;
  }

  public Personality personality() {
    return personality;
  }

  /// The personality's name for services: as the configuration has it, or the host's own where it
  /// is one of many; empty when none was set.
  public String personalityName() {
    String written = template.personalityName();
    boolean own = !template.personality().equals(personality);
    return written == null ? "" : own ? personality.name() : written;
  }

  public HostState state() {
    return state;
  }

  /// The router that the host is next to, itself where it is a router; null where the network is
  /// flat or no link holds the host.
  public @Nullable Router site() {
    return site;
  }

  /// Whether the host is a virtual router.
  public boolean isRouter() {
    Router router = site;
    return router != null && router.address().lo() == lo && router.address().hi() == hi;
  }

  void site(@Nullable Router router) {
    site = router;
  }

  /// Which member of its address's dynamic template the host is: a number of a [Choice], or
  /// [Choice#NO_MEMBER].
  public int member() {
    return member;
  }

  /// Makes the host a member, with the MAC that all of them have.
  void member(int number, long sharedMacBits) {
    member = number;
    macBits = sharedMacBits;
  }

  /// Makes the host one that its address's template has alone.
  void memberOfNone() {
    member = Choice.NO_MEMBER;
    macBits = HostMac.of(template.ethernet(), personality, key);
  }

  /// Whether a reload left no place for the host: what holds it has nobody to talk to any more.
  public boolean isGone() {
    return gone;
  }

  void leave() {
    gone = true;
  }

  /// The host's own MAC, or zero when it lives behind the interface's.
  public long macBits() {
    return macBits;
  }

  /// Takes one of the host's ICMP errors, `perSecond` on average and `burst` at once; zero means no
  /// limit.
  public boolean mayComplain(int perSecond, int burst, long nowNs) {
    if (perSecond <= 0) {
      return true;
    }
    TokenBucket bucket = icmpErrors;
    if (bucket == null) {
      bucket = new TokenBucket();
      icmpErrors = bucket;
    }
    return bucket.tryTake(perSecond, burst, nowNs);
  }

  /// Takes one of the host's resets for closed ports; zero means no limit.
  public boolean mayReset(int perSecond, long nowNs) {
    if (perSecond <= 0) {
      return true;
    }
    SecondLimit limit = resets;
    if (limit == null) {
      limit = new SecondLimit();
      resets = limit;
    }
    return limit.tryTake(perSecond, nowNs);
  }

  /// Takes one of the host's echo replies; zero means no limit.
  public boolean mayEcho(int perSecond, long nowNs) {
    if (perSecond <= 0) {
      return true;
    }
    SecondLimit limit = echoes;
    if (limit == null) {
      limit = new SecondLimit();
      echoes = limit;
    }
    return limit.tryTake(perSecond, nowNs);
  }

  /// What there is to say about the host.
  HostSummary summary(long nowNs) {
    return new HostSummary(
        template,
        personalityName(),
        macBits,
        true,
        nowNs - state.bootedNs(),
        nowNs - lastUsedNs,
        state.lastIpId(),
        state.lastSequenceNumber(),
        isRouter());
  }

  /// Keeps the host from being forgotten until [#release]: its connections share its counters.
  public void hold() {
    holders++;
  }

  public void release() {
    holders--;
  }

  boolean isHeld() {
    return holders > 0;
  }
}
