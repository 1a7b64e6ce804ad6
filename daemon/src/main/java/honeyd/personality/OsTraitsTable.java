package honeyd.personality;

import static honeyd.personality.FragmentOverlap.ABANDON;
import static honeyd.personality.FragmentOverlap.BSD;
import static honeyd.personality.FragmentOverlap.BSD_RIGHT;
import static honeyd.personality.FragmentOverlap.FIRST;
import static honeyd.personality.FragmentOverlap.LAST;
import static honeyd.personality.FragmentOverlap.REFUSE;
import static honeyd.personality.StrayRule.BELIEVED;
import static honeyd.personality.StrayRule.CHALLENGED;
import static honeyd.personality.StrayRule.IGNORED;
import static honeyd.personality.TcpTraits.RFC_3390;
import static honeyd.personality.TimestampReply.NETWORK_ORDER;
import static honeyd.personality.TimestampReply.NONE;
import static honeyd.personality.TimestampReply.REVERSED;

/// What each system does beyond its fingerprints, a row for each generation of a family that
/// differs. The one place for these numbers.
///
/// A comment above a line names where its values were read: a source file and the name of the
/// constant, or a document. Three documents return: *arp-fingerprint* is the list of observations
/// in the script of that name (arp-scan 1.10.0), *frag3* the table of platforms in Snort's
/// doc/README.frag3 (which continues Shankar and Paxson's), *X-Force 322* the list of platforms of
/// ISS X-Force "icmp-timestamp(322)". *Assumed* says that no source was found: then the value is
/// the RFCs' or the nearest relative's. What a row does not say it has from the row that it begins
/// with, or from [OsTraitsBuilder].
///
/// `docs/personalities.md` has this table, written by PersonalitiesPageTest.
enum OsTraitsTable {
  LINUX_2_0(
      row(OsFamily.LINUX, "1.x to 2.1")
          // As 2.4; no source of 2.0 was opened.
          .synAck(189, 3, 9, 21, 45, 93)
          .rto(3_000, 200, 120_000, 15)
          .lastWords(false, false)
          .emptyWindowProbes()
          // Assumed: RFC 2001's single segment, before quick acknowledgements.
          .window(1)
          .ack(200, 0)
          .closing(60, 60)
          // RFC 793, before RFC 5961.
          .strays(BELIEVED, BELIEVED)
          .challenges(100, 1_000)
          // frag3 begins with 2.2.10; ip_fragment.c, IP_FRAG_TIME.
          .fragments(FragmentOverlap.LINUX, 30, true)
          .protocolUnreachable(true)
          // Assumed: no limit before 2.1's token buckets (icmp(7) names 2.2).
          .errors(0, 0)
          // X-Force 322; masks are not answered.
          .requests(NETWORK_ORDER, false, false)
          // arp-fingerprint: Linux 2.0. arp.c, as 2.4.
          .arp("11110000000", 3, 1_000)),

  LINUX_2_4(
      row("2.2, 2.4", LINUX_2_0)
          // include/net/tcp.h before 3.1: TCP_TIMEOUT_INIT 3 s, TCP_SYNACK_RETRIES 5, doubling.
          .synAck(189, 3, 9, 21, 45, 93)
          // The same file: TCP_RTO_MIN HZ/5, TCP_RTO_MAX 120 s, TCP_RETR2 15.
          .rto(3_000, 200, 120_000, 15)
          // Before 2.6.39 (which brought TCP_INIT_CWND 10) RFC 2414, RFC 3390's forerunner.
          .window(RFC_3390)
          // TCP_DELACK_MIN HZ/25, TCP_MAX_QUICKACKS 16.
          .ack(40, 16)
          // TCP_TIMEWAIT_LEN, TCP_FIN_TIMEOUT.
          .closing(60, 60)
          // net/ipv4/icmp.c: sysctl_icmp_ratelimit 1 s, ratemask 0x1818 (errors only), for each
          // inet_peer; XRLIM_BURST_FACTOR 6.
          .errorsToEach(1, 6)
          // arp-fingerprint: Linux 2.2 to 4.6 with a default route, without which FOREIGN_SENDER is
          // not answered either. net/ipv4/arp.c, arp_tbl: MCAST_PROBES 3, RETRANS_TIME 1 s.
          .arp("01010100000", 3, 1_000)),

