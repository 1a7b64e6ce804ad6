package honeyd.stack;

import honeyd.model.Template;
import honeyd.net.IpAddress;
import honeyd.personality.HostState;
import honeyd.personality.Personality;

/// A virtual host that has something to remember: its template and its personality's counters.
///
/// Made by [HostTable] when the first packet for its address comes, forgotten when it was silent
/// for long, unless something holds it. One worker.
public final class Host {
  private final long hi;
  private final long lo;
  private final long key;
  private Template template;
  private HostState state;
  private long macBits;
  private int holders;
  private final TokenBucket icmpErrors = new TokenBucket();
  private final SecondLimit resets = new SecondLimit();
  private final SecondLimit echoes = new SecondLimit();
  long lastUsedNs;

  Host(long hi, long lo, long key, Template template, long nowNs) {
    this.hi = hi;
    this.lo = lo;
    this.key = key;
    this.template = template;
    this.state = template.personality().newHost(key, template.uptimeSeconds(), nowNs);
    this.macBits = HostMac.of(template.ethernet(), key);
    this.lastUsedNs = nowNs;
  }

  /// Takes another template after a reload; counters go on while the personality is the same.
  void become(Template other, long nowNs) {
    if (!other.personality().name().equals(template.personality().name())
        || other.uptimeSeconds() != template.uptimeSeconds()) {
      state = other.personality().newHost(key, other.uptimeSeconds(), nowNs);
    }
    template = other;
    macBits = HostMac.of(other.ethernet(), key);
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
    return template.personality();
  }

  public HostState state() {
    return state;
  }

  /// The host's own MAC, or zero when it lives behind the interface's.
  public long macBits() {
    return macBits;
  }

  /// The host's allowance of ICMP errors.
  public TokenBucket icmpErrors() {
    return icmpErrors;
  }

  /// The host's allowance of resets for closed ports.
  public SecondLimit resets() {
    return resets;
  }

  /// The host's allowance of echo replies.
  public SecondLimit echoes() {
    return echoes;
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
