package honeyd.personality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a system answers the options of a SYN, for any set of them: derived from the seven SYNs of
/// which a fingerprint records the answer (OPS, WIN, ECN). Immutable.
///
/// A row whose offer equals the client's gives its layout as it stands. For any other offer the row
/// with the same set of options, else the smallest larger set, loses what was not offered. Segment
/// size and window follow the rows with the nearest sizes.
final class SynRules {
  /// What a row says about a SYN with its offer.
  enum Kind {
    /// A SYN/ACK.
    HANDSHAKE,
    /// A reset: the system had no room for one more.
    REFUSAL,
    /// An acknowledgement without SYN: the system took the SYN for one of a connection it had.
    CHALLENGE
  }

  /// What nmap offers in its six SEQ probes, the ECN probe and T3 (nmap's book, "TCP Probes").
  private static final int[] OFFERED_MSS = {1460, 1400, 640, -1, 536, 265, 1460, 265};

  private static final int[] OFFERED_MASK = {7, 7, 5, 7, 7, 6, 3, 7};
  private static final int SEQ_ROWS = 6;

  /// Windows of nmap's six SYNs.
  private static final List<Long> OWN_WINDOWS = List.of(1L, 63L, 4L, 4L, 16L, 512L);

  private static final int ECN_ROW = 6;
  private static final int T3_ROW = 7;
  private static final int SETS = 8;

  /// One recorded answer.
  private record Row(
      int mask, int mss, List<OptionLayout> layouts, NumberChoice window, Kind kind) {}

  private final Row[] rows;

  /// By set of options: rows fitted to the set.
  private final Row[][] byMask = new Row[SETS][];

  /// How many of the first rows are SEQ probes'.
  private final int seqRows;

  /// Whether the client's own window is sent back.
  private final boolean echoesWindow;

  private SynRules(List<Row> rows, int seqRows) {
    this.echoesWindow =
        seqRows == SEQ_ROWS
            && rows.stream().limit(SEQ_ROWS).map(r -> r.window.low(0)).toList().equals(OWN_WINDOWS);
    this.seqRows = seqRows;
    this.rows = rows.toArray(new Row[0]);
    for (int mask = 0; mask < SETS; mask++) {
      byMask[mask] = rowsFor(mask);
    }
  }

  /// The rules of an entry; when it records no SYN answer, those of a host that announces only a
  /// segment size.
  ///
  /// @param stamps what timestamps its SYN/ACKs carry, where alternatives leave a choice
  /// @param refuses whether it answers every SYN with a reset
  /// @param withFin whether the SYN has FIN set, so that T3 is a row
  static SynRules of(NmapEntry entry, Timestamps stamps, boolean refuses, boolean withFin) {
    List<Row> rows = new ArrayList<>();
    List<Integer> silent = new ArrayList<>();
    boolean announces = announcesSize(entry);
    for (int i = 0; i < (withFin ? OFFERED_MSS.length : T3_ROW); i++) {
      NumberChoice window = NumberChoice.of(windowText(entry, i), 0xffff);
      if (window == null) {
        continue;
      }
      List<OptionLayout> layouts = layouts(optionText(entry, i));
      if (layouts == null) {
        silent.add(i);
        continue;
      }
      if (refuses) {
        rows.add(row(i, layouts, window, Kind.HANDSHAKE));
        continue;
      }
      List<OptionLayout> chosen = i < SEQ_ROWS ? stamps.filter(sized(layouts)) : sized(layouts);
      // Scale and SACK stand in SYNs only (RFC 7323 §2.2, RFC 2018 §2).
      boolean sizes =
          chosen.getFirst().mss() >= 0
              || !announces
              || (chosen.getFirst().mask() & ~OptionLayout.TIMESTAMPS) != 0;
      boolean empty = chosen.getFirst().isEmpty();
      boolean handshake = i == 0 && entry.valueOr("T1", "F", "AS").contains("S");
      Kind kind =
          handshake || sizes || (empty && window.high(0) > 0)
              ? Kind.HANDSHAKE
              : empty ? Kind.REFUSAL : Kind.CHALLENGE;
      rows.add(row(i, chosen, kind == Kind.HANDSHAKE ? window.withoutZero() : window, kind));
    }
    int seqRows = 0;
    for (Row row : rows) {
      seqRows += row.mask != OFFERED_MASK[ECN_ROW] && seqRows < SEQ_ROWS ? 1 : 0;
    }
    complete(rows, silent, entry, stamps, refuses);
    boolean all = silent.isEmpty() && seqRows == SEQ_ROWS;
    return new SynRules(rows, all ? seqRows : 0);
  }