  LINUX_2_6(row("2.6, and devices with Linux of no known version", LINUX_2_4)),

  LINUX_3(
      row("3.x", LINUX_2_6)
          // include/net/tcp.h since 3.1: TCP_TIMEOUT_INIT 1 s (RFC 6298).
          .synAck(63, 1, 3, 7, 15, 31)
          .rto(1_000, 200, 120_000, 15)
          // TCP_INIT_CWND 10 since 2.6.39 (RFC 6928).
          .window(10)
          // tcp_input.c since 3.6: RFC 5961, sysctl_tcp_challenge_ack_limit 100 per second.
          .strays(CHALLENGED, CHALLENGED)
          .challenges(100, 1_000)),

  LINUX_4(
      row("4.x and later", LINUX_3)
          // sysctl_tcp_invalid_ratelimit: one in 500 ms for each connection.
          .challenges(1, 500)
          // ip_fragment.c, ip_frag_queue: IPSTATS_MIB_REASM_OVERLAPS gives the queue up, IPFRAG_DUP
          // only the fragment (since 4.19 and in the 4.x that are still cared for).
          .fragments(ABANDON, 30, true)
          // icmp.c: sysctl_icmp_msgs_per_sec 1000, sysctl_icmp_msgs_burst 50.
          .errorsToAll(1_000, 50)),

  WINDOWS_9X(
      row(OsFamily.WINDOWS, "to Me and NT 4, CE")
          // As 2000, whose TCP they share; TcpMaxConnectRetransmissions begins with 3 s (MSDN).
          .synAck(21, 3, 9)
          .rto(3_000, 300, 240_000, 5)
          .lastWords(false, true)
          .window(2)
          .ack(200, 0)
          .closing(240, 240)
          .strays(BELIEVED, BELIEVED)
          // frag3: Windows 95 to XP, which this treats as First. 60 s: RFC 1122's lower bound.
          .fragments(FIRST, 60, true)
          .protocolUnreachable(true)
          .errors(0, 0)
          // X-Force 322 has all of them. Nessus (icmp_timestamp.nasl) tells little endian times
          // from
          // others; that they are Windows', and the masks of 9x and NT, is assumed.
          .requests(REVERSED, true, false)
          // arp-fingerprint: Windows 98, Me, NT 4 (95 and NT 3.51 leave out ZERO_SENDER).
          .arp("11110100000", 3, 1_000)),

  WINDOWS_NT5(
      row("2000, XP, 2003", WINDOWS_9X)
          // Microsoft cc938208 TcpMaxConnectResponseRetransmissions 2: after 3 s, doubling, closed
          // after twice the last delay.
          .synAck(21, 3, 9)
          // Microsoft cc938207 TcpInitialRTT 3 s, cc938210 TcpMaxDataRetransmissions 5; the bounds
          // are assumed, as is the RST at the end.
          .rto(3_000, 300, 240_000, 5)
          // Assumed: RFC 2581; TcpDelAckTicks 2 of 100 ms.
          .window(2)
          .ack(200, 0)
          // Microsoft cc938217 TcpTimedWaitDelay 240 s; FIN_WAIT_2 assumed alike.
          .closing(240, 240)
          // 60 s as later versions, assumed (the time is not to be set: Microsoft, "Why doesn't
          // IPReassemblytimeout registry key take effect").
          .fragments(FIRST, 60, true)
          .requests(REVERSED, false, false)
          // arp-fingerprint: 2000, XP, 2003.
          .arp("11110100000", 1, 1_000)),

