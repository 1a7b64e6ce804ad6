package honeyd.personality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a system answers the options of a SYN, for any set of them: derived from the seven SYNs of
/// which a fingerprint records the answer (OPS, WIN, ECN). Immutable.
///
/// A row whose offer equals the client's gives its layout as it stands. For any other offer the row
/// with the same set of options, else the smallest larger set, loses what was not offered. Segment
/// size and window follow the rows with the nearest sizes.
final class SynRules {
  /// What nmap offers in its six SEQ probes and the ECN probe (nmap's book, "TCP Probes").
  private static final int[] OFFERED_MSS = {1460, 1400, 640, -1, 536, 265, 1460};

  private static final int[] OFFERED_MASK = {7, 7, 5, 7, 7, 6, 3};

  /// One recorded answer.
  private record Row(int mask, int mss, List<OptionLayout> layouts, NumberChoice window) {}

  private final Row[] rows;

  /// By set of options, then in the order of `rowsFor`: rows fitted to the set.
  private final Row[][] byMask = new Row[8][];

  private SynRules(List<Row> rows) {
    this.rows = rows.toArray(new Row[0]);
    for (int mask = 0; mask < 8; mask++) {
      byMask[mask] = rowsFor(mask);
    }
  }

  /// The rules of an entry; when it records no SYN answer, those of a host that announces only a
  /// segment size.
  static SynRules of(NmapEntry entry) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < OFFERED_MSS.length; i++) {
      boolean ecn = i == 6;
      String options = ecn ? entry.value("ECN", "O") : entry.value("OPS", "O" + (i + 1));
      String window = ecn ? entry.value("ECN", "W") : entry.value("WIN", "W" + (i + 1));
      List<OptionLayout> layouts = layouts(options);
      NumberChoice w = NumberChoice.of(window, 0xffff);
      if (layouts != null && w != null) {
        rows.add(new Row(OFFERED_MASK[i], OFFERED_MSS[i], layouts, w));
      }
    }
    if (rows.isEmpty()) {
      OptionLayout mssOnly = OptionLayout.of("M5B4");
      NumberChoice w = NumberChoice.of("2000", 0xffff);
      if (mssOnly == null || w == null) {
        throw new AssertionError("constant layout");
      }
      rows.add(new Row(7, 1460, List.of(mssOnly), w));
    }
    return new SynRules(rows);
  }

  /// All alternatives of an O expression, or null when none is understood.
  static @Nullable List<OptionLayout> layouts(@Nullable String expression) {
    if (expression == null) {
      return null;
    }
    List<OptionLayout> list = new ArrayList<>();
    for (String part : expression.split("\\|", -1)) {
      OptionLayout layout = OptionLayout.of(part);
      if (layout != null) {
        list.add(layout);
      }
    }
    return list.isEmpty() ? null : List.copyOf(list);
  }

  private Row[] rowsFor(int mask) {
    List<Row> same = Arrays.stream(rows).filter(r -> r.mask == mask).toList();
    if (!same.isEmpty()) {
      return same.toArray(new Row[0]);
    }
    int best =
        Arrays.stream(rows)
            .mapToInt(Row::mask)
            .filter(m -> (m & mask) == mask)
            .boxed()
            .min((a, b) -> Integer.compare(Integer.bitCount(a), Integer.bitCount(b)))
            .orElse(rows[0].mask);
    return Arrays.stream(rows)
        .filter(r -> r.mask == best)
        .map(r -> new Row(mask, -2, restricted(r.layouts, mask), r.window))
        .toArray(Row[]::new);
  }

  private static List<OptionLayout> restricted(List<OptionLayout> layouts, int mask) {
    return layouts.stream().map(l -> l.restrictedTo(mask)).toList();
  }

  /// Decides options and window for what `probe` offers, and what is thereby agreed.
  void answer(TcpProbe probe, long key, int tsVal, TcpAnswer out) {
    int offered =
        (probe.options.windowScale >= 0 ? OptionLayout.SCALE : 0)
            | (probe.options.sackPermitted ? OptionLayout.SACK : 0)
            | (probe.options.hasTimestamps ? OptionLayout.TIMESTAMPS : 0);
    Row[] candidates = byMask[offered];
    Row row = nearest(candidates, probe.options.mss);
    OptionLayout layout =
        row.layouts.get(Mix.below(Mix.of(key, Purpose.OPTIONS), row.layouts.size()));
    int mss = row.mss == probe.options.mss ? layout.mss() : mss(probe.options.mss, key);
    layout.encode(out, mss, tsVal, probe.options.tsVal);
    out.mss = layout.mss() < 0 ? 536 : mss;
    int agreed = layout.mask() & offered;
    out.windowScale = (agreed & OptionLayout.SCALE) != 0 ? Math.min(layout.scale(), 14) : -1;
    out.sack = (agreed & OptionLayout.SACK) != 0;
    out.timestamps = (agreed & OptionLayout.TIMESTAMPS) != 0;
    out.window = (int) row.window.pick(Mix.of(key, Purpose.WINDOW));
  }

  private static Row nearest(Row[] candidates, int mss) {
    Row best = candidates[0];
    for (Row row : candidates) {
      if (Math.abs(row.mss - mss) < Math.abs(best.mss - mss)) {
        best = row;
      }
    }
    return best;
  }

  /// The size announced to a client that offers `offered` (or -1): as recorded for an equal offer;
  /// the offer itself between two sizes that were both sent back; else as for the next smaller
  /// recorded offer.
  private int mss(int offered, long key) {
    long hash = Mix.of(key, Purpose.OPTIONS);
    Row below = null;
    Row above = null;
    for (Row row : rows) {
      if (row.mss == offered) {
        int own = sizeOf(row, hash);
        if (own >= 0) {
          return own;
        }
      }
      if (row.mss >= 0 && row.mss < offered && (below == null || row.mss > below.mss)) {
        below = row;
      }
      if (row.mss > offered && (above == null || row.mss < above.mss)) {
        above = row;
      }
    }
    if (below == null) {
      int own = above == null ? 536 : sizeOf(above, hash);
      return above != null && own == above.mss && offered > 0 ? offered : Math.max(own, 0);
    }
    int low = sizeOf(below, hash);
    if (above != null && low == below.mss && sizeOf(above, hash) == above.mss) {
      return offered;
    }
    return low >= 0 ? low : 536;
  }

  private static int sizeOf(Row row, long hash) {
    return row.layouts.get(Mix.below(hash, row.layouts.size())).mss();
  }
}
