package honeyd.testkit.nmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// nmap's response tests: what of a reply goes into a fingerprint (nmap's book, "Response Tests";
/// `osscan2.cc` of nmap 7.92 for its statistics).
final class NmapTests {
  static String hex(long value) {
    return Long.toHexString(value).toUpperCase(Locale.ROOT);
  }

  private static Map<String, String> silent() {
    return Map.of("R", "N");
  }

  private static void initialTtl(Map<String, String> out, int ttl, int distance) {
    if (distance != NmapScan.UNKNOWN) {
      out.put("T", hex(ttl + distance & 0xffff));
    } else {
      out.put("TG", hex(ttl <= 32 ? 32 : ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255));
    }
  }

  private static String quirks(NmapReply r) {
    boolean urgent = (r.flags() & NmapProbes.URG) == 0 && r.urgent() != 0;
    return (r.reserved() != 0 ? "R" : "") + (urgent ? "U" : "");
  }

  Map<String, String> tcp(byte @Nullable [] reply, int seq, int ack, int distance, boolean t1) {
    if (reply == null) {
      return silent();
    }
    NmapReply r = new NmapReply(reply);
    Map<String, String> out = new TreeMap<>();
    out.put("R", "Y");
    out.put("DF", r.df() ? "Y" : "N");
    initialTtl(out, r.ttl(), distance);
    out.put("S", r.seq() == 0 ? "Z" : r.seq() == ack ? "A" : r.seq() == ack + 1 ? "A+" : "O");
    out.put("A", r.ack() == 0 ? "Z" : r.ack() == seq ? "S" : r.ack() == seq + 1 ? "S+" : "O");
    StringBuilder flags = new StringBuilder();
    int[] bits = {
      NmapProbes.ECE,
      NmapProbes.URG,
      NmapProbes.ACK,
      NmapProbes.PSH,
      NmapProbes.RST,
      NmapProbes.SYN,
      NmapProbes.FIN
    };
    for (int i = 0; i < bits.length; i++) {
      if ((r.flags() & bits[i]) != 0) {
        flags.append("EUAPRSF".charAt(i));
      }
    }
    out.put("F", flags.toString());
    byte[] payload = r.payload();
    CRC32 crc = new CRC32();
    crc.update(payload);
    boolean text = (r.flags() & NmapProbes.RST) != 0 && payload.length > 0;
    out.put("RD", text ? "%08X".formatted(crc.getValue()) : "0");
    out.put("Q", quirks(r));
    if (!t1) {
      out.put("W", hex(r.window()));
      out.put("O", r.options());
    }
    return out;
  }

  Map<String, String> ecn(byte @Nullable [] reply, int distance) {
    if (reply == null) {
      return silent();
    }
    NmapReply r = new NmapReply(reply);
    Map<String, String> out = new TreeMap<>();
    out.put("R", "Y");
    out.put("DF", r.df() ? "Y" : "N");
    initialTtl(out, r.ttl(), distance);
    out.put("W", hex(r.window()));
    out.put("O", r.options());
    boolean ece = (r.flags() & NmapProbes.ECE) != 0;
    boolean cwr = (r.flags() & NmapProbes.CWR) != 0;
    out.put("CC", ece ? (cwr ? "S" : "Y") : cwr ? "O" : "N");
    out.put("Q", quirks(r));
    return out;
  }

  Map<String, String> unreachable(byte @Nullable [] reply, byte[] sent, int distance) {
    if (reply == null) {
      return silent();
    }
    NmapReply r = new NmapReply(reply);
    Map<String, String> out = new TreeMap<>();
    out.put("R", "Y");
    out.put("DF", r.df() ? "Y" : "N");
    initialTtl(out, r.ttl(), distance);
    out.put("IPL", hex(r.totalLength()));
    out.put("UN", hex(u16(reply, 26)));
    out.put("RIPL", u16(reply, 30) == 328 ? "G" : hex(u16(reply, 30)));
    out.put("RID", u16(reply, 32) == 0x1042 ? "G" : hex(u16(reply, 32)));
    int sum = u16(reply, 38);
    byte[] quoted = Arrays.copyOfRange(reply, 28, 48);
    quoted[10] = 0;
    quoted[11] = 0;
    boolean good = (NmapProbes.checksum(quoted, 0, 0) & 0xffff) == sum;
    out.put("RIPCK", sum == 0 ? "Z" : good ? "G" : "I");
    int udp = u16(reply, 54);
    out.put("RUCK", udp == u16(sent, 26) ? "G" : hex(udp));
    boolean intact = true;
    for (int i = 56; i < reply.length; i++) {
      intact &= reply[i] == 'C';
    }
    out.put("RUD", intact ? "G" : "I");
    return out;
  }

  private static int u16(byte[] b, int at) {
    return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
  }

  Map<String, String> echo(byte @Nullable [] one, byte @Nullable [] two, int distance) {
    if (one == null || two == null) {
      return silent();
    }
    NmapReply a = new NmapReply(one);
    NmapReply b = new NmapReply(two);
    Map<String, String> out = new TreeMap<>();
    out.put("R", "Y");
    out.put("DFI", a.df() ? (b.df() ? "Y" : "S") : b.df() ? "O" : "N");
    initialTtl(out, a.ttl(), distance);
    int c1 = one[21] & 0xff;
    int c2 = two[21] & 0xff;
    out.put("CD", c1 == c2 ? (c1 == 0 ? "Z" : hex(c1)) : c1 == 9 && c2 == 0 ? "S" : "O");
    return out;
  }