  WINDOWS_6(
      row("Vista to 8.1, 2008, 2012", WINDOWS_NT5)
          // KB170359: TcpMaxDataRetransmissions 5 in Vista to 7; the rest as 2003, assumed.
          .synAck(21, 3, 9)
          // "The default in Windows 10 and Server 2012 R2 is 4 MSS" (on the Anniversary Update).
          .window(4)
          .closing(120, 120)
          // Assumed; later versions are known to keep a connection through strays.
          .strays(CHALLENGED, CHALLENGED)
          // 60 s: Microsoft, "Why doesn't IPReassemblytimeout registry key take effect".
          .fragments(FIRST, 60, true)
          // The firewall's default lets echo requests in and no other.
          .requests(NONE, false, false)
          // arp-fingerprint: Vista, 2008, 7, 8, 10.
          .arp("01010100000", 3, 1_000)),

  WINDOWS_10(
      row("10, 2016 and later", WINDOWS_6)
          // Assumed: RFC 6298's second, and as many retries as before.
          .synAck(7, 1, 3)
          .rto(1_000, 300, 60_000, 5)
          // Microsoft, "TCP Templates for Windows Server 2019": MinRto 300,
          // InitialCongestionWindow 10, DelayedAckTimeout 40, DelayedAckFrequency 2.
          .window(10)
          .ack(40, 0)
          // Assumed: RFC 5722's rule, which this stack has for IPv6.
          .fragments(ABANDON, 60, true)),

  BSD_4_4(
      row(OsFamily.BSD, "4.4BSD and its children: AIX, IRIX, Tru64, SunOS 4, OS/2, OpenVMS")
          // tcp_timer.h TCPTV_SRTTDFLT 3 s and tcp_subr.c tcp_newtcpcb: the first time-out is 6 s,
          // the next 24 s; TCPTV_KEEP_INIT 75 s, then tcp_drop, which sends a RST.
          .synAck(75, 6, 30)
          // TCPTV_MIN 1 s, TCPTV_REXMTMAX 64 s, TCP_MAXRXTSHIFT 12; tcp_drop.
          .rto(6_000, 1_000, 64_000, 12)
          .lastWords(true, true)
          // Slow start from one segment; PR_FASTHZ 5.
          .window(1)
          .ack(200, 0)
          // 2 × TCPTV_MSL 30 s; tcp_maxidle, 8 × TCPTV_KEEPINTVL 75 s.
          .closing(60, 600)
          .strays(BELIEVED, BELIEVED)
          // frag3: AIX, IRIX, OSF1, Tru64, SunOS 4, OS/2, OpenVMS. IPFRAGTTL 60 half seconds; no
          // error when it runs out (ip_slowtimo, ip_freef).
          .fragments(BSD, 30, false)
          // rip_input drops unknown protocols.
          .protocolUnreachable(false)
          .errors(0, 0)
          // X-Force 322 has AIX, Tru64, IRIX, OS/2, SCO. Masks: icmpmaskrepl 0.
          .requests(NETWORK_ORDER, false, false)
          // arp-fingerprint: FreeBSD 4.3, IRIX 6.5, AIX. if_ether.c: arp_maxtries 5, one a second.
          .arp("11110100011", 5, 1_000)),

  FREEBSD_4(
      row("FreeBSD to 10, and systems made of it", BSD_4_4)
          // tcp_syncache.c SYNCACHE_MAXREXMTS 3, SYNCACHE_TIMEOUT: TCPTV_RTOBASE 3 s, doubling;
          // syncache_timer drops the entry in silence.
          .synAck(45, 3, 9, 21)
          // tcp_timer.h TCPTV_RTOBASE 3 s, TCPTV_REXMTMAX 64 s; rexmit_min 30 ms and slop 200 ms.
          .rto(3_000, 230, 64_000, 12)
          .lastWords(false, true)
          .window(RFC_3390)
          .ack(100, 0)
          // TCPTV_MSL 30 s; FIN_WAIT_2 assumed (finwait2_timeout).
          .closing(60, 60)
          // Assumed, from tcp_input.c before FreeBSD-SA-14:19: a RST that is not exact is dropped,
          // a
          // SYN drops the connection.
          .strays(IGNORED, BELIEVED)
          // ip_icmp.c icmplim 200: BANDLIM_RST_CLOSEDPORT, BANDLIM_ICMP_ECHO, unreachables.
          .errors(200, 200)
          // ip_input.c, ip_forward: icmp_error without badport_bandlim.
          .timeExceededUnlimited()
          .replyLimit(200, 200)
          // arp-fingerprint: FreeBSD 5.3 to 10.3, DragonFly BSD.
          .arp("11110100000", 5, 1_000)),

