package honeyd.personality;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a fingerprint that describes a TCP reply: T1 to T7 and ECN. Immutable.
final class ReplyRule {
  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int PSH = 0x08;
  static final int ACK = 0x10;
  static final int URG = 0x20;
  static final int ECE = 0x40;
  static final int CWR = 0x80;

  private static final String LETTERS = "EUAPRSF";
  private static final int[] BITS = {ECE, URG, ACK, PSH, RST, SYN, FIN};

  /// Recorded windows that are the probe's own (nmap's book, "TCP Probes"): an echo.
  private static final List<String> OWN_WINDOWS =
      List.of("T2=80", "T3=100", "T4=400", "T5=7A69", "T6=8000", "T7=FFFF");

  /// Recorded options that are the probe's own: an echo.
  private static final List<String> OWN_OPTIONS = List.of("WANM109T10S", "WFNM109T10S");

  static final byte[] NO_PAYLOAD = {};

  private final boolean responds;
  private final boolean[] df;
  private final TtlRule ttl;
  private final boolean echoesWindow;
  private final @Nullable NumberChoice window;
  private final boolean echoesOptions;
  private final @Nullable List<OptionLayout> layouts;
  private final SequenceRule[] seq;
  private final SequenceRule[] ack;
  private final int[] flags;
  private final int[] quirks;
  private final byte[] payload;

  /// Whether `S+` was recorded for a FIN, so that it is the segment's end and no fixed one.
  private final boolean acksEnd;

  /// Whether SYN and FIN together take two numbers; T3 records what open ports make of them.
  private final boolean countsBoth;

  private ReplyRule(NmapEntry entry, String test, int quotedDrop) {
    responds = entry.responds(test);
    acksEnd = test.equals("T7");
    countsBoth = acksEnd || test.equals("T5");
    df = yes(entry.valueOr(test, "DF", "N"));
    ttl = TtlRule.of(entry, test, quotedDrop);
    String w = entry.value(test, "W");
    echoesWindow = w != null && OWN_WINDOWS.contains(test + "=" + w);
    window = NumberChoice.of(w, 0xffff);
    String o = entry.value(test, "O");
    echoesOptions = o != null && OWN_OPTIONS.contains(o);
    layouts = echoesOptions ? null : SynRules.layouts(o);
    flags = flags(entry.valueOr(test, "F", test.equals("T1") ? "AS" : "AR"));
    boolean handshake = test.equals("T1") || test.equals("T3");
    seq = preferring(SequenceRule.of(entry.valueOr(test, "S", "O")), SequenceRule.OTHER, handshake);
    ack = preferring(SequenceRule.of(entry.valueOr(test, "A", "S+")), SequenceRule.NEXT, handshake);
    quirks = quirks(entry.valueOr(test, "Q", ""));
    payload = payload(entry.valueOr(test, "RD", "0"));
  }

  static ReplyRule of(NmapEntry entry, String test, int quotedDrop) {
    return new ReplyRule(entry, test, quotedDrop);
  }

  /// A rule that answers SYNs must describe a handshake wherever its alternatives allow it: the
  /// others were recorded where an earlier scan had left a connection behind.
  private static SequenceRule[] preferring(
      SequenceRule[] rules, SequenceRule wanted, boolean handshake) {
    if (handshake) {
      for (SequenceRule rule : rules) {
        if (rule == wanted) {
          return new SequenceRule[] {wanted};
        }
      }
    }
    return rules;
  }

  static boolean[] yes(String expression) {
    String[] parts = expression.split("\\|", -1);
    boolean[] out = new boolean[parts.length];
    for (int i = 0; i < parts.length; i++) {
      out[i] = parts[i].equals("Y");
    }
    return out;
  }

