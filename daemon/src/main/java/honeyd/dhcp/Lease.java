package honeyd.dhcp;

import honeyd.base.Rng;

/// What was leased, from whom and until when. Immutable; moments are monotonic.
///
/// @param routerBits the first router, or 0
/// @param renewNs T1
/// @param rebindNs T2
/// @param endNs the end; `Long.MAX_VALUE` like the others where there is none
record Lease(
    int addressBits,
    int serverBits,
    int maskBits,
    int routerBits,
    long renewNs,
    long rebindNs,
    long endNs) {
  private static final long SECOND_NS = 1_000_000_000;

  /// The lease that an ACK grants.
  ///
  /// @param fromNs when it was asked for (RFC 2131 §4.4.1)
  static Lease of(DhcpReply ack, long fromNs, Rng rng) {
    long seconds = ack.leaseSeconds;
    if (seconds == DhcpReply.INFINITE) {
      return of(ack, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }
    // RFC 2131 §4.4.5: half and seven eighths, with some fuzz, unless the server says so; nonsense
    // of
    // a server's counts as silence.
    long rebind = ack.rebindSeconds;
    long rebindNs =
        rebind > 0 && rebind < seconds
            ? rebind * SECOND_NS
            : fuzzy(seconds * SECOND_NS / 8 * 7, rng);
    long renew = ack.renewSeconds;
    long renewNs =
        renew > 0 && renew * SECOND_NS < rebindNs
            ? renew * SECOND_NS
            : Math.min(fuzzy(seconds * SECOND_NS / 2, rng), rebindNs);
    return of(ack, fromNs + renewNs, fromNs + rebindNs, fromNs + seconds * SECOND_NS);
  }

  private static Lease of(DhcpReply ack, long renewNs, long rebindNs, long endNs) {
    return new Lease(
        ack.addressBits(), ack.serverBits, ack.maskBits, ack.routerBits, renewNs, rebindNs, endNs);
  }

  /// A little less, by up to a thirty-second.
  private static long fuzzy(long ns, Rng rng) {
    return ns - (long) (rng.nextDouble() * (ns >> 5));
  }

  /// Whom packets to the server are handed to on the link: itself, or the router; 0 when the lease
  /// does not tell.
  int nextHopBits() {
    return maskBits == 0 || ((serverBits ^ addressBits) & maskBits) == 0 ? serverBits : routerBits;
  }
}
