package honeyd.personality;

import java.util.List;

/// A system as the fingerprints of its name describe it; where a name has several, each host
/// follows one of them, chosen by its key. Immutable.
final class FingerprintPersonality implements Personality {
  private static final double DAY_S = 86_400;

  /// Hosts without a configured uptime were started within this many days.
  private static final double MAX_UPTIME_DAYS = 20;

  private final String name;
  private final Fingerprint[] variants;
  private final OsTraits traits;
  private final boolean countsIdsPerConnection;

  FingerprintPersonality(String name, List<Fingerprint> variants, OsFamily family) {
    this.name = name;
    this.variants = variants.toArray(new Fingerprint[0]);
    this.traits = OsTraitsTable.of(family);
    // Linux answers SYNs with identification zero and counts for each socket afterwards
    // (net/ipv4/ip_output.c, ip_select_ident).
    this.countsIdsPerConnection = family == OsFamily.LINUX;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public OsTraits traits() {
    return traits;
  }

  @Override
  public HostState newHost(long key, long uptimeSeconds, long nowNs) {
    double chosen = Mix.unit(Mix.of(key, Purpose.UPTIME)) * MAX_UPTIME_DAYS * DAY_S;
    double uptime = uptimeSeconds >= 0 ? uptimeSeconds : chosen + 600;
    HostState host = new HostState(key, nowNs - (long) (uptime * 1e9));
    host.variant = Mix.below(Mix.of(key, Purpose.VARIANT), variants.length);
    host.isn = (int) Mix.of(key, Purpose.ISN);
    host.isnAtNs = nowNs;
    host.timestampOffset = (int) Mix.of(key, Purpose.TIMESTAMPS);
    return host;
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
          if (print.t3.accepts(host.key)) {
            accept(print, print.t3, 0, probe, host, nowNs, out);
          } else {
            reply(print, print.t3, print.openIds, probe, host, nowNs, out);
          }
        } else {
          reply(print, print.t2, print.openIds, probe, host, nowNs, out);
        }
      }
      case CLOSED -> {
        ReplyRule rule = ack ? print.t6 : syn ? print.t5 : print.t7;
        reply(print, rule, print.closedIds, probe, host, nowNs, out);
      }
    }
  }

  private static void syn(
      Fingerprint print, TcpProbe probe, HostState host, long nowNs, TcpAnswer out) {
    int setup = ReplyRule.ECE | ReplyRule.CWR;
    boolean ecn = (probe.flags & setup) == setup;
    ReplyRule rule = ecn ? print.ecn : print.t1;
    if (!rule.responds()) {
      return;
    }
    if (print.t1.accepts(host.key) || !print.t1.responds()) {
      accept(print, rule, ecn ? print.ecnFlags : 0, probe, host, nowNs, out);
    } else {
      reply(print, print.t1, print.openIds, probe, host, nowNs, out);
      print.syn.answer(probe, host.key, 0, out);
    }
  }

  /// A SYN/ACK that begins a connection.
  private static void accept(
      Fingerprint print,
      ReplyRule rule,
      int moreFlags,
      TcpProbe probe,
      HostState host,
      long nowNs,
      TcpAnswer out) {
    long key = host.key;
    int isn = print.isn.next(host, nowNs);
    int offset = print.clock.nextOffset(host, nowNs);
    out.responds = true;
    out.accepts = true;
    // The handshake is T1's: ECN has no F, S and A of its own, T3 has them.
    ReplyRule numbers = rule == print.t3 ? rule : print.t1;
    out.flags =
        ReplyRule.SYN | ReplyRule.ACK | moreFlags | (rule == print.t3 ? rule.flags(key) : 0);
    out.seq = numbers.seq(key, probe, isn);
    out.ack = probe.seq + 1;
    rule.quirks(key, out);
    out.timestampOffset = offset;
    print.syn.answer(probe, key, print.clock.read(host, nowNs) + offset, out);
    out.payload = ReplyRule.NO_PAYLOAD;
    rule.ip(key, out.ip);
    out.ip.ipId = print.openIds.next(host, nowNs);
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
    int other = (int) Mix.of(host.key ^ nowNs, Purpose.SEQ) | 1;
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
}