  FREEBSD_11(
      row("FreeBSD 11, 12", FREEBSD_4)
          // RFC 5961 since FreeBSD-SA-14:19; initcwnd_segments 10.
          .strays(CHALLENGED, CHALLENGED)
          .challenges(5, 1_000)
          .window(10)),

  FREEBSD_13(
      row("FreeBSD 13 and later", FREEBSD_11)
          // tcp_syncache.c: tcp_rexmit_initial 1 s, in all 15.6 s.
          .synAck(15, 1, 3, 7)
          .rto(1_000, 230, 64_000, 12)
          // raw_ip.c, rip_input: ICMP_UNREACH_PROTOCOL.
          .protocolUnreachable(true)),

  OPENBSD(
      row("OpenBSD", BSD_4_4)
          // tcp_input.c's SYN cache doubles TCPTV_SRTTDFLT (3 s before 7.2) within
          // TCPTV_KEEP_INIT 75 s, and then forgets in silence; TCPTV_MIN 1 s.
          .synAck(75, 3, 9, 21, 45)
          .rto(3_000, 1_000, 64_000, 12)
          .lastWords(false, true)
          // Assumed. TCP_DELACK_MSECS 200.
          .window(RFC_3390)
          .ack(200, 0)
          // tcp_input.c: dropafterack_ratelim for a SYN and for a RST that is not exact.
          .strays(CHALLENGED, CHALLENGED)
          .challenges(100, 1_000)
          // frag3: OpenBSD.
          .fragments(FragmentOverlap.LINUX, 30, false)
          // raw_ip.c, rip_input: ICMP_UNREACH_PROTOCOL; ip_icmp.c icmperrppslim 100,
          // icmptstamprepl 1, icmpmaskrepl 0.
          .protocolUnreachable(true)
          .errors(100, 100)
          .requests(NETWORK_ORDER, false, false)
          // arp-fingerprint: OpenBSD 3.1 to 5.9; if_ether.c, arpintr. arp_maxtries 5.
          .arp("11110000011", 5, 1_000)),

  NETBSD(
      row("NetBSD to 5", OPENBSD)
          // tcp_input.c as OpenBSD's: dropafterack_ratelim; TCPTV_SRTTDFLT 3 s before RFC 6298's
          // second. frag3's BSD, assumed. ip_icmp.c icmperrppslim 100.
          .fragments(BSD, 30, false)
          // arp-fingerprint: NetBSD 2.0.2, 4.0, 5.1.
          .arp("10110110000", 5, 1_000)),

  NETBSD_6(
      row("NetBSD 6 and later", NETBSD)
          // arp-fingerprint: NetBSD 6.0, 7.0.
          .arp("11110110000", 5, 1_000)),

  MACOS_X(
      row(OsFamily.MACOS, "Mac OS X to 10.6, iPhone OS", FREEBSD_4)
          // As FreeBSD 4 and 5, of which it was made, without the SYN cache: xnu retransmits with
          // tcp_backoff and gives up after TCPTV_KEEP_INIT 75 s by tcp_drop, with a RST.
          .synAck(75, 3, 9, 21, 45)
          .lastWords(true, true)
          // xnu tcp_timer.h TCPTV_MSL 15 s.
          .closing(30, 60)
          // icmplim 250, assumed.
          .errors(250, 250)
          .replyLimit(250, 0)
          // ip_icmp.c icmptimestamp 0, icmpmaskrepl 0.
          .requests(NONE, false, false)
          // arp-fingerprint: Mac OS 10.4. in_arp.c arp_maxtries 5.
          .arp("11110000000", 5, 1_000)),