  /// Whether every recorded flag combination has this bit.
  boolean always(int bit) {
    for (int f : flags) {
      if ((f & bit) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int[] flags(String expression) {
    List<Integer> list = new ArrayList<>();
    for (String part : expression.split("\\|", -1)) {
      int bits = 0;
      for (int i = 0; i < part.length(); i++) {
        int at = LETTERS.indexOf(part.charAt(i));
        bits |= at < 0 ? 0 : BITS[at];
      }
      if (bits == (SYN | ACK)) {
        return new int[] {bits};
      }
      list.add(bits);
    }
    return list.stream().mapToInt(b -> b).toArray();
  }

  private static int[] quirks(String expression) {
    String[] parts = expression.split("\\|", -1);
    int[] out = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      out[i] = (parts[i].indexOf('R') >= 0 ? 1 : 0) | (parts[i].indexOf('U') >= 0 ? 2 : 0);
    }
    return out;
  }

  /// Data with the recorded checksum; nmap keeps only that of the text which such a system sends.
  private static byte[] payload(String expression) {
    String last = expression.substring(expression.lastIndexOf('|') + 1);
    if (last.equals("0") || expression.startsWith("0|")) {
      return NO_PAYLOAD;
    }
    try {
      return Crc32.preimage(Integer.parseUnsignedInt(last, 16));
    } catch (NumberFormatException e) {
      return NO_PAYLOAD;
    }
  }

  boolean responds() {
    return responds;
  }

  /// Whether the reply begins a connection.
  boolean accepts(long key) {
    return responds && (flags(key) & (SYN | ACK | RST | FIN)) == (SYN | ACK);
  }

  int flags(long key) {
    return flags.length == 1
        ? flags[0]
        : flags[Mix.below(Mix.of(key, Purpose.FLAGS), flags.length)];
  }

  void ip(long key, IpShape out) {
    out.ttl = ttl.pick(key);
    out.df = df.length == 1 ? df[0] : df[Mix.below(Mix.of(key, Purpose.DF), df.length)];
    out.tos = 0;
    out.ipIdPerConnection = false;
  }

  /// Fills flags, quirks and what depends on nothing but the probe and the host.
  void quirks(long key, TcpAnswer out) {
    int quirk =
        quirks.length == 1
            ? quirks[0]
            : quirks[Mix.below(Mix.of(key, Purpose.QUIRKS), quirks.length)];
    out.reserved = (quirk & 1) != 0 ? 8 : 0;
    out.urgentPointer = (quirk & 2) != 0 ? 1 + Mix.below(Mix.of(key, Purpose.QUIRKS), 0xffff) : 0;
  }

  /// Fills a whole reply that is no handshake.
  ///
  /// @param other a number that stands for any other
  void reply(TcpProbe probe, long key, int other, int tsVal, TcpAnswer out) {
    out.responds = true;
    out.accepts = false;
    out.flags = flags(key);
    out.seq = seq(key, probe, other);
    out.ack = ack(key, probe, other);
    quirks(key, out);
    out.window =
        echoesWindow
            ? probe.window
            : window == null ? 0 : (int) window.pick(Mix.of(key, Purpose.WINDOW));
    out.optionBytes = 0;
    if (echoesOptions) {
      System.arraycopy(probe.rawOptions, 0, out.options, 0, probe.rawOptionBytes);
      out.optionBytes = probe.rawOptionBytes;
    } else if (layouts != null) {
      OptionLayout layout = layouts.get(Mix.below(Mix.of(key, Purpose.OPTIONS), layouts.size()));
      layout.encode(out, -1, tsVal, probe.options);
    }
    out.payload = (out.flags & RST) != 0 ? payload : NO_PAYLOAD;
    out.timestampOffset = 0;
    out.windowScale = -1;
    out.timestamps = false;
    out.sack = false;
    out.mss = 536;
    ip(key, out.ip);
  }

  /// The reply's sequence number.
  int seq(long key, TcpProbe probe, int other) {
    return switch (pick(seq, key, Purpose.SEQ)) {
      case ZERO -> 0;
      case SAME -> probe.ack;
      case NEXT -> probe.ack + 1;
      case OTHER -> other;
    };
  }

  /// Whether sequence numbers are the client's acknowledgement number, or one more.
  boolean copiesAck(long key) {
    SequenceRule rule = pick(seq, key, Purpose.SEQ);
    return rule == SequenceRule.SAME || rule == SequenceRule.NEXT;
  }

  /// Whether replies acknowledge what the client never sent.
  boolean acksForeign(long key) {
    return pick(ack, key, Purpose.ACK) == SequenceRule.OTHER;
  }

  /// The reply's acknowledgement number.
  ///
  /// The recorded `S` and `S+` come from probes without payload; what the client's segment occupies
  /// counts as RFC 9293 §3.10.7.1 counts it, except where the record shows otherwise.
  int ack(long key, TcpProbe probe, int other) {
    int numbers = Integer.bitCount(probe.flags & (FIN | SYN));
    int length = probe.payloadBytes + (countsBoth ? numbers : Math.min(numbers, 1));
    return switch (pick(ack, key, Purpose.ACK)) {
      case ZERO -> 0;
      case SAME -> probe.seq + probe.payloadBytes;
      case NEXT -> probe.seq + (acksEnd ? length : Math.max(length, 1));
      case OTHER -> other;
    };
  }

  private static SequenceRule pick(SequenceRule[] rules, long key, int purpose) {
    return rules.length == 1 ? rules[0] : rules[Mix.below(Mix.of(key, purpose), rules.length)];
  }
}
