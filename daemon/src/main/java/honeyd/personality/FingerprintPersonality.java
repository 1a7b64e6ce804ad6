package honeyd.personality;

import java.util.List;

/// A system as the fingerprints of its name describe it; where a name has several, each host
/// follows one of them, chosen by its key. Immutable.
final class FingerprintPersonality implements Personality {
  /// How long a system that takes one connection stays busy with it.
  private static final long BUSY_NS = 30_000_000_000L;

  private static final double DAY_S = 86_400;

  /// Hosts without a configured uptime were started within this many days.
  private static final double MAX_UPTIME_DAYS = 20;

  private final String name;
  private final Fingerprint[] variants;
  private final OsTraits traits;
  private final boolean countsIdsPerConnection;

  FingerprintPersonality(String name, List<Fingerprint> variants, OsTraits traits) {
    this.name = name;
    this.variants = variants.toArray(new Fingerprint[0]);
    this.traits = traits;
    // Linux answers SYNs with identification zero and counts for each socket afterwards
    // (net/ipv4/ip_output.c, ip_select_ident).
    this.countsIdsPerConnection = traits.family() == OsFamily.LINUX;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean opensPorts() {
    for (Fingerprint variant : variants) {
      if (variant.opensPorts()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public OsTraits traits() {
    return traits;
  }

  @Override
  public void begin(HostState host, long key, long uptimeSeconds, long nowNs) {
    double chosen = Mix.unit(Mix.of(key, Purpose.UPTIME)) * MAX_UPTIME_DAYS * DAY_S;
    double uptime = uptimeSeconds >= 0 ? uptimeSeconds : chosen + 600;
    host.begin(key, nowNs - (long) (uptime * 1e9));
    host.variant = Mix.below(Mix.of(key, Purpose.VARIANT), variants.length);
    host.isn = (int) Mix.of(key, Purpose.ISN);
    host.isnAtNs = nowNs;
    host.timestampOffset = (int) Mix.of(key, Purpose.TIMESTAMPS);
  }

  @Override
  public void answer(TcpProbe probe, PortState port, HostState host, long nowNs, TcpAnswer out) {
    Fingerprint print = variants[host.variant];
    out.responds = false;
    out.accepts = false;
    int flags = probe.flags;
    if ((flags & ReplyRule.RST) != 0) {
      return;
    }
    boolean syn = (flags & ReplyRule.SYN) != 0;
    boolean ack = (flags & ReplyRule.ACK) != 0;
    boolean fin = (flags & ReplyRule.FIN) != 0;
    switch (port) {
      case OPEN -> {
        if (ack) {
          reply(print, print.t4, print.openIds, probe, host, nowNs, out);
        } else if (syn && !fin) {
          syn(print, probe, host, nowNs, out);
        } else if (syn) {
          synFin(print, probe, host, nowNs, out);
        } else {
          reply(print, print.t2, print.openIds, probe, host, nowNs, out);
        }
      }
      case CLOSED -> {
        if (syn && !ack && print.t5.accepts(host.key)) {
          // Something in front of the host completes every handshake, whatever stands behind: a
          // scanner finds no closed port, and sends what is for an open one to any.
          if (fin) {
            synFin(print, probe, host, nowNs, out);
          } else {
            syn(print, probe, host, nowNs, out);
          }
          out.accepts = false;
          return;
        }
        ReplyRule rule = ack ? print.t6 : syn ? print.t5 : print.t7;
        reply(print, rule, print.closedIds, probe, host, nowNs, out);
      }
    }
  }

  private static void synFin(
      Fingerprint print, TcpProbe probe, HostState host, long nowNs, TcpAnswer out) {
    if (print.t3.accepts(host.key)
        && accept(print, print.synFin, print.t3, 0, probe, host, nowNs, out)
            == SynRules.Kind.HANDSHAKE) {
      if (print.t3.acksForeign(host.key)) {
        // The FIN is acknowledged with the SYN, and no connection comes of it.
        out.ack = probe.seq + 2;
        out.accepts = false;
      }
      return;
    }
    reply(print, print.t3, print.openIds, probe, host, nowNs, out);
  }

  private static void syn(
      Fingerprint print, TcpProbe probe, HostState host, long nowNs, TcpAnswer out) {
    int setup = ReplyRule.ECE | ReplyRule.CWR;
    boolean ecn = (probe.flags & setup) == setup;
    ReplyRule rule = ecn ? print.ecn : print.t1;
    int moreFlags = ecn ? print.ecnFlags : 0;
    if (print.opensOnce
        && isFirst(probe, host, nowNs)
        && accept(print, print.syn, rule, moreFlags, probe, host, nowNs, out)
            == SynRules.Kind.HANDSHAKE) {
      out.seq = print.isn.number(probe, host, nowNs);
      return;
    }
    if (!rule.responds()) {
      return;
    }
    boolean known = isRepeated(probe, host);
    if (print.refuses || (print.t1.acksForeign(host.key) && !ecn && !known)) {
      turnAway(print, rule, moreFlags, print.t1.flags(host.key), probe, host, nowNs, out);
      return;
    }
    switch (accept(print, print.syn, rule, moreFlags, probe, host, nowNs, out)) {
      case HANDSHAKE -> {}
      case REFUSAL -> {
        int flags = ReplyRule.RST | ReplyRule.ACK;
        turnAway(print, rule, moreFlags, flags, probe, host, nowNs, out);
        out.seq = 0;
        out.ack = probe.seq + 1;
      }
      case CHALLENGE -> {
        if (!known) {
          turnAway(print, rule, moreFlags, ReplyRule.ACK, probe, host, nowNs, out);
        }
      }
    }
  }

  /// Whether this is the client's first connection to the port in a while. Systems recorded with an
  /// open port that answered no SYN, or every one with a reset, had been connected to just before,
  /// by the port scan: one connection is all they take, and each further try lets them stay busy.
  private static boolean isFirst(TcpProbe probe, HostState host, long nowNs) {
    long client =
        Mix.of(probe.remoteHi ^ probe.remoteLo ^ ((long) probe.localPort << 40), Purpose.CLIENT);
    boolean first = host.busyWith != client || nowNs - host.busyAtNs > BUSY_NS;
    host.busyWith = client;
    host.busyAtNs = nowNs;
    return first;
  }

  /// Whether the last SYN of an unusual kind was this one: a client that was turned away resets
  /// what the host thought it had, and tries again.
  private static boolean isRepeated(TcpProbe probe, HostState host) {
    long name = Mix.of(probe.remoteHi ^ probe.remoteLo, probe.remotePort ^ probe.localPort << 16);
    boolean repeated = host.turnedAway == name + probe.seq;
    host.turnedAway = repeated ? 0 : name + probe.seq;
    return repeated;
  }

  /// An answer to a SYN that begins no connection: a reset, or what belongs to another connection.
  private static void turnAway(
      Fingerprint print,
      ReplyRule rule,
      int moreFlags,
      int flags,
      TcpProbe probe,
      HostState host,
      long nowNs,
      TcpAnswer out) {
    long key = host.key;
    int other = flags == (ReplyRule.RST | ReplyRule.ACK) ? 1 : print.isn.number(probe, host, nowNs);
    int foreign = (int) Mix.of(key ^ nowNs, Purpose.ACK) | 1;
    out.responds = true;
    out.accepts = false;
    out.flags = flags | moreFlags;
    out.seq = print.t1.seq(key, probe, other);
    out.ack = print.t1.ack(key, probe, foreign);
    if (flags == ReplyRule.ACK) {
      out.seq = other;
      out.ack = foreign;
    }
    rule.quirks(key, out);
    SynRules.Kind kind = print.busy.answer(probe, key, print.clock.read(host, nowNs), out);
    if (kind == SynRules.Kind.CHALLENGE) {
      out.flags = ReplyRule.ACK | moreFlags;
    }
    out.payload = ReplyRule.NO_PAYLOAD;
    out.timestampOffset = 0;
    rule.ip(key, out.ip);
    // A refusal is not counted: SS compares ICMP with the last SYN/ACK.
    boolean refusal = !print.refuses && (flags & ReplyRule.RST) != 0;
    out.ip.ipId = refusal ? print.openIds.last(host) : print.openIds.next(host, nowNs);
  }

  /// A SYN/ACK that begins a connection, if the rules have one for this offer.
  private static SynRules.Kind accept(
      Fingerprint print,
      SynRules rules,
      ReplyRule rule,
      int moreFlags,
      TcpProbe probe,
      HostState host,
      long nowNs,
      TcpAnswer out) {
    long key = host.key;
    int offset = print.clock.nextOffset(host, nowNs);
    boolean ticking = print.stamps != Timestamps.ZERO;
    int tsVal = ticking ? print.clock.read(host, nowNs) + offset : 0;
    SynRules.Kind kind = rules.answer(probe, key, tsVal, out);
    if (kind != SynRules.Kind.HANDSHAKE) {
      return kind;
    }
    // ECN has no F, S and A of its own, T3 has them.
    ReplyRule numbers = rule == print.ecn ? print.t1 : rule;
    out.responds = true;
    out.accepts = true;
    out.flags = numbers.flags(key) | moreFlags;
    if ((out.flags & (ReplyRule.SYN | ReplyRule.RST)) != ReplyRule.SYN) {
      out.flags = ReplyRule.SYN | ReplyRule.ACK | moreFlags;
    }
    out.seq = initialSequence(print, numbers, probe, host, nowNs);
    out.ack = probe.seq + 1;
    out.timestampOffset = offset;
    rule.quirks(key, out);
    out.payload = ReplyRule.NO_PAYLOAD;
    rule.ip(key, out.ip);
    out.ip.ipId = print.openIds.next(host, nowNs);
    return kind;
  }

  /// Our ISS. Systems that begin with the client's acknowledgement number do so when it is another
  /// than before, and count from there.
  private static int initialSequence(
      Fingerprint print, ReplyRule numbers, TcpProbe probe, HostState host, long nowNs) {
    boolean copies = numbers.copiesAck(host.key);
    if (copies && numbers == print.t3) {
      return numbers.seq(host.key, probe, 0);
    }
    if (copies && (print.isn.isConstant() || host.copiedAck != probe.ack)) {
      host.copiedAck = probe.ack;
      host.isn = numbers.seq(host.key, probe, 0);
      host.isnAtNs = nowNs;
      return host.isn;
    }
    int isn = print.isn.number(probe, host, nowNs);
    return copies ? isn : numbers.seq(host.key, probe, isn);
  }

  private static void reply(
      Fingerprint print,
      ReplyRule rule,
      IpIdProcess ids,
      TcpProbe probe,
      HostState host,
      long nowNs,
      TcpAnswer out) {
    if (!rule.responds()) {
      return;
    }
    // An acknowledgement that is "other" to a SYN with FIN counts both (RFC 9293 §3.4).
    boolean both = rule == print.t3;
    int other = both ? probe.seq + 2 : (int) Mix.of(host.key ^ nowNs, Purpose.SEQ) | 1;
    rule.reply(probe, host.key, other, print.clock.read(host, nowNs), out);
    out.ip.ipId = ids.next(host, nowNs);
  }

  @Override
  public void shape(PacketKind kind, HostState host, long nowNs, IpShape out) {
    Fingerprint print = variants[host.variant];
    switch (kind) {
      case TCP_SEGMENT -> {
        print.t1.ip(host.key, out);
        out.ipIdPerConnection = countsIdsPerConnection;
        out.ipId = countsIdsPerConnection ? 0 : print.openIds.next(host, nowNs);
      }
      case UDP_DATAGRAM, ICMP_REPLY, ICMP_ERROR -> {
        print.other(host.key, out);
        if (kind == PacketKind.UDP_DATAGRAM && traits.family() == OsFamily.LINUX) {
          // ip-sysctl: ip_no_pmtu_disc 0, so sockets look for the path's MTU.
          out.df = true;
        }
        out.ipId = print.icmpIds.next(host, nowNs);
      }
    }
  }

  @Override
  public void echo(int tos, int code, boolean df, HostState host, long nowNs, EchoAnswer out) {
    Fingerprint print = variants[host.variant];
    print.echo.answer(tos, code, df, host.key, out);
    if (out.responds) {
      out.ip.ipId = print.icmpIds.next(host, nowNs);
    }
  }

  @Override
  public void portUnreachable(HostState host, long nowNs, UnreachableAnswer out) {
    Fingerprint print = variants[host.variant];
    print.unreachable.answer(host.key, out);
    if (out.responds) {
      out.ip.ipId = print.icmpIds.next(host, nowNs);
    }
  }

  @Override
  public int timestamp(HostState host, long nowNs) {
    return variants[host.variant].clock.read(host, nowNs);
  }

  @Override
  public int millisOfDay(HostState host, long epochMicros) {
    return HostClock.millisOfDay(host.key, epochMicros);
  }
}