  /// The rules of a host that announces only a segment size, for an entry that records no options.
  static SynRules plain(NmapEntry entry) {
    List<Row> rows = new ArrayList<>();
    complete(rows, List.of(), entry, Timestamps.NONE, false);
    return new SynRules(rows, 0);
  }

  private static Row row(int i, List<OptionLayout> layouts, NumberChoice window, Kind kind) {
    return new Row(OFFERED_MASK[i], OFFERED_MSS[i], layouts, window, kind);
  }

  /// Adds what an incomplete record leaves open: rows with a window and no options, and a row for a
  /// client that offers everything.
  private static void complete(
      List<Row> rows, List<Integer> silent, NmapEntry entry, Timestamps stamps, boolean refuses) {
    boolean full = rows.stream().anyMatch(r -> r.mask == 7);
    if (!full) {
      OptionLayout base =
          rows.isEmpty() ? OptionLayout.ofConstant("M5B4") : rows.getFirst().layouts.getFirst();
      NumberChoice window =
          rows.isEmpty() ? NumberChoice.ofConstant("2000") : rows.getFirst().window;
      OptionLayout whole =
          refuses
              ? OptionLayout.ofConstant("")
              : switch (stamps) {
                case CLOCK -> base.with("NNT11");
                case ZERO -> base.with("NNT01");
                case NONE -> base;
              };
      rows.add(new Row(7, 1460, List.of(whole), window, Kind.HANDSHAKE));
    }
    Row model = rows.stream().filter(r -> r.mask == 7).findFirst().orElseThrow();
    for (int i : silent) {
      NumberChoice window = NumberChoice.of(windowText(entry, i), 0xffff);
      List<OptionLayout> layouts =
          refuses
              ? List.of(OptionLayout.ofConstant(""))
              : List.of(model.layouts.getFirst().restrictedTo(OFFERED_MASK[i]));
      rows.add(row(i, layouts, window == null ? model.window : window, Kind.HANDSHAKE));
    }
  }

  private static @Nullable String optionText(NmapEntry entry, int row) {
    return switch (row) {
      case ECN_ROW -> entry.value("ECN", "O");
      case T3_ROW -> entry.value("T3", "O");
      default -> entry.value("OPS", "O" + (row + 1));
    };
  }

  private static @Nullable String windowText(NmapEntry entry, int row) {
    return switch (row) {
      case ECN_ROW -> entry.value("ECN", "W");
      case T3_ROW -> entry.value("T3", "W");
      default -> entry.value("WIN", "W" + (row + 1));
    };
  }

