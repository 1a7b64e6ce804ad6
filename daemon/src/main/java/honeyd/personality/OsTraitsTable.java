package honeyd.personality;

import java.util.List;

/// What each family of systems does beyond its fingerprints. The one place for these numbers; each
/// line names its source.
final class OsTraitsTable {
  private static final long MS = 1_000_000L;
  private static final long S = 1000 * MS;

  private OsTraitsTable() {}

  static OsTraits of(OsFamily family) {
    return switch (family) {
      case LINUX ->
          new Builder(family)
              // ip-sysctl: tcp_synack_retries 5, doubling from TCP_TIMEOUT_INIT 1 s.
              .synAck(63 * S, 1 * S, 3 * S, 7 * S, 15 * S, 31 * S)
              // include/net/tcp.h: TCP_TIMEOUT_INIT, TCP_RTO_MIN, TCP_RTO_MAX; tcp_retries2 15.
              .rto(1 * S, 200 * MS, 120 * S, 15)
              // TCP_INIT_CWND 10 (RFC 6928); TCP_DELACK_MIN 40 ms; TCP_TIMEWAIT_LEN 60 s.
              .pace(10, 40 * MS, 60 * S)
              // icmp_ratelimit 1000 ms per destination, XRLIM_BURST_FACTOR 6.
              .icmp(1, 6, true, true, false)
              // ipfrag_time 30 s; tcp_challenge_ack_limit since 3.6.
              .rest(30 * S, true);
      case WINDOWS ->
          new Builder(family)
              // TcpMaxConnectResponseRetransmissions 2, doubling from TcpInitialRtt 3 s (MS
              // TechNet).
              .synAck(21 * S, 3 * S, 9 * S)
              // TcpInitialRtt 3 s, MinRto 300 ms, TcpMaxDataRetransmissions 5.
              .rto(3 * S, 300 * MS, 240 * S, 5)
              // RFC 3390 window; TcpDelAckTicks 2 × 100 ms; TcpTimedWaitDelay 120 s.
              .pace(4, 200 * MS, 120 * S)
              // No limiter is documented; protocol unreachable as RFC 1122 §3.2.2.1.
              .icmp(0, 0, true, true, false)
              // Reassembly 60 s (MS KB 899480).
              .rest(60 * S, false);
      case BSD ->
          new Builder(family)
              // tcp_syncache.h SYNCACHE_MAXREXMTS 3; tcp_timer.h TCPTV_RTOBASE 3 s, doubling.
              .synAck(45 * S, 3 * S, 9 * S, 21 * S)
              // TCPTV_RTOBASE 3 s, rexmit_min 30 ms rounded up by slop 200 ms, TCP_MAXRXTSHIFT 12.
              .rto(3 * S, 230 * MS, 64 * S, 12)
              // initcwnd_segments 10; delacktime 100 ms; 2 × MSL 30 s.
              .pace(10, 100 * MS, 60 * S)
              // icmplim 200 per second; unknown protocols go to raw sockets in silence; tstamprepl
              // 1,
              // maskrepl 0.
              .icmp(200, 200, false, true, false)
              // IPFRAGTTL 60 half seconds; RFC 5961 since FreeBSD 11, OpenBSD 5.
              .rest(30 * S, true);
      case MACOS ->
          new Builder(family)
              // xnu tcp_timer.h: TCPTV_RTOBASE 1 s, retransmission by the ordinary timer.
              .synAck(63 * S, 1 * S, 3 * S, 7 * S, 15 * S, 31 * S)
              // TCPTV_RTOBASE 1 s, TCPTV_REXMTMIN 30 ms plus slop 200 ms, TCP_MAXRXTSHIFT 12.
              .rto(1 * S, 230 * MS, 64 * S, 12)
              // tcp_initcwnd 10; delayed ack 100 ms; 2 × MSL 15 s.
              .pace(10, 100 * MS, 30 * S)
              // net.inet.icmp.icmplim 250; net.inet.icmp.timestamp 0.
              .icmp(250, 250, false, false, false)
              .rest(30 * S, true);
      case SOLARIS ->
          new Builder(family)
              // tcp_rexmit_interval_initial 3 s doubling to 60 s; tcp_ip_abort_cinterval 180 s.
              .synAck(180 * S, 3 * S, 9 * S, 21 * S, 45 * S, 93 * S)
              // tcp_rexmit_interval_min 400 ms, _max 60 s; tcp_ip_abort_interval 8 min.
              .rto(3 * S, 400 * MS, 60 * S, 12)
              // tcp_slow_start_initial 4; tcp_deferred_ack_interval 100 ms; tcp_time_wait_interval.
              .pace(4, 100 * MS, 60 * S)
              // ip_icmp_err_interval 100 ms, ip_icmp_err_burst 10; ip_respond_to_timestamp 1 and
              // address masks of unicast requests.
              .icmp(10, 10, true, true, true)
              // ip_reassembly_timeout 60 s in ip_ndp; no challenge acknowledgements.
              .rest(60 * S, false);
      case CISCO ->
          new Builder(family)
              // IOS sends the SYN/ACK again at 2 s doubling within "ip tcp synwait-time" 30 s.
              .synAck(30 * S, 2 * S, 6 * S, 14 * S)
              .rto(2 * S, 300 * MS, 60 * S, 8)
              .pace(2, 200 * MS, 60 * S)
              // "ip icmp rate-limit unreachable" 500 ms; "no ip mask-reply" is the default.
              .icmp(2, 1, true, true, false)
              // "ip virtual-reassembly" timeout is 3 s for transit; hosts keep RFC 791's 15 s.
              .rest(15 * S, false);
      case EMBEDDED ->
          new Builder(family)
              // 4.4BSD-derived stacks (VxWorks, Nucleus, NetX): TCPTV_SRTTDFLT 3 s, doubling.
              .synAck(45 * S, 3 * S, 9 * S, 21 * S)
              .rto(3 * S, 1 * S, 64 * S, 8)
              // RFC 2581 window; 200 ms fast timer; 2 × MSL 30 s.
              .pace(2, 200 * MS, 60 * S)
              .icmp(0, 0, true, true, true)
              .rest(30 * S, false);
      case GENERIC ->
          new Builder(family)
              // RFC 6298 §2: 1 s, doubling, at most 60 s.
              .synAck(63 * S, 1 * S, 3 * S, 7 * S, 15 * S, 31 * S)
              .rto(1 * S, 200 * MS, 60 * S, 10)
              // RFC 6928; RFC 9293 §3.8.6.3; 2 × MSL as most implementations choose it.
              .pace(10, 40 * MS, 60 * S)
              // RFC 1812 §4.3.2.8 asks for a limit and names no number.
              .icmp(10, 10, true, true, false)
              .rest(30 * S, true);
    };
  }

