package honeyd.personality;

/// How a system behaves in ARP (RFC 826). Immutable.
///
/// @param answered a bit for each [ArpOddity] in spite of which a request is answered
/// @param requests how often an address is asked for before it is given up
/// @param requestIntervalNs time between two of those requests
public record ArpTraits(int answered, int requests, long requestIntervalNs) {

  /// The answers as the fingerprints of the tool arp-fingerprint list them: a digit for each
  /// [ArpOddity] in its order, 1 where it is answered.
  public static ArpTraits of(String answers, int requests, long requestIntervalNs) {
    if (answers.length() != ArpOddity.values().length) {
      throw new IllegalArgumentException("not one digit for each oddity: " + answers);
    }
    int bits = 0;
    for (int i = 0; i < answers.length(); i++) {
      bits |= (answers.charAt(i) - '0') << i;
    }
    return new ArpTraits(bits, requests, requestIntervalNs);
  }

  /// Whether a request with this peculiarity is answered.
  public boolean answers(ArpOddity oddity) {
    return (answered & 1 << oddity.ordinal()) != 0;
  }

  /// The digits that [#of] reads.
  public String digits() {
    StringBuilder out = new StringBuilder();
    for (ArpOddity oddity : ArpOddity.values()) {
      out.append(answers(oddity) ? '1' : '0');
    }
    return out.toString();
  }
}