  MACOS(
      row("Mac OS X 10.7 and later, iOS", MACOS_X)
          // tcp_timer.h TCPTV_RTOBASE 1 s, TCPTV_REXMTMAX 64 s, TCPTV_KEEP_INIT 75 s; tcp_timer.c
          // tcp_backoff doubles.
          .synAck(75, 1, 3, 7, 15, 31, 63)
          // TCPTV_REXMTMIN 30 ms and TCPTV_REXMTSLOP 200 ms; TCP_MAXRXTSHIFT 12.
          .rto(1_000, 230, 64_000, 12)
          // tcp_cc.h TCP_CC_CWND_INIT_PKTS 10; tcp_timer.c tcp_delack 100 ms.
          .window(10)
          .ack(100, 0)
          // 2 × TCPTV_MSL 15 s, TCPTV_FINWAIT2 60 s.
          .closing(30, 60)
          // tcp_input.c: tcps_rstchallenge, tcps_synchallenge; challengeack_limit 10 per second.
          .strays(CHALLENGED, CHALLENGED)
          .challenges(10, 1_000)
          // ip_input.c, as BSD; IPFRAGTTL 30 s; no ICMP_TIMXCEED_REASS and no
          // ICMP_UNREACH_PROTOCOL is sent.
          .fragments(BSD, 30, false)
          .protocolUnreachable(false)
          // No bandwidth limit is left in ip_icmp.c and tcp_input.c.
          .errors(0, 0)
          .replyLimit(0, 0)),

  SOLARIS_10(
      row(OsFamily.SOLARIS, "Solaris to 10, HP-UX 11")
          // tcp_rexmit_interval_initial 3 s before illumos' 1 s, _max 60 s;
          // tcp_ip_abort_linterval 3 min.
          .synAck(180, 3, 9, 21, 45, 93, 153)
          // tcp_rexmit_interval_min 400 ms; tcp_ip_abort_interval 5 to 8 min.
          .rto(3_000, 400, 60_000, 12)
          .lastWords(false, true)
          // tcp_slow_start_initial 4; tcp_deferred_ack_interval 100 ms.
          .window(4)
          .ack(100, 0)
          // tcp_time_wait_interval 60 s, tcp_fin_wait_2_flush_interval 60 s; _rst_sent_rate 40.
          .closing(60, 60)
          .replyLimit(40, 0)
          .strays(BELIEVED, BELIEVED)
          // frag3: SunOS 5.5.1 to 5.8 and HP-UX 11; 60 s assumed.
          .fragments(FIRST, 60, true)
          .protocolUnreachable(true)
          // Solaris Tunable Parameters: ten errors in any ip_icmp_err_interval of 100 ms.
          .errors(100, 10)
          // X-Force 322. Masks are answered unless asked for by broadcast.
          .requests(NETWORK_ORDER, true, false)
          // arp-fingerprint: Solaris 2.5.1 to 10, HP-UX 11.
          .arp("11110110000", 5, 1_000)),

  SOLARIS_11(
      row("Solaris 11, illumos", SOLARIS_10)
          // illumos tcp_tunables.c _rexmit_interval_initial 1 s, _ip_abort_linterval 3 min.
          .synAck(180, 1, 3, 7, 15, 31, 63, 123)
          .rto(1_000, 400, 60_000, 12)
          // ip_tunables.c IP_REASM_TIMEOUT 15; _respond_to_timestamp false.
          .fragments(FIRST, 15, true)
          .requests(NONE, true, false)),

  CISCO_IOS(
      row(OsFamily.CISCO, "IOS, NX-OS, CatOS")
          // Assumed: 2 s doubling within "ip tcp synwait-time", whose default is 30 s (IOS in a
          // Nutshell).
          .synAck(30, 2, 6, 14)
          .rto(2_000, 300, 60_000, 8)
          .lastWords(true, true)
          .window(2)
          .ack(200, 0)
          .closing(60, 60)
          .strays(BELIEVED, BELIEVED)
          // frag3: Cisco IOS. RFC 791's 15 s, assumed.
          .fragments(LAST, 15, true)
          .protocolUnreachable(true)
          // Cisco, "IP Application Services Configuration Guide, IOS XE 3S": no unreachable more
          // often
          // than once every half second.
          .errors(2, 1)
          // The same: "ip icmp rate-limit unreachable" is about unreachables only.
          .timeExceededUnlimited()
          // X-Force 322; "no ip mask-reply" is the default, information requests assumed.
          .requests(NETWORK_ORDER, false, true)
          // arp-fingerprint: IOS 11.2 to 15.0.
          .arp("00000100000", 1, 1_000)),