  /// Gathers one row of the table.
  private static final class Builder {
    private final OsFamily family;
    private List<Long> synAckRetransmitNs = List.of();
    private long synAckGiveUpNs;
    private long initialRtoNs;
    private long minRtoNs;
    private long maxRtoNs;
    private int dataRetries;
    private int initialWindowSegments;
    private long delayedAckNs;
    private long timeWaitNs;
    private int icmpErrorsPerSecond;
    private int icmpErrorBurst;
    private boolean protocolUnreachable;
    private boolean answersTimestamp;
    private boolean answersMask;

    private Builder(OsFamily family) {
      this.family = family;
    }

    private Builder synAck(long giveUpNs, Long... retransmitNs) {
      synAckGiveUpNs = giveUpNs;
      synAckRetransmitNs = List.of(retransmitNs);
      return this;
    }

    private Builder rto(long initialNs, long minNs, long maxNs, int retries) {
      initialRtoNs = initialNs;
      minRtoNs = minNs;
      maxRtoNs = maxNs;
      dataRetries = retries;
      return this;
    }

    private Builder pace(int segments, long delayedAck, long timeWait) {
      initialWindowSegments = segments;
      delayedAckNs = delayedAck;
      timeWaitNs = timeWait;
      return this;
    }

    private Builder icmp(
        int errorsPerSecond, int burst, boolean unreachable, boolean timestamp, boolean mask) {
      icmpErrorsPerSecond = errorsPerSecond;
      icmpErrorBurst = burst;
      protocolUnreachable = unreachable;
      answersTimestamp = timestamp;
      answersMask = mask;
      return this;
    }

    private OsTraits rest(long reassemblyNs, boolean challengeAck) {
      return new OsTraits(
          family,
          synAckRetransmitNs,
          synAckGiveUpNs,
          initialRtoNs,
          minRtoNs,
          maxRtoNs,
          dataRetries,
          initialWindowSegments,
          delayedAckNs,
          timeWaitNs,
          icmpErrorsPerSecond,
          icmpErrorBurst,
          reassemblyNs,
          protocolUnreachable,
          answersTimestamp,
          answersMask,
          challengeAck);
    }
  }
}