  Map<String, String> sequence(
      List<NmapScan.Sample> samples, List<Integer> closedIds, List<Integer> icmpIds) {
    Map<String, String> out = new TreeMap<>();
    if (samples.size() >= 4) {
      numbers(samples, out);
    }
    List<Integer> openIds = new ArrayList<>();
    for (NmapScan.Sample s : samples) {
      openIds.add(s.ipId());
    }
    String ti = openIds.size() >= 3 ? idClass(openIds) : "";
    String ci = closedIds.size() >= 2 ? idClass(closedIds) : "";
    String ii = icmpIds.size() >= 2 ? idClass(icmpIds) : "";
    putKnown(out, "TI", ti);
    putKnown(out, "CI", ci);
    putKnown(out, "II", ii);
    List<String> counting = List.of("I", "BI", "RI");
    if (counting.contains(ti) && counting.contains(ii)) {
      int last = openIds.getLast();
      int average = Integer.divideUnsigned(last - openIds.getFirst(), openIds.size() - 1);
      boolean shared = Integer.compareUnsigned(icmpIds.getFirst(), last + 3 * average) < 0;
      out.put("SS", shared ? "S" : "O");
    }
    timestamps(samples, out);
    if (out.isEmpty()) {
      out.put("R", "N");
    }
    return out;
  }

  /// Two is one for nmap's class of even steps, which it prints as `I` but never compares as SS.
  private static void putKnown(Map<String, String> out, String name, String value) {
    if (!value.isEmpty()) {
      out.put(name, value.equals("I2") ? "I" : value);
    }
  }

  private static void numbers(List<NmapScan.Sample> samples, Map<String, String> out) {
    int n = samples.size() - 1;
    double[] rates = new double[n];
    long gcd = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      long up = samples.get(i + 1).seq() - samples.get(i).seq() & 0xffff_ffffL;
      long step = Math.min(up, 0x1_0000_0000L - up);
      gcd = gcd(gcd, step);
      rates[i] = (float) (step / seconds(samples, i));
      sum += rates[i];
    }
    out.put("GCD", hex(gcd));
    double mean = sum / n;
    if (gcd == 0) {
      out.put("ISR", "0");
      out.put("SP", "0");
      return;
    }
    out.put("ISR", hex(eightfold(mean)));
    long unit = gcd > 9 ? gcd : 1;
    double squares = 0;
    for (double rate : rates) {
      squares += Math.pow((rate - mean) / unit, 2);
    }
    double deviation = Math.sqrt(squares / (n - 1));
    out.put("SP", deviation <= 1 ? "0" : hex(eightfold(deviation)));
  }

  private static double seconds(List<NmapScan.Sample> samples, int i) {
    long micros = (samples.get(i + 1).sentNs() - samples.get(i).sentNs()) / 1000;
    return Math.max(1, micros) / 1e6;
  }

  private static long eightfold(double x) {
    return (long) (Math.log(x) / Math.log(2) * 8 + 0.5);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// The class of a list of identifications, or empty when it has none.
  private static String idClass(List<Integer> ids) {
    boolean zero = true;
    boolean constant = true;
    boolean jumps = false;
    boolean broken = true;
    boolean even = true;
    boolean small = true;
    for (int i = 1; i < ids.size(); i++) {
      zero &= ids.get(i - 1) == 0 && ids.get(i) == 0;
      int raw = ids.get(i) - ids.get(i - 1);
      if (ids.size() > 2 && (raw < 0 || raw > 20000)) {
        return "RD";
      }
      int step = raw & 0xffff;
      constant &= step == 0;
      jumps |= step > 1000 && (step % 256 != 0 || step >= 25600);
      broken &= step <= 5120 && step % 256 == 0;
      even &= step % 2 == 0;
      small &= step <= 9;
    }
    if (zero) {
      return "Z";
    }
    if (constant) {
      return hex(ids.getFirst());
    }
    return jumps ? "RI" : broken ? "BI" : even ? "I2" : small ? "I" : "";
  }

  private static void timestamps(List<NmapScan.Sample> samples, Map<String, String> out) {
    if (samples.size() < 2) {
      return;
    }
    String state = "";
    for (NmapScan.Sample s : samples) {
      state = !s.timestamped() ? "U" : s.tsVal() == 0 ? "0" : state;
    }
    if (!state.isEmpty()) {
      out.put("TS", state);
      return;
    }
    double hz = 0;
    int n = samples.size() - 1;
    for (int i = 0; i < n; i++) {
      long up = samples.get(i + 1).tsVal() - samples.get(i).tsVal() & 0xffff_ffffL;
      hz += Math.min(up, 0x1_0000_0000L - up) / seconds(samples, i) / n;
    }
    if (hz > 0) {
      out.put(
          "TS",
          hz <= 5.66
              ? "1"
              : hz > 70 && hz <= 150
                  ? "7"
                  : hz > 150 && hz <= 350 ? "8" : hex((long) (0.5 + Math.log(hz) / Math.log(2))));
    }
  }
}
