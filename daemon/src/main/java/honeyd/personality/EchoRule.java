package honeyd.personality;

import org.jspecify.annotations.Nullable;

/// How a system answers ICMP echo requests (nmap's IE test). Immutable.
final class EchoRule {
  private final boolean responds;
  private final String[] df;
  private final TtlRule ttl;
  private final boolean keepsCode;
  private final @Nullable NumberChoice code;

  private EchoRule(NmapEntry entry, int quotedDrop) {
    responds = entry.responds("IE");
    df = entry.valueOr("IE", "DFI", "S").split("\\|", -1);
    ttl = TtlRule.of(entry, "IE", quotedDrop);
    String cd = entry.valueOr("IE", "CD", "S");
    keepsCode = cd.equals("S");
    code = NumberChoice.of(cd, 0xff);
  }

  static EchoRule of(NmapEntry entry, int quotedDrop) {
    return new EchoRule(entry, quotedDrop);
  }

  boolean responds() {
    return responds;
  }

  /// TTL of a host that sends no port unreachables.
  void ip(long key, IpShape out) {
    out.ttl = ttl.pick(key);
    out.df = false;
    out.tos = 0;
    out.ipIdPerConnection = false;
  }

  void answer(int tos, int requestCode, boolean requestDf, long key, EchoAnswer out) {
    out.responds = responds;
    out.code = keepsCode ? requestCode : code == null ? 0 : (int) code.low(0);
    out.ip.ttl = ttl.pick(key);
    out.ip.df =
        switch (df[Mix.below(Mix.of(key, Purpose.ECHO), df.length)]) {
          case "Y" -> true;
          case "S" -> requestDf;
          case "O" -> !requestDf;
          default -> false;
        };
    // RFC 1122 §3.2.2.6 has replies take the request's type of service, and stacks do.
    out.ip.tos = tos;
    out.ip.ipIdPerConnection = false;
  }
}