  CISCO_PIX(
      row("PIX OS, ASA", CISCO_IOS)
          // Assumed: a firewall says less; one error a second.
          .strays(IGNORED, IGNORED)
          .fragments(FIRST, 5, false)
          .protocolUnreachable(false)
          .errors(1, 1)
          .requests(NONE, false, false)
          // arp-fingerprint: PIX OS 7.0 to 8.0.
          .arp("01010110011", 1, 1_000)),

  LWIP(
      row(OsFamily.EMBEDDED, "lwIP")
          // opt.h LWIP_TCP_RTO_TIME 3 s, tcp.c tcp_backoff, tcp_priv.h TCP_SYN_RCVD_TIMEOUT 20 s.
          .synAck(20, 3, 9)
          // TCP_SLOW_INTERVAL 500 ms, TCP_MAXRTX 12; tcp_slowtmr resets only after keep-alives.
          .rto(3_000, 1_000, 64_000, 12)
          .lastWords(false, false)
          // tcp_in.c LWIP_TCP_CALC_INITIAL_CWND; TCP_FAST_INTERVAL 250 ms.
          .window(RFC_3390)
          .ack(250, 0)
          // 2 × TCP_MSL 60 s; TCP_FIN_WAIT_TIMEOUT 20 s.
          .closing(120, 20)
          // tcp_in.c, tcp_process: tcp_ack_now for both, without a limit.
          .strays(CHALLENGED, CHALLENGED)
          .challenges(1_000, 1_000)
          // ip4_frag.c: fragments that overlap are thrown away; opt.h IP_REASS_MAXAGE 15;
          // icmp_time_exceeded.
          .fragments(REFUSE, 15, true)
          .protocolUnreachable(true)
          .errors(0, 0)
          // icmp.c answers echo only.
          .requests(NONE, false, false)
          // etharp.c, etharp_input: hardware type 1 only, any sender; ARP_MAXPENDING 5.
          .arp("11110000000", 5, 1_000)),

  PRINTER(
      row(OsFamily.EMBEDDED, "printers", BSD_4_4)
          // frag3: HP JetDirect. The rest as 4.4BSD, assumed.
          .fragments(BSD_RIGHT, 30, true)
          .protocolUnreachable(true)
          .requests(NETWORK_ORDER, true, false)
          .arp("11110100000", 3, 1_000)),

  EMBEDDED(
      row(OsFamily.EMBEDDED, "other devices, VxWorks", BSD_4_4)
          // Assumed: 4.4BSD's code, as in VxWorks, with rounder numbers.
          .synAck(75, 3, 9, 21, 45)
          .rto(3_000, 1_000, 64_000, 8)
          .window(2)
          .requests(NETWORK_ORDER, true, false)
          .arp("11110100000", 5, 1_000)),

  // The RFCs, as OsTraitsBuilder says; RFC 1812 §4.3.2.8 asks for a limit of errors, names none.
  GENERIC(row(OsFamily.GENERIC, "of no known family").errors(10, 10));

  // Records of numbers and unmodifiable lists, which Error Prone cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  final OsTraits traits;

  OsTraitsTable(OsTraitsBuilder row) {
    traits = row.build();
  }

  private static OsTraitsBuilder row(OsFamily family, String generation) {
    return new OsTraitsBuilder(family, generation);
  }

  private static OsTraitsBuilder row(String generation, OsTraitsTable earlier) {
    return new OsTraitsBuilder(generation, earlier.traits);
  }

  private static OsTraitsBuilder row(OsFamily family, String generation, OsTraitsTable like) {
    return new OsTraitsBuilder(family, generation, like.traits);
  }
}
