package honeyd.personality;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a system answers a datagram to a closed port (nmap's U1 test). Immutable.
final class UnreachableRule {
  /// The probe that was recorded: 20 bytes IP, 8 UDP, 300 of data (nmap's book, "UDP").
  private static final int PROBE_BYTES = 328;

  /// IP and ICMP header in front of the quotation.
  private static final int HEADERS = 28;

  /// RFC 1812 §4.3.2.3: as much as fits without exceeding 576 bytes.
  private static final int FULL_QUOTE = 576 - HEADERS;

  private final boolean responds;
  private final boolean[] df;
  private final TtlRule ttl;
  private final int ttlDrop;
  private final NumberChoice length;
  private final @Nullable NumberChoice unused;
  private final @Nullable NumberChoice totalLength;
  private final @Nullable NumberChoice ipId;
  private final @Nullable NumberChoice udpChecksum;
  private final List<UnreachableAnswer.QuotedChecksum> ipChecksum;
  private final boolean payloadDamaged;

  private UnreachableRule(NmapEntry entry, int quotedDrop) {
    responds = entry.responds("U1");
    df = ReplyRule.yes(entry.valueOr("U1", "DF", "N"));
    ttl = TtlRule.of(entry, "U1", quotedDrop);
    ttlDrop = quotedDrop;
    NumberChoice ipl = NumberChoice.of(entry.valueOr("U1", "IPL", "164"), 0xffff);
    length = ipl == null ? NumberChoice.ofConstant("164") : ipl;
    unused = NumberChoice.of(entry.value("U1", "UN"), 0xffff);
    totalLength = unlessGood(entry.valueOr("U1", "RIPL", "G"));
    ipId = unlessGood(entry.valueOr("U1", "RID", "G"));
    udpChecksum = unlessGood(entry.valueOr("U1", "RUCK", "G"));
    ipChecksum = checksums(entry.valueOr("U1", "RIPCK", "G"));
    payloadDamaged = entry.valueOr("U1", "RUD", "G").equals("I");
  }

  static UnreachableRule of(NmapEntry entry, int quotedDrop) {
    return new UnreachableRule(entry, quotedDrop);
  }

  private static @Nullable NumberChoice unlessGood(String expression) {
    return List.of(expression.split("\\|", -1)).contains("G")
        ? null
        : NumberChoice.of(expression, 0xffff);
  }

  private static List<UnreachableAnswer.QuotedChecksum> checksums(String expression) {
    List<UnreachableAnswer.QuotedChecksum> list = new ArrayList<>();
    for (String part : expression.split("\\|", -1)) {
      list.add(
          switch (part) {
            case "Z" -> UnreachableAnswer.QuotedChecksum.ZERO;
            case "I" -> UnreachableAnswer.QuotedChecksum.WRONG;
            default -> UnreachableAnswer.QuotedChecksum.KEPT;
          });
    }
    return list;
  }

  boolean responds() {
    return responds;
  }

  /// TTL and DF.
  void ip(long key, IpShape out) {
    out.ttl = ttl.pick(key);
    out.df = df[Mix.below(Mix.of(key, Purpose.UNREACHABLE), df.length)];
    out.tos = 0;
    out.ipIdPerConnection = false;
  }

  void answer(long key, UnreachableAnswer out) {
    long hash = Mix.of(key, Purpose.UNREACHABLE);
    out.responds = responds;
    ip(key, out.ip);
    int quoted = Math.max(HEADERS, (int) length.pick(hash) - HEADERS);
    out.quotedBytes = quoted == PROBE_BYTES ? FULL_QUOTE : quoted;
    out.paddedQuoteBytes = quoted > PROBE_BYTES ? quoted : 0;
    out.unused = unused == null ? 0 : (int) unused.pick(hash);
    out.quotedTtlDrop = ttlDrop;
    out.quotedTotalLength = totalLength == null ? -1 : (int) totalLength.pick(hash);
    out.quotedIpId = ipId == null ? -1 : (int) ipId.pick(hash);
    out.quotedUdpChecksum = udpChecksum == null ? -1 : (int) udpChecksum.pick(hash);
    out.quotedIpChecksum = ipChecksum.get(Mix.below(hash, ipChecksum.size()));
    out.payloadDamaged = payloadDamaged;
  }
}
