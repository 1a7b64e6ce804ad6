package honeyd.personality;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One entry of a database, understood: what each kind of packet is answered with. Immutable.
final class Fingerprint {
  private static final int FULL = 0xffff;
  private static final int HALF = 0x7fff;

  /// For SYNs that begin a connection.
  final SynRules syn;

  /// For SYNs that are turned away.
  final SynRules busy;

  /// Whether a client gets one connection to a port, and while it goes on trying no other.
  final boolean opensOnce;

  /// For SYNs with FIN.
  final SynRules synFin;

  final Timestamps stamps;

  /// Whether every SYN is answered with a reset.
  final boolean refuses;

  final ReplyRule t1;
  final ReplyRule t2;
  final ReplyRule t3;
  final ReplyRule t4;
  final ReplyRule t5;
  final ReplyRule t6;
  final ReplyRule t7;
  final ReplyRule ecn;

  /// Flags that a SYN/ACK to an ECN-setup SYN adds.
  final int ecnFlags;

  final UnreachableRule unreachable;
  final EchoRule echo;
  final IsnProcess isn;
  final TimestampClock clock;
  final IpIdProcess openIds;
  final IpIdProcess closedIds;
  final IpIdProcess icmpIds;

  Fingerprint(NmapEntry entry) {
    int drop = TtlRule.quotedDrop(entry);
    stamps = Timestamps.of(entry);
    t1 = ReplyRule.of(entry, "T1", drop);
    refuses = t1.responds() && t1.always(ReplyRule.RST);
    opensOnce = refuses || !t1.responds() || t1.acksForeign(0);
    busy = SynRules.of(entry, stamps, refuses, false);
    syn =
        refuses && !SynRules.announcesSize(entry)
            ? SynRules.plain(entry)
            : SynRules.of(entry, stamps, false, false);
    synFin = SynRules.of(entry, stamps, refuses, true);
    t2 = ReplyRule.of(entry, "T2", drop);
    t3 = ReplyRule.of(entry, "T3", drop);
    t4 = ReplyRule.of(entry, "T4", drop);
    t5 = ReplyRule.of(entry, "T5", drop);
    t6 = ReplyRule.of(entry, "T6", drop);
    t7 = ReplyRule.of(entry, "T7", drop);
    ecn = ReplyRule.of(entry, "ECN", drop);
    ecnFlags =
        switch (entry.valueOr("ECN", "CC", "N").split("\\|", 2)[0]) {
          case "Y" -> ReplyRule.ECE;
          case "S" -> ReplyRule.ECE | ReplyRule.CWR;
          case "O" -> ReplyRule.CWR;
          default -> 0;
        };
    unreachable = UnreachableRule.of(entry, drop);
    echo = EchoRule.of(entry, drop);
    int handshakes = busy.handshakes();
    isn = IsnProcess.of(entry, handshakes == 0 ? 6 : handshakes);
    clock = TimestampClock.of(entry);
    // SS=O asks that the ICMP counter be ahead of the TCP one whenever a scan comes, so each gets
    // half of the numbers; SS=S is one counter, or the other way round where the classes differ.
    String ti = entry.value("SEQ", "TI");
    String ci = entry.value("SEQ", "CI");
    String ii = entry.value("SEQ", "II");
    String ss = entry.value("SEQ", "SS");
    boolean apart = "O".equals(ss);
    boolean shared = !apart && ii != null && ii.equals(ti);
    boolean crossed = ss != null && !apart && !shared;
    int low = crossed ? HALF + 1 : 1;
    int high = apart ? HALF : FULL;
    openIds = process(ti != null ? ti : ci, 0, low, high);
    closedIds = process(ci != null ? ci : ti, ci == null || ci.equals(ti) ? 0 : 1, low, high);
    icmpIds =
        process(ii != null ? ii : ti, shared ? 0 : 2, apart ? HALF + 1 : 1, crossed ? HALF : FULL);
  }

  /// Whether a SYN to an open port is answered with SYN/ACK, whoever connected before.
  boolean opensPorts() {
    return !opensOnce;
  }

  /// TTL and DF of packets that no test of nmap looks at: as port unreachables, else as echo
  /// replies, else as TCP.
  void other(long key, IpShape out) {
    if (unreachable.responds()) {
      unreachable.ip(key, out);
    } else if (echo.responds()) {
      echo.ip(key, out);
    } else {
      t5.ip(key, out);
    }
  }

  /// The process of an expression; where a database records none, or an empty one, a counter.
  private static IpIdProcess process(@Nullable String expression, int slot, int low, int high) {
    String known = expression == null || expression.isEmpty() ? "I" : expression;
    return Objects.requireNonNull(IpIdProcess.of(known, slot, low, high));
  }
}