  /// Whether any answer announces a segment size.
  static boolean announcesSize(NmapEntry entry) {
    for (int i = 0; i < T3_ROW; i++) {
      String text = optionText(entry, i);
      if (text != null && text.indexOf('M') >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Alternatives with a segment size where there are some: the others were no handshakes.
  private static List<OptionLayout> sized(List<OptionLayout> layouts) {
    List<OptionLayout> with = layouts.stream().filter(l -> l.mss() >= 0).toList();
    return with.isEmpty() ? layouts : with;
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
    Row[] same = Arrays.stream(rows).filter(r -> r.mask == mask).toArray(Row[]::new);
    if (same.length > 0) {
      return same;
    }
    // A row that shows no handshake was recorded for its own offer only.
    boolean handshakes =
        Arrays.stream(rows).anyMatch(r -> (r.mask & mask) == mask && r.kind == Kind.HANDSHAKE);
    Row best =
        Arrays.stream(rows)
            .filter(r -> (r.mask & mask) == mask && (!handshakes || r.kind == Kind.HANDSHAKE))
            .min(
                // Windows are multiples of what a segment holds, and timestamps take room from it.
                Comparator.<Row>comparingInt(r -> (r.mask ^ mask) & OptionLayout.TIMESTAMPS)
                    .thenComparingInt(r -> Integer.bitCount(r.mask)))
            .orElse(rows[0]);
    return Arrays.stream(rows)
        .filter(r -> r.mask == best.mask && r.kind == best.kind)
        .map(r -> new Row(mask, -2, restricted(r.layouts, mask), r.window, r.kind))
        .toArray(Row[]::new);
  }

  private static List<OptionLayout> restricted(List<OptionLayout> layouts, int mask) {
    return layouts.stream().map(l -> l.restrictedTo(mask)).toList();
  }

  /// How many of nmap's six SYNs are answered with SYN/ACK.
  int handshakes() {
    int n = 0;
    for (int i = 0; i < seqRows; i++) {
      n += rows[i].kind == Kind.HANDSHAKE ? 1 : 0;
    }
    return n;
  }

  /// Decides options and window for what `probe` offers, and what is thereby agreed.
  Kind answer(TcpProbe probe, long key, int tsVal, TcpAnswer out) {
    int offered =
        (probe.options.windowScale >= 0 ? OptionLayout.SCALE : 0)
            | (probe.options.sackPermitted ? OptionLayout.SACK : 0)
            | (probe.options.hasTimestamps ? OptionLayout.TIMESTAMPS : 0);
    Row row = nearest(byMask[offered], probe.options.mss);
    OptionLayout layout = layout(row, Mix.of(key, Purpose.OPTIONS));
    boolean asRecorded = row.mss == probe.options.mss;
    int mss = asRecorded ? layout.mss() : mss(probe.options.mss, key);
    layout.encode(out, asRecorded ? -1 : mss, tsVal, probe.options);
    out.mss = layout.mss() < 0 ? 536 : mss;
    int agreed = layout.mask() & offered;
    out.windowScale = (agreed & OptionLayout.SCALE) != 0 ? Math.min(layout.scale(), 14) : -1;
    out.sack = (agreed & OptionLayout.SACK) != 0;
    out.timestamps = (agreed & OptionLayout.TIMESTAMPS) != 0;
    out.window = echoesWindow ? probe.window : (int) row.window.pick(Mix.of(key, Purpose.WINDOW));
    return row.kind;
  }

  private static OptionLayout layout(Row row, long hash) {
    List<OptionLayout> layouts = row.layouts;
    return layouts.size() == 1 ? layouts.get(0) : layouts.get(Mix.below(hash, layouts.size()));
  }

  private static Row nearest(Row[] candidates, int mss) {
    Row best = candidates[0];
    int least = distance(best.mss, mss);
    for (Row row : candidates) {
      int distance = distance(row.mss, mss);
      if (distance < least || (row.mss == mss && best.mss == mss)) {
        best = row;
        least = distance;
      }
    }
    return best;
  }

  /// How unlike two offers are by their segment sizes. What was recorded for an offer without says
  /// little of one with a size; one without means 536 bytes (RFC 9293 §3.7.1).
  private static int distance(int recorded, int offered) {
    if (recorded == offered) {
      return 0;
    }
    return recorded < 0 ? 1 << 16 : Math.abs(recorded - (offered < 0 ? 536 : offered));
  }

  /// The size announced to a client that offers `offered` (or -1): as recorded for an equal offer;
  /// the offer itself between two sizes that were both sent back; else as for the next smaller
  /// recorded offer.
  private int mss(int offered, long key) {
    long hash = Mix.of(key, Purpose.OPTIONS);
    Row below = null;
    Row above = null;
    for (Row row : rows) {
      int own = layout(row, hash).mss();
      if (own < 0) {
        continue;
      }
      if (row.mss == offered) {
        return own;
      }
      if (row.mss >= 0 && row.mss < offered && (below == null || row.mss > below.mss)) {
        below = row;
      }
      if (row.mss > offered && (above == null || row.mss < above.mss)) {
        above = row;
      }
    }
    if (below == null) {
      int own = above == null ? 536 : layout(above, hash).mss();
      return above != null && own == above.mss && offered > 0 ? offered : own;
    }
    int low = layout(below, hash).mss();
    return above != null && low == below.mss && layout(above, hash).mss() == above.mss
        ? offered
        : low;
  }
}
